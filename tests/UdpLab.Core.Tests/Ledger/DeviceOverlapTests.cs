using UdpLab.Wire;

namespace UdpLab.Tests;

public sealed class DeviceOverlapTests
{
    [Fact]
    public void AReceiversShareOfTheBacklogIsWhatItsDeviceDroppedToo()
    {
        Ledger ledger = new World { StackDrops = 4, BacklogDrops = 6, OtherBacklogDrops = 0 }.Ledger();

        Assert.Equal(6, ledger.Packets(LedgerLayer.Softnet, "dropped"));
        Assert.Equal(4, ledger.Packets(LedgerLayer.Nic, "rx_dropped"));
    }

    [Fact]
    public void WithoutAGeneratorTheRingDropsStayWithTheReceiver()
    {
        Ledger ledger = LedgerBuilder.Build(new World { RingDrops = 8 }.Input() with { Generators = [] });

        Assert.Equal(8, ledger.Packets(LedgerLayer.Nic, "rx_dropped"));
        Assert.Equal(8, ledger.Losses);
    }

    [Fact]
    public void WhereEthtoolTellsNothingADropBothEndsHaveIsCountedOnce()
    {
        LedgerInput input = new World { RingDrops = 8, BacklogDrops = 6, Received = 1 }.Input();
        LedgerGenerator generator = input.Generators[0];

        Ledger ledger = LedgerBuilder.Build(input with { Generators = [generator with { Before = Mute(generator.Before), After = Mute(generator.After) }] });

        Assert.Equal(0, ledger.Unexplained);
        Assert.Equal(8, ledger.Packets(LedgerLayer.Wire, "tx_dropped"));
        Assert.Equal(6, ledger.Packets(LedgerLayer.Softnet, "dropped"));

        static Counters Mute(Counters counters) => counters with { Devices = [.. counters.Devices.Select(device => device with { Ethtool = [] })] };
    }

    [Fact]
    public void WithoutDevicesTheBacklogCountsAlone()
    {
        LedgerInput input = new World { BacklogDrops = 6 }.Input();

        Ledger ledger = LedgerBuilder.Build(input with { Before = input.Before with { Devices = [] }, After = input.After with { Devices = [] }, Generators = [] });

        Assert.Equal(6, ledger.Losses);
    }

    [Fact]
    public void TheSameInterfaceInOneNamespaceIsNoVethPair()
    {
        // Frames injected into s0's receive path: its transmit drops have nothing to do with what it received.
        DeviceCounters before = Device("s0", "veth", ("tx_dropped", 0), ("rx_dropped", 0));
        DeviceCounters after = Device("s0", "veth", ("tx_dropped", 3), ("rx_dropped", 5));

        Assert.Equal(8, Build(before, after, sameNamespace: true).Losses);
        Assert.Equal(5, Build(before, after, sameNamespace: false).Losses);
    }

    [Fact]
    public void EachEndHasPeersOfItsOwn()
    {
        // One generator injects into s0 itself; the other sends through s0's peer g0, whose drops are also counted by s0.
        World world = new() { RingDrops = 8, Received = 1 };
        LedgerInput input = world.Input();
        DeviceCounters receiver = input.After.Devices.Single(d => d.Name == "s0");
        Counters same = new() { Devices = [receiver with { Ethtool = new() { ["tx_queue_0_xdp_xmit_errors"] = 5 }, Statistics = new() { ["tx_dropped"] = 5 } }] };
        Counters before = new() { Devices = [same.Devices[0] with { Ethtool = new() { ["tx_queue_0_xdp_xmit_errors"] = 0 }, Statistics = new() { ["tx_dropped"] = 0 } }] };

        Ledger ledger = LedgerBuilder.Build(input with
        {
            After = input.After with { Devices = [receiver with { Statistics = new() { ["rx_dropped"] = 8 + 3 } }] },
            Generators = [input.Generators[0], new LedgerGenerator { Before = before, After = same, Interface = "s0", SameNamespace = true }],
        });

        // The 3 are s0's own: the 5 that s0 sent and lost are not included.
        Assert.Equal(3, ledger.Packets(LedgerLayer.Nic, "rx_dropped"));
    }

