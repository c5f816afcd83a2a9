using System.Management.Automation;

namespace UdpLab.Tests.Ledger;

/// <summary>Sent = received + every named loss + unexplained, and on a testbed unexplained is always 0.</summary>
[Collection(Machine.Name)]
public class ConservationTests(Bed bed) : IClassFixture<Bed>
{
    private const int Runs = 20;

    [Theory]
    [InlineData("Socket", "-ReceiveBuffer 2048")]
    [InlineData("Xdp", "-ReceiveBuffer 8192")]
    [InlineData("Socket", "-ReceiveBuffer 2048 -Method Recvmmsg -Discard")]
    [InlineData("Socket", "-ReceiveBuffer 2048 -Method Epoll")]
    [InlineData("Socket", "-ReceiveBuffer 2048 -Method IoUring")]
    [InlineData("Socket", "-ReceiveBuffer 2048 -Method IoUringMultishot")]
    [InlineData("Xdp", "-ReceiveBuffer 2048 -Method IoUringMultishot")]
    public void NothingIsUnexplainedInTwentyRunsOfTwentyUnderOverload(string backend, string sink)
    {
        IReadOnlyList<PSObject> given = bed.Session.Give($"1..{Runs} | ForEach-Object {{ Invoke-UdpFlood -LabHost $bed.Generator -Backend {backend} -Count 20000 -Flows 4 }} | Measure-Sink -LabHost $bed.Sink {sink}");

        Assert.Equal(Runs, given.Count);
        Assert.All(given, MustConserve);

        // It must have been overload, otherwise the test proves little.
        Assert.All(given, m => Assert.InRange(m.Long("Ledger.Losses"), 1, long.MaxValue));
    }

    [Theory]
    [InlineData("Socket", "-Sockets 3 -Method Recvmmsg", "-Flows 16 -Threads 2")]
    [InlineData("Xdp", "-Sockets 2 -SteerByCpu", "-Flows 16 -Threads 2")]
    [InlineData("Xdp", "-Address ::", "-Flows 16")]
    [InlineData("Socket", "-Address :: -ReceiveBuffer 2048", "-Flows 16")]
    [InlineData("Xdp", "-Warmup 0.1", "-Duration 1")]
    [InlineData("Socket", "-Gro", "-Gso 32")]
    [InlineData("Socket", "-Gro -ReceiveBuffer 8192", "-Gso 32")]
    [InlineData("Socket", "-ReceiveBuffer 2048", "-Gso 32")]
    [InlineData("Socket", "-Gro -ReceiveBuffer 2048", "")]
    [InlineData("Socket", "-Method PacketRing", "-Gso 32")]
    [InlineData("Socket", "-Method AfXdp -ReceiveBuffer 2048", "-Flows 4")]
    [InlineData("Xdp", "-Method AfXdp -ReceiveBuffer 2048", "-Threads 2")]
    [InlineData("Socket", "-Method AfXdp -Address ::", "-Gso 32")]
    [InlineData("Xdp", "-Method PacketRing -ReceiveBuffer 2048", "")]
    [InlineData("Xdp", "-Method PacketRing -Address ::", "-Flows 16 -Threads 2")]
    [InlineData("Socket", "-Gro -Ttl -PacketInfo -Timestamp -Method Epoll", "-Gso 32")]
    public void NorWithOtherSinksAndFloods(string backend, string sink, string flood)
    {
        foreach (PSObject measurement in bed.Session.Give($"1, 2 | ForEach-Object {{ Invoke-UdpFlood -LabHost $bed.Generator -Backend {backend} {(flood.Contains("-Duration", StringComparison.Ordinal) ? "" : "-Duration 0.2")} {flood} }} | Measure-Sink -LabHost $bed.Sink {sink}"))
        {
            MustConserve(measurement);
        }
    }

    [Theory]
    [InlineData("-Count 5000 -RatePps 50000", 5000)]
    [InlineData("-Duration 0.3", 0)]
    [InlineData("-Duration 0.3 -Gso 16", 0)]
    public void LoopbackConservesToo(string flood, long packets)
    {
        // A namespace's own loopback has no other packets.
        PSObject measurement = bed.Session.One($"Invoke-UdpFlood -LabHost $bed.Sink {flood} | Measure-Sink -LabHost $bed.Sink -ReceiveBuffer 200000");

        Assert.Equal("127.0.0.1", measurement.Text("Flood.Destination"));
        MustConserve(measurement);
        Assert.InRange(measurement.Long("Ledger.Sent"), Math.Max(1, packets), packets == 0 ? long.MaxValue : packets);
    }

