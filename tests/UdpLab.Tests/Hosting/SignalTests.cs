using System.Diagnostics;

namespace UdpLab.Tests.Hosting;

public class SignalTests
{
    private const int Interrupt = 2;
    private const int Terminate = 15;

    [Theory]
    [InlineData(Interrupt, 130)]
    [InlineData(Terminate, 143)]
    public void ASignalEndsALoop(int signal, int expected)
    {
        Assert.Equal(expected, Stop(signal, "while ($true) { }").ExitCode);
    }

    [Fact]
    public void WhatIsSaidWhileStoppingIsPrinted()
    {
        ShellResult result = Stop(Interrupt, "try { while ($true) { } } finally { $Host.UI.WriteWarningLine('stopped, 42 received') }");

        Assert.Equal("WARNING: stopped, 42 received\n", result.Output);
        Assert.Equal(130, result.ExitCode);
    }

    [Fact]
    public void AFileIsStoppedAsWell()
    {
        using TemporaryFile ready = new TemporaryFile("ready", string.Empty);
        using TemporaryFile script = new TemporaryFile("script.ps1", $"[IO.File]::WriteAllText('{ready.Path}', 'x'); while ($true) {{ }}");

        using ShellRun run = ShellRun.Start("-File", script.Path);
        WaitFor(ready);
        run.Signal(Interrupt);

        Assert.Equal(130, run.Wait().ExitCode);
    }

    [Fact]
    public void ASecondInterruptKills()
    {
        using TemporaryFile ready = new TemporaryFile("ready", string.Empty);
        using ShellRun run = ShellRun.Start(
            "-c",
            $"try {{ [IO.File]::WriteAllText('{ready.Path}', 'x'); while ($true) {{ }} }} finally {{ [IO.File]::WriteAllText('{ready.Path}', ''); [Threading.Thread]::Sleep(30000) }}");
        WaitFor(ready);
        run.Signal(Interrupt);
        WaitFor(ready, written: false);

        Stopwatch clock = Stopwatch.StartNew();
        run.Signal(Interrupt);
        ShellResult result = run.Wait();

        // .NET reports death by a signal as a shell does.
        Assert.Equal(130, result.ExitCode);
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 20);
    }

    private static ShellResult Stop(int signal, string command)
    {
        using TemporaryFile ready = new TemporaryFile("ready", string.Empty);
        using ShellRun run = ShellRun.Start("-c", $"[IO.File]::WriteAllText('{ready.Path}', 'x'); {command}");
        WaitFor(ready);
        run.Signal(signal);
        return run.Wait();
    }

    /// <summary>Waits for a file that shows how far the script is; a pause could only guess.</summary>
    private static void WaitFor(TemporaryFile ready, bool written = true)
    {
        Assert.True(
            SpinWait.SpinUntil(
                () =>
                {
                    Thread.Sleep(20);
                    return new FileInfo(ready.Path).Length > 0 == written;
                },
                TimeSpan.FromSeconds(120)),
            "The script did not get going.");
    }
}
