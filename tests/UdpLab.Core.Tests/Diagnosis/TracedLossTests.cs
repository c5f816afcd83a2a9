namespace UdpLab.Tests.Diagnosis;

/// <summary>Where the reader was when its buffer overflowed decides what is to blame.</summary>
public sealed class TracedLossTests
{
    [Fact]
    public void LossesWithoutACpuAreNotTheReadersFault()
    {
        UdpBottleneck[] found = [.. BottleneckFinder.Find(Lossy(new ReaderLosses { Waiting = 90, Preempted = 5, Running = 5 }))];
        UdpBottleneck starved = Assert.Single(found, b => b.Cause == "SinkStarved");
        Assert.Equal("95% of the losses at the sink's socket fell while it was awake but had no CPU: something else ran there", starved.Title);
        Assert.Contains("90 packets (90.0%) were lost at the socket while its reader was woken and waited for a CPU", starved.Evidence);
        Assert.Contains("-Cpu", starved.Advice);
    }

    [Fact]
    public void WhoHadTheCpuIsNamed()
    {
        SinkMeasurement lossy = Lossy(new ReaderLosses { Waiting = 100 });
        lossy = lossy with { Trace = lossy.Trace! with { Holders = [new CpuHolder { Name = "ksoftirqd/1", Seconds = 0.9 }, new CpuHolder { Name = "make", Seconds = 0.1 }] } };
        UdpBottleneck starved = Assert.Single(BottleneckFinder.Find(lossy), b => b.Cause == "SinkStarved");
        Assert.Equal("100% of the losses at the sink's socket fell while it was awake but had no CPU: ksoftirqd/1 had it for 90% of that time", starved.Title);
        Assert.Contains("make had the CPU for 0.10 s while the sink waited for it", starved.Evidence);
    }

    [Fact]
    public void LossesOfABusyReaderAre()
    {
        UdpBottleneck[] found = [.. BottleneckFinder.Find(Lossy(new ReaderLosses { Running = 97, Asleep = 3 }))];
        Assert.DoesNotContain(found, b => b.Cause == "SinkStarved");
        Assert.Contains("97 packets (97.0%) were lost at the socket while its reader had its CPU: it read, or a softirq interrupted it", Assert.Single(found, b => b.Cause == "ReceiveBufferFull").Evidence);
    }

    private static SinkMeasurement Lossy(ReaderLosses losses) => new()
    {
        Host = new LocalLabHost { Name = "dut", Kernel = "6.12" },
        Seconds = 1,
        Packets = 900,
        UserSeconds = 0.2,
        SystemSeconds = 0.2,
        Wakeups = 100,
        WaitSeconds = 0,
        Ledger = new Ledger
        {
            Sent = 1000,
            Received = 900,
            Entries = [new LedgerEntry { Layer = LedgerLayer.Udp, Counter = "RcvbufErrors", Packets = 100, IsLoss = true, Source = "/proc/net/snmp" }],
        },
        Trace = new SinkTrace { Reasons = [new DropReason { Name = "SOCKET_RCVBUFF", Packets = 100, Frames = 100, Reader = losses }] },
    };
}
