using System.Management.Automation;

namespace UdpLab.Tests.Modules;

/// <summary>Tab completion. Keys of a table are tested in tests/pester/Pktgen.Tests.ps1: the engine sorts them with Sort-Object, which only pwsh has.</summary>
[Collection(Machine.Name)]
public class CompletionTests(Bed bed) : IClassFixture<Bed>
{
    [Theory]
    [InlineData("Get-LabNic -LabHost $bed.Sink s", "sink0")]
    [InlineData("Get-LabNic -LabHost $bed.Sink -Name ", "lo,sink0")]
    [InlineData("Get-LabNic -LabHost $bed -Name s", "sink0")]
    [InlineData("Set-LabNic -LabHost $bed.Sink -Name ", "lo,sink0")]
    [InlineData("Get-LabNic -LabHost $bed -Name ", "gen0,lo,sink0")]
    [InlineData("$bed.Sink | Get-LabNic -Name ", "lo,sink0")]
    [InlineData("$bed | Invoke-UdpFlood -Interface g", "gen0")]
    [InlineData("Invoke-UdpFlood -LabHost $bed -Interface ", "gen0,lo")]
    [InlineData("Get-LabNic -LabHost (Get-LabTestbed).Sink -Name ", "")]
    [InlineData("Get-LabNic -LabHost nosuch -Name ", "")]
    [InlineData("Measure-Sink -LabHost $bed.Sink -Interface s", "sink0")]
    [InlineData("Measure-Sink -LabHost $bed.Sink -Address 198", "$sink")]
    [InlineData("Measure-Sink -LabHost $bed.Sink -Address 0", "0.0.0.0")]
    [InlineData("Invoke-UdpFlood -LabHost $bed.Generator -Source 198", "$gen")]
    [InlineData("Measure-Sink -LabHost $bed.Sink -Port ", "9")]
    [InlineData("Set-LabNic sink0 -LabHost $bed.Sink -RxQueues 1", "1")]
    [InlineData("Get-LineRate -SpeedMbps 25", "2500,25000")]
    [InlineData("Get-LineRate -PacketSize i", "Imix")]
    [InlineData("Get-LineRate -LabHost $bed.Sink -Interface s", "sink0")]
    public void IsOffered(string line, string expected)
    {
        string words = bed.Session.One("$bed | ForEach-Object { \"$($_.SinkAddress) $($_.GeneratorAddress)\" }").ToString();
        Assert.Equal(expected.Replace("$sink", words.Split(' ')[0], StringComparison.Ordinal).Replace("$gen", words.Split(' ')[1], StringComparison.Ordinal), Complete(line));
    }

    /// <summary>PowerShell itself asks no completer there: UdpLab.Completion.ps1.</summary>
    [Theory]
    [InlineData("Get-LabNic -LabHost $bed.Sink ", "lo,sink0", 30)]
    [InlineData("Set-LabNic -LabHost $bed.Generator  ", "gen0,lo", 36)]
    [InlineData("1 | ForEach-Object { Get-LabNic -LabHost $bed.Sink ", "lo,sink0", 51)]
    [InlineData("Get-LabHost $bed.Sink ", "", 22)]
    [InlineData("Where-Object $bed.Sink ", "", 23)]
    public void IsOfferedBehindAMember(string line, string expected, int at)
    {
        IReadOnlyList<PSObject> given = bed.Session.Give($"$c = TabExpansion2 -inputScript '{line}' -cursorColumn {line.Length}; $c.ReplacementIndex; $c.CompletionMatches.CompletionText");
        Assert.Equal(expected, string.Join(',', given.Skip(1).OfType<PSObject>().Select(w => w.ToString()).Where(w => !w.StartsWith('.'))));
        Assert.True(expected.Length == 0 || given[0].ToString() == $"{at}");
    }

    [Fact]
    public void ADestinationIsAnAddressOfAHost() =>
        Assert.Contains(bed.Session.One("$bed.SinkAddress").ToString(), Complete("Invoke-UdpFlood -Destination 198").Split(','));

    [Fact]
    public void AQueueACpuOfATestbed() => Assert.Contains("1", Complete("New-LabTestbed -Queues ").Split(','));

    [Fact]
    public void ASinkIsAPortOfThisMachine()
    {
        int port = Receiver.FreePort();
        using System.Net.Sockets.UdpClient bound = new(port);

        Assert.Contains(port.ToString(System.Globalization.CultureInfo.InvariantCulture), Complete("Invoke-PerfCapture -Sink ").Split(','));
    }

    private string Complete(string line) => string.Join(',', bed.Session.Give(
        $"$line = '{line}'; [System.Management.Automation.CommandCompletion]::CompleteInput($line, $line.Length, $null).CompletionMatches.CompletionText").OfType<PSObject>().Select(w => w.ToString()).Order(StringComparer.Ordinal));
}
