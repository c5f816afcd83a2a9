using System.Collections;
using System.Management.Automation;
using UdpLab.Tests.Hosting;

namespace UdpLab.Tests.Views;

/// <summary>What remains of an object in a job, in Export-Clixml and in Export-Csv.</summary>
[Collection(Machine.Name)]
public class KeptTests
{
    [Fact]
    public void AMeasurementKeepsItsLedgerAndItsHost()
    {
        using Session session = new();
        IReadOnlyList<PSObject> given = session.Give("$m = Invoke-UdpFlood -RatePps 20000 -Count 200 | Measure-Sink -ReceiveBuffer 4000000; $m; [System.Management.Automation.PSSerializer]::Serialize($m, 2)");
        PSObject before = given[0];

        PSObject after = Assert.IsType<PSObject>(PSSerializer.Deserialize(given[1].ToString()));

        Assert.Equal("Deserialized.UdpLab.SinkMeasurement", after.TypeNames[0]);
        Assert.Equal("local", Assert.IsType<string>(after.Get("Host")));
        Assert.Equal(before.Long("Packets"), after.Long("Packets"));
        Assert.Equal(before.Long("Ledger.Sent"), after.Long("Ledger.Sent"));
        Assert.Equal(before.All("Ledger.Entries").Select(e => e.Text("Counter")), after.All("Ledger.Entries").Select(e => e.Text("Counter")));
        Assert.Equal(before.All("Ledger.Entries").Select(e => e.Long("Packets")), after.All("Ledger.Entries").Select(e => e.Long("Packets")));
        Assert.Equal(before.All("Flood.PerThread").Select(t => t.Long("Sent")), after.All("Flood.PerThread").Select(t => t.Long("Sent")));
        Assert.Equal(before.Text("Nic.Name"), after.Text("Nic.Name"));
    }

    /// <summary>The default view of what comes back from a job or Export-Clixml is that of the fresh object.</summary>
    [Fact]
    public void TheViewIsTheSame()
    {
        using TemporaryFile kept = new("all.xml", "");
        string[] before = Lines($$"""
            $all = @(
                Invoke-UdpFlood -RatePps 20000 -Count 200 | Measure-Sink -Method Recvmmsg
                (Invoke-UdpFlood -RatePps 20000 -Count 200 | Measure-Sink).Ledger
                Invoke-LabSweep @{ Method = 'Recv', 'IoUringMultishot' } { Invoke-UdpFlood -RatePps 20000 -Count 200 | Measure-Sink -Method $Method } 6> $null
                Invoke-UdpFlood -Count 20 -RatePps 20000
                Get-LineRate 10000 -PacketSize 60, Imix
                Test-LabHost -Check Kernel
            )
            [IO.File]::WriteAllText('{{kept.Path}}', [System.Management.Automation.PSSerializer]::Serialize($all, 2))
            $all
            """);
        Assert.Equal(before, Lines($"[System.Management.Automation.PSSerializer]::Deserialize([IO.File]::ReadAllText('{kept.Path}'))"));
    }

    [Fact]
    public void AViewOfWhatWasLostShowsNothing()
    {
        string[] table = Lines("$m = [pscustomobject] @{ Method = 'Recvmsg'; Packets = 5; Ledger = '5 sent' }; $m.PSTypeNames.Insert(0, 'UdpLab.SinkMeasurement'); $m");
        string[] list = Lines("$l = [pscustomobject] @{ Received = 5; Entries = 'a', 'b' }; $l.PSTypeNames.Insert(0, 'UdpLab.Ledger'); $l");

        Assert.Equal(3, table.Length);
        Assert.DoesNotContain("none", table[2], StringComparison.Ordinal);
        Assert.Matches(@"Entries\s+:\s*$", list[^1]);
    }

    /// <summary>Export-Csv writes the result of ToString().</summary>
    [Theory]
    [InlineData("Invoke-UdpFlood -RatePps 20000 -Count 200 | Measure-Sink -ReceiveBuffer 4000000")]
    [InlineData("Invoke-UdpFlood -RatePps 20000 -Count 200 -Port 9")]
    [InlineData("$m = Invoke-UdpFlood -RatePps 2000, 1000 -StepSeconds 0.3 | Measure-Sink; $m.Steps; $m.Flood; $m.Flood.Steps; $m.Flood.Intervals; $m.Intervals")]
    [InlineData("Get-LabNic lo")]
    [InlineData("(Get-LabNic lo).Counters")]
    [InlineData("Test-LabHost -Check Kernel")]
    [InlineData("Get-LabHost local")]
    [InlineData("Get-UdpSocket")]
    [InlineData("Get-LineRate 10000 -PacketSize 60, Imix")]
    [InlineData("$m = Invoke-UdpFlood -RatePps 20000 -Count 200 | Measure-Sink; $m.Ledger; $m.PerSocket; $m.Intervals; $m.Latency; $m.Ledger.Entries; $m.Flood.PerThread; $m | Get-UdpBottleneck")]
    public void EveryPropertyIsTextAPersonReads(string script)
    {
        using Session session = new();
        foreach (PSObject given in session.Give(script))
        {
            Assert.All(given.Properties, property =>
            {
                string text = property.Value?.ToString() ?? "";
                Assert.DoesNotContain('`', text);
                Assert.DoesNotContain("[]", text, StringComparison.Ordinal);
                Assert.DoesNotMatch(@"^(System|UdpLab)\.", text);
                Assert.DoesNotMatch(@"\w+ \{ \w+ = ", text);
                Assert.False(property.Value is IEnumerable and not string && text.Length == 0 && ((IEnumerable)property.Value).Cast<object>().Any(), property.Name);
            });
        }
    }

    private static string[] Lines(string script)
    {
        (int code, string output, string error) = ShellProcess.Run(script);
        Assert.Equal("", error);
        Assert.Equal(0, code);
        return [.. output.Split('\n').Where(l => l.Trim().Length > 0)];
    }
}