    [Fact]
    public void WhatADeviceDroppedItselfIsNotTakenForItsPeersDrops()
    {
        // s0's driver counts everything that s0 dropped: the ring that refused frames was s1's.
        LedgerInput input = new World { DriverDrops = 8, RingDrops = 5, Received = 1 }.Input();
        DeviceCounters s0 = input.After.Devices.Single(d => d.Name == "s0"), old = input.Before.Devices.Single(d => d.Name == "s0");
        Counters before = input.Before with { Devices = [old, old with { Name = "s1", Ethtool = [] }] };
        Counters after = input.After with { Devices = [s0 with { Statistics = new() { ["rx_dropped"] = 8 } }, s0 with { Name = "s1", Ethtool = [], Statistics = new() { ["rx_dropped"] = 5 } }] };

        Ledger ledger = LedgerBuilder.Build(input with { Before = before, After = after });

        Assert.Equal(0, ledger.Unexplained);
        Assert.Equal(8, ledger.Packets(LedgerLayer.Nic, "rx_queue_N_drops"));
    }

    [Fact]
    public void LoopbackIsReadFromBothSidesAndCountedOnce()
    {
        Ledger ledger = Build(
            Device("lo", "", ("tx_dropped", 1), ("rx_dropped", 1), ("rx_packets", 1)),
            Device("lo", "", ("tx_dropped", 1), ("rx_dropped", 8), ("rx_packets", 1)),
            sameNamespace: true);

        Assert.Equal(7, ledger.Losses);
        Assert.Equal(7, ledger.Packets(LedgerLayer.Nic, "rx_dropped"));
    }

    [Fact]
    public void ACounterThatWentBackwardsMakesNoEntry()
    {
        Ledger ledger = Build(Device("lo", "", ("rx_dropped", 9), ("rx_packets", 1)), Device("lo", "", ("rx_dropped", 2), ("rx_packets", 4)), true);

        Assert.Null(ledger.Find(LedgerLayer.Nic, "rx_dropped"));
        Assert.Equal(3, ledger.Packets(LedgerLayer.Nic, "rx_packets"));
    }

    [Fact]
    public void EveryDevicesEntriesNameIt()
    {
        Counters before = new Counters { Devices = [Device("a", "", ("rx_dropped", 0)), Device("b", "", ("rx_dropped", 0))] };
        Counters after = new Counters { Devices = [Device("a", "", ("rx_dropped", 1)), Device("b", "", ("rx_dropped", 2))] };

        IEnumerable<LedgerEntry> entries = LedgerBuilder.Build(new LedgerInput { Before = before, After = after }).Entries.Where(entry => entry.Layer == LedgerLayer.Nic);

        Assert.Equal(
            [("a", 1, "/sys/class/net/a/statistics/rx_dropped"), ("b", 2, "/sys/class/net/b/statistics/rx_dropped")],
            entries.Select(entry => (entry.Interface, entry.Packets, entry.Source)));
    }

    private static Ledger Build(DeviceCounters before, DeviceCounters after, bool sameNamespace)
    {
        (Counters? old, Counters? now) = (new Counters { Devices = [before] }, new Counters { Devices = [after] });
        return LedgerBuilder.Build(new LedgerInput
        {
            Before = old,
            After = now,
            Generators = [new LedgerGenerator { Before = old, After = now, Interface = before.Name, SameNamespace = sameNamespace }],
        });
    }

    private static DeviceCounters Device(string name, string driver, params (string Name, ulong Value)[] statistics) =>
        new() { Name = name, Driver = driver, Statistics = statistics.ToDictionary(pair => pair.Name, pair => pair.Value) };
}
