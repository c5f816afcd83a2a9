using UdpLab.Tests.Hosting;

namespace UdpLab.Tests.Charts;

/// <summary>A chart is coloured where it is seen, and plain where it goes on to a file or a program, also within a session on a terminal.</summary>
public class ChartTerminalTests
{
    [Fact]
    public void AChartThatGoesOnIsPlain()
    {
        string source = $"Import-LabResult {Repository.Root}/tests/UdpLab.Core.Tests/data/results-1.0.jsonl | Where-Object {{ $_.Packets }}";
        ShellResult result = ShellRun.RunOnTerminal(
            ["-Command", $"Import-Module {Repository.Root}/UdpLab.psd1; $all = {source}; $all | Show-LabChart Packets; \"=====\"; $all | Show-LabChart Packets | ForEach-Object {{ $_ }}"],
            "",
            new() { ["TERM"] = "xterm", ["LC_ALL"] = "C.UTF-8", ["NO_COLOR"] = null });
        string[] charts = result.Output.Split("=====");
        Assert.True(result.ExitCode == 0 && charts.Length == 2, result.Output + result.Error);
        Assert.Contains("\e[38;2;", charts[0], StringComparison.Ordinal);
        Assert.Contains("●", charts[0], StringComparison.Ordinal);
        Assert.Contains("...o", charts[1], StringComparison.Ordinal);
        Assert.DoesNotContain("\e[38;2;", charts[1], StringComparison.Ordinal);
        Assert.DoesNotContain("●", charts[1], StringComparison.Ordinal);
    }
}
