namespace UdpLab.Tests;

/// <summary>Commands in plain text: no line is too long, and they still run.</summary>
public class CommandLinesTests
{
    private const int Width = 40;

    [Theory]
    [InlineData("Invoke-UdpFlood -Flows 4 -RatePps 10000 | Measure-Sink -Method Recvmmsg", "Invoke-UdpFlood -Flows 4 -RatePps 10000 |\n    Measure-Sink -Method Recvmmsg", 41)]
    [InlineData("Invoke-UdpFlood -Flows 4 -RatePps 1000 -PacketSize 1500 | Measure-Sink", "Invoke-UdpFlood -Flows 4 -RatePps 1000 `\n    -PacketSize 1500 | Measure-Sink", Width)]
    [InlineData("Invoke-LabSweep ([ordered] @{ A = 'one', 'two', 'three', 'four' }) {", "Invoke-LabSweep ([ordered] @{ A = 'one',\n    'two', 'three', 'four' }) {", Width)]
    [InlineData("    Get-Item 'a name | with, many blanks in it that is long' | Out-Null", "    Get-Item `\n        'a name | with, many blanks in it that is long' |\n        Out-Null", Width)]
    [InlineData("Write-Output \"a $(Get-Item \"b c d e f g h\") i j k l\" m n o p q r", "Write-Output `\n    \"a $(Get-Item \"b c d e f g h\") i j k l\" `\n    m n o p q r", Width)]
    [InlineData("Get-Date # what is said here is longer than a line is wide", "Get-Date # what is said here is longer than a line is wide", Width)]
    [InlineData("#   A = a value that is longer than a line is wide", "#   A = a value that is longer than a\n#   line is wide", Width)]
    [InlineData("$a = @'\n  a here-string has lines of any length, and, blanks\n'@", "$a = @'\n  a here-string has lines of any length, and, blanks\n'@", Width)]
    [InlineData("short", "short", Width)]
    [InlineData("", "", Width)]
    public void LinesAreBrokenWhereTheLanguageAllowsIt(string command, string lines, int width) => Assert.Equal(lines, string.Join('\n', CommandLines.Wrap(command, width)));

    [Fact]
    public void AReportKeepsToItsColumns()
    {
        SinkMeasurement run = Report.Of(1e6, 1) with { Interface = "enp129s0f0np0", ReceiveBufferAsked = 4_000_000, BusyPoll = 50, Duration = 2.5, Discard = true, Timestamp = true, SteerByCpu = true };
        LabSweep sweep = new() { Id = "0123456789ab", Repeat = 5, Runs = 40, Seed = 12, ScriptBlock = "Invoke-UdpFlood -LabHost $Generator -Flows 256 -PacketSize 60 -Duration 5 | Measure-Sink -LabHost $Sink -Method Recvmmsg", Factors = [new() { Name = "Queues", Values = ["1", "2", "4", "8"] }, new() { Name = "Kernel", Values = ["6.1.0-44-amd64", "6.12.57+deb13-amd64", "6.18.0-rc4-custom"] }] };
        SinkMeasurement swept = run with { Position = 1 };
        new SweepStory(sweep).Tell(swept);
        string text = Report.Write(ReportFormat.Markdown, run, swept);
        Assert.Contains("Invoke-LabSweep", text, StringComparison.Ordinal);
        Assert.Contains("Invoke-UdpFlood -Backend", text, StringComparison.Ordinal);
        Assert.All(text.Split('\n'), line => Assert.InRange(TextColumns.Width(line), 0, 80));
    }
}
