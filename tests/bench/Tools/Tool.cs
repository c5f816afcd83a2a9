using System.Diagnostics;

namespace UdpLab.Bench.Tools;

/// <summary>Runs a program to its end.</summary>
internal static class Tool
{
    /// <summary>Runs it; what it prints goes into a file, or nowhere.</summary>
    public static void Run(string program, string[] arguments, string? output)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        using Stream target = output is null ? Stream.Null : File.Create(output);
        process.StandardOutput.BaseStream.CopyTo(target);
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} ended with exit code {process.ExitCode}.");
        }
    }

    /// <summary>Runs it and gives what it prints.</summary>
    public static string Output(string program, string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} ended with exit code {process.ExitCode}.");
    }
}
