using System.Diagnostics;

namespace UdpLab.Agent.Tests;

/// <summary>Runs a program of the system, as an independent oracle.</summary>
internal static class Tool
{
    /// <summary>Its output; throws if it fails.</summary>
    public static string Run(string program, params string[] arguments)
    {
        (int code, string output) = Try(program, arguments);
        return code == 0 ? output : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {code}: {output}");
    }

    public static (int Code, string Output) Try(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.GetAwaiter().GetResult());
    }
}
