using System.Diagnostics;
using System.Globalization;

namespace UdpLab.Bench.Tools;

/// <summary>Another program in a namespace, pinned, and limited in time even if the bench is killed. Disposing kills it.</summary>
internal sealed class NamespaceProcess : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _errors;

    private NamespaceProcess(Process process)
    {
        _process = process;
        _output = process.StandardOutput.ReadToEndAsync();
        _errors = process.StandardError.ReadToEndAsync();
    }

    public int Id => _process.Id;

    public static NamespaceProcess Start(string networkNamespace, int? cpu, int longestSeconds, params string[] command)
    {
        string[] pinned = cpu is int c ? ["taskset", "-c", c.ToString(CultureInfo.InvariantCulture), .. command] : command;
        ProcessStartInfo start = new("ip", ["netns", "exec", networkNamespace, "timeout", "-s", "KILL", longestSeconds.ToString(CultureInfo.InvariantCulture), .. pinned])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return new NamespaceProcess(Process.Start(start)!);
    }

    /// <summary>Waits until it exits and returns its standard output.</summary>
    public string Finish(CancellationToken cancel)
    {
        _process.WaitForExitAsync(cancel).Wait(cancel);
        string output = _output.Result;
        return _process.ExitCode == 0
            ? output
            : throw new InvalidOperationException($"exit code {_process.ExitCode}: {(_errors.Result.Trim() is { Length: > 0 } errors ? errors : output.Trim())}");
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }

        _process.Dispose();
    }
}
