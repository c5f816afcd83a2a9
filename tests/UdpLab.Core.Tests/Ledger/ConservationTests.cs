using CsCheck;

namespace UdpLab.Tests;

/// <summary>Sent = received + losses + unexplained, with every packet in the entry of what really happened to it.</summary>
public sealed class ConservationTests
{
    private static readonly Gen<long> Few = Gen.OneOf(Gen.Const(0L), Gen.Long[1, 1_000_000]);

    private static readonly Gen<World> Worlds = Gen.Select(Few.Array[15], Gen.Bool, Gen.Bool, Gen.Int[1, 64]).Select((fates, ipv6, old, segments) => new World
    {
        Ipv6 = ipv6,
        OldVeth = old,
        Segments = segments < 32 ? 1 : segments,
        QdiscDrops = fates[0],
        SenderDrops = fates[1],
        // An old veth without queue statistics has no redirected frames either.
        RingDrops = old ? 0 : fates[2],
        DriverDrops = old ? 0 : fates[3],
        StackDrops = 0,
        BacklogDrops = fates[4],
        OtherBacklogDrops = fates[5],
        Missed = fates[6],
        AddressErrors = fates[7],
        NoPorts = fates[8],
        BufferFull = fates[9],
        MemoryFull = segments < 32 ? fates[10] : 0,
        SilentMemoryFull = segments < 32 ? fates[11] : 0,
        BadChecksums = fates[12],
        LeftInSocket = fates[13],
        Received = fates[14],
    });

    [Fact]
    public void EveryPacketIsInTheEntryOfItsFate() => Worlds.Sample(
        world =>
        {
            Ledger ledger = world.Ledger();
            return ledger.Unexplained == 0
                && ledger.Packets(LedgerLayer.Generator, "qdisc drops") == world.QdiscDrops
                && ledger.Packets(LedgerLayer.Wire, "tx_dropped") == world.SenderDrops
                && ledger.Packets(LedgerLayer.Wire, "tx_queue_N_xdp_xmit_errors") == world.RingDrops
                && ledger.Packets(LedgerLayer.Nic, "rx_queue_N_drops") == world.DriverDrops
                && ledger.Packets(LedgerLayer.Nic, "rx_dropped") == 0
                && ledger.Packets(LedgerLayer.Nic, "rx_missed_errors") == world.Missed
                && ledger.Packets(LedgerLayer.Softnet, "dropped") == world.BacklogDrops
                && ledger.Packets(LedgerLayer.Softnet, "dropped, other devices") == world.OtherBacklogDrops
                && ledger.Packets(LedgerLayer.Ip, "InAddrErrors") == world.AddressErrors
                && ledger.Packets(LedgerLayer.Udp, "NoPorts") == world.NoPorts
                && ledger.Packets(LedgerLayer.Udp, "RcvbufErrors") == world.BufferFull * world.Segments
                && ledger.Packets(LedgerLayer.Udp, "MemErrors") == world.MemoryFull
                && ledger.Packets(LedgerLayer.Udp, "InCsumErrors") == world.BadChecksums
                && ledger.Packets(LedgerLayer.Socket, "drops") == world.SilentMemoryFull
                && ledger.Packets(LedgerLayer.Socket, "left in socket") == world.LeftInSocket
                && ledger.KernelDifference == 0;
        },
        iter: 20_000);

    [Fact]
    public void WhatNoCounterHasIsUnexplained() => Gen.Select(Worlds, Gen.Long[1, 1_000_000]).Sample(
        (world, vanished) => world.Segments > 1 || (world with { Vanished = vanished }).Ledger().Unexplained == vanished,
        iter: 5_000);

    [Fact]
    public void WithoutAGeneratorNeitherSentNorUnexplainedIsKnown()
    {
        Ledger ledger = LedgerBuilder.Build(new World { Received = 5, NoPorts = 2 }.Input() with { Generators = [] });

        Assert.Null(ledger.Sent);
        Assert.Null(ledger.Unexplained);
        Assert.Equal(2, ledger.Losses);
        Assert.DoesNotContain(ledger.Entries, entry => entry.Layer is LedgerLayer.Generator or LedgerLayer.Wire);
    }

    [Fact]
    public void ReceivedIsAllTheSinkReceivedAndTheWindowAPartOfIt()
    {
        Ledger ledger = LedgerBuilder.Build(new World { Received = 50 }.Input() with { WindowPackets = 30 });

        Assert.Equal(50, ledger.Received);
        Assert.Equal(30, ledger.Entry(LedgerLayer.Sink, "received in window").Packets);
        Assert.Equal(20, ledger.Entry(LedgerLayer.Sink, "received outside window").Packets);
        Assert.Equal(0, ledger.Losses);
    }

    [Fact]
    public void TheKernelsOwnCountIsComparedInDatagrams()
    {
        Ledger ledger = LedgerBuilder.Build(new World { Received = 50 }.Input() with { TotalDatagrams = 47 });

        Assert.Equal(50, ledger.KernelReceived);
        Assert.Equal(3, ledger.KernelDifference);
    }

    [Fact]
    public void EntriesComeInTheOrderPacketsTravel()
    {
        List<LedgerLayer> layers = new World { Received = 1, RingDrops = 1 }.Ledger().Entries.Select(entry => entry.Layer).ToList();

        Assert.Equal(layers.Order(), layers);
        Assert.Equal(Enum.GetValues<LedgerLayer>(), layers.Distinct());
    }

    [Theory]
    [InlineData(LedgerLayer.Generator, "send errors")]
    [InlineData(LedgerLayer.Wire, "tx_dropped")]
    [InlineData(LedgerLayer.Nic, "rx_dropped")]
    [InlineData(LedgerLayer.Nic, "rx_missed_errors")]
    [InlineData(LedgerLayer.Softnet, "dropped")]
    [InlineData(LedgerLayer.Softnet, "squeezed")]
    [InlineData(LedgerLayer.Ip, "InAddrErrors")]
    [InlineData(LedgerLayer.Udp, "NoPorts")]
    [InlineData(LedgerLayer.Udp, "RcvbufErrors")]
    [InlineData(LedgerLayer.Udp, "MemErrors")]
    [InlineData(LedgerLayer.Socket, "drops")]
    [InlineData(LedgerLayer.Socket, "left in socket")]
    public void WhatAReaderLooksForIsThereWhenItIs0(LedgerLayer layer, string counter) =>
        Assert.Equal(0, new World { Received = 1 }.Ledger().Entry(layer, counter).Packets);

    [Fact]
    public void CountersThatAreNoLossesAreNotSummed()
    {
        LedgerInput input = new World { Received = 9 }.Input();
        LedgerInput squeezed = input with { After = input.After with { Softnet = input.After.Softnet.Replace("fffffff0 00000000", "fffffff0 0000000a", StringComparison.Ordinal) } };

        Ledger ledger = LedgerBuilder.Build(squeezed with { Generators = [squeezed.Generators[0] with { Errors = 7 }] });

        Assert.Equal(10, ledger.Entry(LedgerLayer.Softnet, "squeezed").Packets);
        Assert.Equal(7, ledger.Entry(LedgerLayer.Generator, "send errors").Packets);
        Assert.Equal(0, ledger.Losses);
        Assert.Null(ledger.BiggestLoss);
    }

    [Fact]
    public void ADamagedTextIsToldByItsFile()
    {
        LedgerInput input = new World().Input();

        Ledger ledger = LedgerBuilder.Build(input with { After = input.After with { Netstat = "IpExt:" } });

        Assert.Contains(ledger.Notes, n => n.Contains("/proc/net/netstat", StringComparison.Ordinal));
    }
}
