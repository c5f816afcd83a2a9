using System.Diagnostics;

namespace UdpLab.Tests;

/// <summary>Runs system programs, as independent oracles.</summary>
internal static class Tool
{
    /// <summary>Its output; throws if it fails.</summary>
    public static string Run(string program, params string[] arguments)
    {
        (int code, string output, string errors) = Try(program, arguments);
        return code == 0 ? output : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {code}: {output}{errors}");
    }

    /// <summary>Runs it with empty input, and does not throw if it fails.</summary>
    public static (int ExitCode, string Output, string Errors) Try(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true })!;
        process.StandardInput.Close();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, errors.GetAwaiter().GetResult());
    }

    /// <summary>True if it is on PATH.</summary>
    public static bool Exists(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, program)));
}
