namespace UdpLab.Tests;

/// <summary>The kernel's reasons explain what its counters count, and name what they do not.</summary>
public sealed class ReasonTests
{
    [Fact]
    public void AReasonIsTheLossOfPacketsThatNoCounterHas()
    {
        Ledger ledger = Build(new World { Received = 10, Vanished = 7, BufferFull = 2 }, Drop("OTHERHOST", 7), Drop("SOCKET_RCVBUFF", 2));

        Assert.Equal(0, ledger.Unexplained);
        LedgerEntry entry = ledger.Entry(LedgerLayer.Ip, "OTHERHOST");
        Assert.Equal((7, true, "tracepoint skb:kfree_skb, reason OTHERHOST"), (entry.Packets, entry.IsLoss, entry.Source));
        Assert.Equal("SOCKET_RCVBUFF: 2", Assert.Single(ledger.Entry(LedgerLayer.Udp, "RcvbufErrors").Reasons!).ToString());
        Assert.Equal(ledger.Losses, ledger.Entries.SelectMany(e => e.Reasons ?? []).Sum(r => r.Packets));
    }

    [Fact]
    public void AReasonTheCatalogueDoesNotKnowIsAnEntryToo()
    {
        Ledger ledger = Build(new World { Received = 10, Vanished = 7 }, Drop("OF_TOMORROW", 7));
        Assert.Equal((0, 7), (ledger.Unexplained, ledger.Packets(LedgerLayer.Ip, "OF_TOMORROW")));
    }

    /// <summary>Linux 6.1 gives no reason for what a generic XDP program drops.</summary>
    [Fact]
    public void AFunctionStandsForItsReasonWhereTheKernelGivesNone()
    {
        Ledger ledger = Build(new World { Received = 10, Vanished = 7 }, Drop("NOT_SPECIFIED", 7) with { Function = "do_xdp_generic" });
        Assert.Equal((0, 7), (ledger.Unexplained, ledger.Packets(LedgerLayer.Nic, "XDP")));
    }

    [Theory]
    [InlineData("NO_SOCKET", LedgerLayer.Udp, "NoPorts")]
    [InlineData("SOCKET_RCVBUFF", LedgerLayer.Udp, "RcvbufErrors")]
    [InlineData("CPU_BACKLOG", LedgerLayer.Softnet, "dropped")]
    public void WhatACounterHasIsCountedOnce(string reason, LedgerLayer layer, string counter)
    {
        World world = new() { Received = 10, NoPorts = 9, BufferFull = 9, BacklogDrops = 9 };

        Ledger ledger = Build(world, Drop(reason, 9));

        Assert.Equal(0, ledger.Unexplained);
        Assert.Equal((9, reason), (ledger.Packets(layer, counter), Assert.Single(ledger.Entry(layer, counter).Reasons!).Name));
        Assert.DoesNotContain(ledger.Entries, e => e.Counter == reason);
    }

    /// <summary>NoPorts is of the namespace: others send to closed ports too.</summary>
    [Fact]
    public void ACountersOtherPacketsAreNoLossOfTheFlood()
    {
        World world = new() { Received = 10, NoPorts = 4 };
        Ledger ledger = Build(world, Drop("NO_SOCKET", 4));
        Ledger busy = LedgerBuilder.Build(new World { Received = 10, NoPorts = 9 }.Input() with { Generators = world.Input().Generators, Drops = [Drop("NO_SOCKET", 4)] });
        Assert.Equal((0, 0, 4), (ledger.Unexplained, busy.Unexplained, busy.Packets(LedgerLayer.Udp, "NoPorts")));
    }

    /// <summary>Where the kernel counts a merged packet as one, the reasons have its segments: no estimate is needed.</summary>
    [Fact]
    public void BundlesAreTheirPackets()
    {
        World world = new() { Received = 100, BufferFull = 3 };
        Ledger ledger = LedgerBuilder.Build(world.Input() with { Gro = true, Generators = [world.Input().Generators[0] with { Sent = 100 + (3 * 64) }], Drops = [new DropReason { Name = "SOCKET_RCVBUFF", Frames = 3, Packets = 3 * 64 }] });
        Assert.Equal((0, 192), (ledger.Unexplained, ledger.Packets(LedgerLayer.Udp, "RcvbufErrors")));
    }

    /// <summary>Old kernels give many drops no reason: they are in the counters already.</summary>
    [Fact]
    public void WithoutAReasonADropIsNoMoreThanWhatIsMissing()
    {
        World world = new() { Received = 10, NoPorts = 9, Vanished = 2 };
        Ledger ledger = Build(world, Drop("NOT_SPECIFIED", 11));
        Assert.Equal((0, 9, 2), (ledger.Unexplained, ledger.Packets(LedgerLayer.Udp, "NoPorts"), ledger.Packets(LedgerLayer.Ip, "NOT_SPECIFIED")));
        Assert.DoesNotContain(Build(new World { Received = 10, NoPorts = 9 }, Drop(null, 9)).Entries, e => e.Reasons is not null);
    }

    [Fact]
    public void WithoutReasonsTheLedgerIsTheSame()
    {
        World world = new() { Received = 10, BufferFull = 9 };
        Assert.Equal(world.Ledger().Entries.Select(e => (e.Counter, e.Packets)), Build(world).Entries.Select(e => (e.Counter, e.Packets)));
    }

    private static DropReason Drop(string? name, long packets) => new() { Name = name, Function = "here", Frames = packets, Packets = packets };

    private static Ledger Build(World world, params DropReason[] drops) => LedgerBuilder.Build(world.Input() with { Drops = drops });
}
