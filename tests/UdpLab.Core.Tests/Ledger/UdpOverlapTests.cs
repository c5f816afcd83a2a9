using UdpLab.Wire;

namespace UdpLab.Tests;

public sealed class UdpOverlapTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void DropsOfOtherSocketsAreNoLossWhenTheSocketTellsItsOwn(bool tells)
    {
        Ledger ledger = new World { BufferFull = 5, OtherSocketsDrops = 3, SocketTells = tells }.Ledger();

        Assert.Equal(tells ? 5 : 8, ledger.Losses);
        Assert.Equal(tells ? 3 : 0, ledger.Packets(LedgerLayer.Udp, "drops of other sockets"));
    }

    [Fact]
    public void WhileASocketIsBoundToThePortWhatFoundNoneIsSomethingElse()
    {
        LedgerInput input = new World { NoPorts = 4 }.Input();

        Assert.Equal(4, LedgerBuilder.Build(input).Packets(LedgerLayer.Udp, "NoPorts"));
        Assert.Equal(0, LedgerBuilder.Build(input with { AlwaysBound = true }).Packets(LedgerLayer.Udp, "NoPorts"));
    }

    [Fact]
    public void InErrorsIsNeverAdded() =>
        Assert.Equal(6, new World { BufferFull = 1, MemoryFull = 2, BadChecksums = 3 }.Ledger().Losses);

    [Fact]
    public void DropsTheCountersMissedAreTheSockets()
    {
        Ledger ledger = new World { BufferFull = 1, SilentMemoryFull = 4 }.Ledger();

        Assert.Equal(4, ledger.Packets(LedgerLayer.Socket, "drops"));
        Assert.Equal(5, ledger.Losses);
    }

    [Fact]
    public void AMergedDropCountsItsSegments()
    {
        Ledger ledger = new World { Segments = 20, BufferFull = 100, Received = 7, LeftInSocket = 3, NoPorts = 2 }.Ledger();

        Assert.Equal(2_000, ledger.Packets(LedgerLayer.Udp, "RcvbufErrors"));
        Assert.Equal(0, ledger.Unexplained);
    }

    [Fact]
    public void MergedDropsOfSeveralKindsShareWhatIsMissing()
    {
        Ledger ledger = new World { Segments = 20, BufferFull = 60, MemoryFull = 30, SilentMemoryFull = 10, BadChecksums = 4 }.Ledger();

        Assert.Equal(1_200, ledger.Packets(LedgerLayer.Udp, "RcvbufErrors"));
        Assert.Equal(600, ledger.Packets(LedgerLayer.Udp, "MemErrors"));
        Assert.Equal(200, ledger.Packets(LedgerLayer.Socket, "drops"));
        Assert.Equal(4, ledger.Packets(LedgerLayer.Udp, "InCsumErrors"));
    }

    [Theory]
    [InlineData(0, 7)]
    [InlineData(7, 0)]
    public void MergedDropsOfOneKindAreAllIts(long memory, long silent)
    {
        Ledger ledger = new World { Segments = 20, MemoryFull = memory, SilentMemoryFull = silent }.Ledger();

        Assert.Equal(20 * memory, ledger.Packets(LedgerLayer.Udp, "MemErrors"));
        Assert.Equal(20 * silent, ledger.Packets(LedgerLayer.Socket, "drops"));
        Assert.Equal(0, ledger.Unexplained);
    }

    [Fact]
    public void WithoutADropNothingIsMadeOfWhatIsMissing() =>
        Assert.Equal(0, new World { Segments = 20, Received = 5, OtherSocketsDrops = 9 }.Ledger().Losses);

    [Fact]
    public void WithoutRealPacketCountsAMergedDropCountsAs1()
    {
        LedgerInput input = new World { Segments = 20, BufferFull = 100 }.Input();

        Ledger ledger = LedgerBuilder.Build(input with { After = input.After with { Netstat = "" } });

        Assert.Equal(100, ledger.Losses);
    }

    [Theory]
    [InlineData(5_000_000, 12_800)]
    [InlineData(50, 100)]
    public void AMergedDropHasAtLeast1SegmentAndAtMost128(long real, long lost)
    {
        LedgerInput input = new World { BufferFull = 100 }.Input();
        const string Names = "IpExt: InNoECTPkts InECT1Pkts InECT0Pkts InCEPkts\nIpExt: ";

        Ledger ledger = LedgerBuilder.Build(input with
        {
            Gro = true,
            Generators = [],
            Before = input.Before with { Netstat = $"{Names}0 0 0 0\n" },
            After = input.After with { Netstat = $"{Names}{real} 0 0 0\n" },
        });

        Assert.Equal(lost, ledger.Losses);
    }

    [Fact]
    public void OtherTrafficDoesNotMakeMoreLossesThanPacketsAreMissing()
    {
        // The ECN counters cover the whole namespace: they include 1,000 packets of a TCP connection.
        LedgerInput input = new World { BufferFull = 100, Segments = 20, Received = 10 }.Input();
        string moved = new World { BufferFull = 100, Segments = 20, Received = 10, AddressErrors = 1_000 }.Input().After.Netstat;

        Ledger ledger = LedgerBuilder.Build(input with { After = input.After with { Netstat = moved } });

        Assert.Equal(2_000, ledger.Losses);
        Assert.Equal(0, ledger.Unexplained);
    }

    [Fact]
    public void IPv4CountersAreNotAnIPv6Sinks()
    {
        Ledger ledger = LedgerBuilder.Build(new World { BufferFull = 5, SocketTells = false }.Input() with { Ipv6 = true });

        Assert.Null(ledger.Find(LedgerLayer.Udp, "RcvbufErrors"));
        Assert.Null(ledger.KernelReceived);
        Assert.Null(ledger.KernelDifference);
    }

    [Fact]
    public void AnEntrySaysWhichLineOfWhichFileItWasReadFrom()
    {
        Assert.Equal("/proc/net/snmp Udp: NoPorts", new World().Ledger().Entry(LedgerLayer.Udp, "NoPorts").Source);
        Assert.Equal("/proc/net/snmp6 Udp6NoPorts", new World { Ipv6 = true }.Ledger().Entry(LedgerLayer.Udp, "NoPorts").Source);
    }
}