    [Theory]
    [InlineData("$bed.Sink", "Socket", "")]
    [InlineData("$bed.Generator", "Socket", "-Destination $bed.SinkAddress")]
    [InlineData("$bed.Generator", "Xdp", "-Destination $bed.SinkAddress")]
    [InlineData("$bed.Generator", "Socket", "-Destination $bed.SinkAddress -Gso 16")]
    public void PacketsToAPortNobodyListensOnAreAllNamed(string host, string backend, string flood)
    {
        ErrorRecord error = bed.Session.Run($"Invoke-UdpFlood -LabHost {host} -Backend {backend} -Port 7003 -Force -Count 3000 -RatePps 30000 {flood} | Measure-Sink -LabHost $bed.Sink -Port 7004 -Timeout 20").MustFail("NoPacket");

        PSObject ledger = PSObject.AsPSObject(error.TargetObject);
        Assert.Equal(3000, ledger.Long("Sent"));
        Assert.Equal(3000, ledger.Counted("NoPorts"));
        Assert.Equal(0, ledger.Long("Unexplained"));
        Assert.Equal("NoPorts", ledger.Text("BiggestLoss.Counter"));
    }

    [Fact]
    public void TwoSinksInANamespaceAreToldApart()
    {
        // The other sink's packets are in the kernel's difference, not in our count.
        using Session second = new();
        ScriptRun theirs = second.Start($"$b = Get-LabTestbed {bed.Session.One("$bed.Name")}; Invoke-UdpFlood -LabHost $b.Sink -Port 7006 -RatePps 5000 -Duration 120 | Measure-Sink -LabHost $b.Sink -Address 127.0.0.9");
        Assert.True(Machine.Becomes(() => theirs.ShowsProgress, 30), "The other flood did not start.");
        PSObject ours = bed.Session.One("Invoke-UdpFlood -LabHost $bed.Sink -RatePps 5000 -Count 1000 | Measure-Sink -LabHost $bed.Sink -Port 7005 -Address 127.0.0.8 -ReceiveBuffer 4000000");
        theirs.Stop();

        Assert.Equal(1000, ours.Long("Packets"));
        ours.MustAddUp();
        Assert.InRange(ours.Long("Ledger.KernelDifference"), 1, long.MaxValue);
    }

    [Fact]
    public void EntriesSayWhereTheyWereRead()
    {
        PSObject measurement = bed.Session.One("Invoke-UdpFlood -LabHost $bed.Generator -Backend Xdp -Count 5000 -RatePps 50000 | Measure-Sink -LabHost $bed.Sink -ReceiveBuffer 4096");
        IReadOnlyList<PSObject> entries = measurement.All("Ledger.Entries");

        Assert.All(entries, e => Assert.NotEqual("", e.Text("Source")));
        Assert.All(entries, e => Assert.NotEqual("", e.Text("Meaning")));
        PSObject biggest = entries.Where(e => (bool)e.Get("IsLoss")!).MaxBy(e => e.Long("Packets"))!;
        Assert.Equal("RcvbufErrors", biggest.Text("Counter"));
        Assert.Equal("Udp", biggest.Text("Layer"));
        Assert.Contains("snmp", biggest.Text("Source"));
        Assert.Contains(entries, e => e.Text("Counter") == "rx_packets" && e.Text("Interface") == "sink0" && e.Long("Packets") >= measurement.Long("Flood.Sent"));
    }

    private static void MustConserve(PSObject measurement)
    {
        string account = $"{measurement.Text("Ledger")}; entries: {string.Join(", ", measurement.All("Ledger.Entries").Where(e => e.Long("Packets") != 0))}";
        Assert.True(measurement.Long("Ledger.Unexplained") == 0, account);
        Assert.True(measurement.Long("Ledger.KernelDifference") == 0, $"kernel {measurement.Long("Ledger.KernelReceived")}: {account}");
        Assert.Equal(measurement.Long("Ledger.Sent"), measurement.Long("Ledger.Received") + measurement.Long("Ledger.Losses"));
        Assert.Equal(measurement.Long("Flood.Sent"), measurement.Long("Ledger.Sent"));
        Assert.Equal(measurement.Long("Ledger.Sent") - measurement.Long("Ledger.Received"), measurement.All("Ledger.Entries").Where(e => (bool)e.Get("IsLoss")!).Sum(e => e.Long("Packets")));
    }
}
