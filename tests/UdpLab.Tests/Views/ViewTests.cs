using System.Globalization;
using System.Text.RegularExpressions;

namespace UdpLab.Tests.Views;

/// <summary>The shell's output as a person sees it, at its 120 columns.</summary>
[Collection(Machine.Name)]
public partial class ViewTests
{
    private const int Columns = 120;

    [Fact]
    public void MeasurementsAreATableOfOneHeaderAndARowEach()
    {
        string[] lines = Lines("1001, 1002 | ForEach-Object { Invoke-UdpFlood -RatePps 1000 -Count $_ } | Measure-Sink -ReceiveBuffer 4000000");

        Assert.Equal(4, lines.Length);
        Assert.Contains("Method", lines[0]);
        Assert.Contains("Packets", lines[0]);
        Assert.Contains("Pps", lines[0]);
        Assert.Matches("^[- ]+$", lines[1]);
        Assert.Contains(" 1,001 ", lines[2]);
        Assert.Contains(" 1,002 ", lines[3]);
    }

    [Fact]
    public void ASinkOfAJobIsShownAsOneOfTheSession()
    {
        string[] lines = Lines($"$s = Start-Sink web -Port {Receiver.FreePort()}; $t = [System.Management.Automation.PSSerializer]; $t::Deserialize($t::Serialize($s)); $null = Stop-Sink web");

        Assert.Equal(3, lines.Length);
        Assert.Matches("^web +Running .* [0-9]{2}:[0-9]{2}:[0-9]{2} Recvmsg ", lines[2]);
    }

    [Fact]
    public void TheLongestMethodIsWhole()
    {
        // A method that not every kernel has, in a result of one that it has.
        string[] lines = Lines("""
            $file = [System.IO.Path]::GetTempPath() + [guid]::NewGuid() + '.jsonl'
            Invoke-UdpFlood -RatePps 20000 -Count 1000 | Measure-Sink -ReceiveBuffer 4000000 | Export-LabResult $file
            [System.IO.File]::WriteAllText($file, [System.IO.File]::ReadAllText($file).Replace('"Recvmsg"', '"IoUringMultishot"'))
            Import-LabResult $file
            [System.IO.File]::Delete($file)
            """);

        Assert.Equal(4, lines.Length);
        Assert.Matches("^IoUring +1,000 ", lines[2]);
        Assert.Equal("Multishot", lines[3].TrimEnd());
    }

    [Fact]
    public void MeasurementsOfASweepBeginWithTheirFactors()
    {
        string[] lines = Lines("Invoke-LabSweep @{ Packets = 1001, 1002 } -Order Nested { Invoke-UdpFlood -RatePps 1000 -Count $Packets | Measure-Sink -ReceiveBuffer 4000000 }");

        Assert.Equal(4, lines.Length);
        Assert.Matches("^Factors +Rep Method +Pps Loss % Biggest loss +CPU ns Host", lines[0]);
        Assert.Matches("^Packets=1001 +1 Recvmsg ", lines[2]);
        Assert.Matches("^Packets=1002 +1 Recvmsg ", lines[3]);
    }

    [Fact]
    public void TheBiggestLossIsNamedInTheRow()
    {
        string[] lines = Lines("Invoke-UdpFlood -Count 20000 | Measure-Sink -ReceiveBuffer 1024");

        Assert.Equal(3, lines.Length);
        Assert.Contains("Loss", lines[0]);
        Assert.Contains("RcvbufErrors", lines[2]);
    }

    [Fact]
    public void AFloodIsATableRow()
    {
        string[] lines = Lines($"Invoke-UdpFlood -Port {Receiver.FreePort()} -RatePps 20000 -Count 2345");

        Assert.Equal(3, lines.Length);
        Assert.Contains("Backend", lines[0]);
        Assert.Contains(" 2,345 ", lines[2]);
        Assert.Contains("Completed", lines[2]);
    }

    [Fact]
    public void ALedgerShowsTheLawAlsoWhenNothingIsMissing()
    {
        string output = string.Join('\n', Lines("$m = Invoke-UdpFlood -RatePps 20000 -Count 2345 | Measure-Sink -ReceiveBuffer 4000000; $m.Ledger"));

        Assert.Contains("Sent", output);
        Assert.Contains("Received", output);
        Assert.Contains("Unexplained", output);
        Assert.Contains("2,345", output);
        Assert.Matches(@"Unexplained\W+-?\d", output);
    }

    [Fact]
    public void LedgerEntriesAreATable()
    {
        string[] lines = Lines("$m = Invoke-UdpFlood -RatePps 20000 -Count 2345 | Measure-Sink -ReceiveBuffer 4000000; $m.Ledger.Entries");

        Assert.Contains("Layer", lines[0]);
        Assert.Contains("Counter", lines[0]);
        Assert.Contains("Packets", lines[0]);
        Assert.Contains(lines, l => l.Contains("Generator", StringComparison.Ordinal) && l.Contains("2,345", StringComparison.Ordinal));
    }

    [Fact]
    public void ATestbedIsATableRow()
    {
        Machine.RequireRoot();
        string name = Space.NewTestbedName()[..6];
        string[] lines = Lines($"$b = New-LabTestbed {name}; $b; $b.Dispose()");

        Assert.Equal(3, lines.Length);
        Assert.StartsWith(name, lines[2]);
        Assert.Contains("198.1", lines[2]);
    }

    [Fact]
    public void RawNumbersStayInTheProperties()
    {
        string[] lines = Lines("$m = Invoke-UdpFlood -RatePps 20000 -Count 500 | Measure-Sink -ReceiveBuffer 4000000; $m.Packets; $m.Packets.GetType().Name; $m.Pps.GetType().Name; $m.Seconds.GetType().Name");

        Assert.Equal(["500", "Int64", "Double", "Double"], lines);
    }

    [Fact]
    public void VerboseSaysWhereTheSinkIsBoundAndWhyTheBackend()
    {
        string output = string.Join('\n', Lines("Invoke-UdpFlood -RatePps 20000 -Count 100 -Verbose | Measure-Sink -ReceiveBuffer 4000000 -Verbose"));

        Assert.Matches("VERBOSE: Sink bound to 0.0.0.0 port [0-9]+", output);
        Assert.Contains("VERBOSE: Backend Socket:", output);
    }

    private static string[] Lines(string script)
    {
        (int code, string output, string error) = ShellProcess.Run(script);
        Assert.True(error.Length == 0, error);
        Assert.Equal(0, code);
        string[] lines = [.. output.Split('\n').Where(l => l.Trim().Length > 0)];
        Assert.All(lines, l => Assert.True(l.TrimEnd().Length <= Columns, string.Create(CultureInfo.InvariantCulture, $"{l.Length} columns: {l}")));
        Assert.DoesNotMatch(Escape(), output);
        return lines;
    }

    [GeneratedRegex("\u001b")]
    private static partial Regex Escape();
}
