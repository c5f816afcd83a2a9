using System.Diagnostics;
using UdpLab.Tests.Hosting;

namespace UdpLab.Tests;

/// <summary>The shell with the real module, in its own process: what a user sees and can kill.</summary>
internal sealed class ShellProcess : IDisposable
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(180);
    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _error;

    private ShellProcess(IEnumerable<string> command)
    {
        ProcessStartInfo start = new("env", ["--default-signal=INT,TERM,HUP", .. command])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["UDPLAB_MODULE"] = Repository.Manifest;
        start.Environment.Remove("COLUMNS");
        _process = Process.Start(start)!;
        _process.StandardInput.Close();
        _output = _process.StandardOutput.ReadToEndAsync();
        _error = _process.StandardError.ReadToEndAsync();
    }

    /// <summary>The process id of the shell, which env(1) has become.</summary>
    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    public static ShellProcess Start(string script) => new([ShellRun.Program, "-Command", script]);

    public static (int Code, string Output, string Error) Run(string script) => Start(script).Wait();

    /// <summary>Without any capability, like an ordinary user.</summary>
    public static (int Code, string Output, string Error) RunWithoutCapabilities(string script)
    {
        Machine.RequireRoot();
        Assert.SkipUnless(ShellRun.OnPath("setpriv"), "setpriv(1) of util-linux is not installed.");
        return new ShellProcess(["setpriv", "--bounding-set=-all", "--inh-caps=-all", ShellRun.Program, "-Command", script]).Wait();
    }

    public void Signal(string name) => Tool.Run("kill", "-" + name, Id.ToString(System.Globalization.CultureInfo.InvariantCulture));

    public (int Code, string Output, string Error) Wait()
    {
        if (!_process.WaitForExit(_limit))
        {
            _process.Kill(entireProcessTree: true);
            Assert.Fail($"The shell did not end within {_limit}.");
        }

        return (_process.ExitCode, _output.GetAwaiter().GetResult(), _error.GetAwaiter().GetResult());
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }
}
