using UdpLab.Wire;

namespace UdpLab.Tests;

public sealed class DriverCounterTests
{
    /// <summary>Names from captures of ethtool -S (virtio_net, veth, igb, e1000e, vmxnet3), otherwise from the drivers' sources.</summary>
    [Theory]
    [InlineData("mlx5_core", "rx_out_of_buffer", "rx_missed_errors", true)]
    [InlineData("mlx5_core", "rx_out_of_buffer", "rx_dropped", true)]
    [InlineData("mlx5_core", "rx_discards_phy", "rx_dropped", true)]
    [InlineData("ixgbe", "rx_missed_errors", "rx_missed_errors", true)]
    [InlineData("ixgbe", "rx_no_dma_resources", "rx_dropped", false)]
    [InlineData("i40e", "rx_missed_errors", "rx_missed_errors", true)]
    [InlineData("i40e", "port.rx_dropped", "rx_dropped", false)]
    [InlineData("ice", "rx_dropped.nic", "rx_missed_errors", true)]
    [InlineData("sfc", "rx_nodesc_drop_cnt", "rx_dropped", true)]
    [InlineData("sfc", "port_rx_nodesc_drops", "rx_dropped", true)]
    [InlineData("bnxt_en", "[3]: rx_discards", "rx_missed_errors", true)]
    [InlineData("ena", "rx_drops", "rx_dropped", true)]
    [InlineData("virtio_net", "rx_queue_3_drops", "rx_dropped", true)]
    [InlineData("virtio_net", "rx3_drops", "rx_dropped", true)]
    [InlineData("veth", "rx_queue_0_drops", "rx_dropped", true)]
    [InlineData("veth", "rx_queue_0_xdp_drops", "rx_dropped", false)]
    [InlineData("igb", "rx_queue_1_drops", "rx_dropped", false)]
    [InlineData("e1000e", "rx_missed_errors", "rx_missed_errors", true)]
    [InlineData("vmxnet3", "  pkts rx OOB", "rx_dropped", false)]
    [InlineData("vmxnet3", "  drv dropped rx total", "rx_dropped", true)]
    public void ADetailReplacesThePartOfTheStatisticItBelongsTo(string driver, string name, string file, bool isPart)
    {
        Ledger ledger = Receive(driver, new() { [name] = 30 }, new() { [file] = 100 });

        LedgerEntry detail = Assert.Single(ledger.Entries, entry => entry.Source == "ethtool -S eth0");
        Assert.Equal(30, detail.Packets);
        Assert.True(detail.IsLoss);
        Assert.Equal(isPart ? 70 : 100, ledger.Entries.Single(entry => entry.Source == $"/sys/class/net/eth0/statistics/{file}").Packets);
        Assert.Equal(isPart ? 100 : 130, ledger.Losses);
    }

    [Theory]
    [InlineData("ena", "pps_allowance_exceeded")]
    [InlineData("mlx5_core", "outbound_pci_buffer_overflow")]
    [InlineData("igb", "rx_no_buffer_count")]
    public void WhatMayNotBeLostIsToldButNotSummed(string driver, string name)
    {
        Ledger ledger = Receive(driver, new() { [name] = 30 }, []);

        Assert.Equal(30, ledger.Entry(LedgerLayer.Nic, name).Packets);
        Assert.Equal(0, ledger.Losses);
    }

    [Theory]
    [InlineData("virtio_net", "rx_drops")]
    [InlineData("mlx5_core", "rx_prio0_discards")]
    [InlineData("bnxt_en", "rx_total_ring_discards")]
    [InlineData("veth", "rx_queue_0_xdp_packets")]
    [InlineData("", "rx_queue_0_drops")]
    [InlineData("e1000e", "rx_queue_0_drops")]
    public void SumsBreakdownsAndOtherDriversNamesAreLeftAlone(string driver, string name) =>
        Assert.DoesNotContain(Receive(driver, new() { [name] = 30 }, []).Entries, entry => entry.Source == "ethtool -S eth0");

    [Fact]
    public void ADetailTheStatisticDoesNotIncludeLeavesItAt0()
    {
        Ledger ledger = Receive("mlx5_core", new() { ["rx_discards_phy"] = 30 }, new() { ["rx_dropped"] = 10 });

        Assert.Equal(0, ledger.Packets(LedgerLayer.Nic, "rx_dropped"));
        Assert.Equal(30, ledger.Losses);
    }

    /// <summary>The verdicts of XDP programs are within the driver's drops, and those in the interface's.</summary>
    [Theory]
    [InlineData("rx_queue_0_xdp_drops", "rx_queue_0_drops")]
    [InlineData("rx0_xdp_drops", "rx0_drops")]
    public void AnXdpProgramsDropsAreNotCountedTwice(string verdicts, string drops)
    {
        Ledger ledger = Receive("virtio_net", new() { [verdicts] = 30, [drops] = 40 }, new() { ["rx_dropped"] = 45 });

        Assert.Equal((30, 10, 5), (ledger.Packets(LedgerLayer.Nic, "rx_queue_N_xdp_drops"), ledger.Packets(LedgerLayer.Nic, "rx_queue_N_drops"), ledger.Packets(LedgerLayer.Nic, "rx_dropped")));
        Assert.Equal(45, ledger.Losses);
    }

    [Fact]
    public void QueuesAreSummedAndZerosLeftOut()
    {
        Ledger ledger = Receive("igb", new() { ["rx_queue_0_drops"] = 2, ["rx_queue_1_drops"] = 3, ["rx_missed_errors"] = 0 }, []);

        Assert.Equal(5, ledger.Packets(LedgerLayer.Nic, "rx_queue_N_drops"));
        Assert.Single(ledger.Entries, entry => entry.Source == "ethtool -S eth0");
    }

    [Fact]
    public void ASendersReceiveStatisticsAreNotItsLosses()
    {
        Ledger ledger = Build(sink: [], generator: [("virtio_net", new() { ["rx0_drops"] = 4, ["tx0_xdp_tx_drops"] = 6 }, [])]);

        Assert.Equal(6, ledger.Losses);
        Assert.Equal(LedgerLayer.Wire, ledger.BiggestLoss?.Layer);
    }

    private static Ledger Receive(string driver, Dictionary<string, ulong> ethtool, Dictionary<string, ulong> statistics) =>
        Build([(driver, ethtool, statistics)], []);

    private static Ledger Build(
        (string Driver, Dictionary<string, ulong> Ethtool, Dictionary<string, ulong> Statistics)[] sink,
        (string Driver, Dictionary<string, ulong> Ethtool, Dictionary<string, ulong> Statistics)[] generator) =>
        LedgerBuilder.Build(new LedgerInput
        {
            Before = Counters(sink, 0),
            After = Counters(sink, 1),
            Generators = [new LedgerGenerator { Interface = "eth0", Before = Counters(generator, 0), After = Counters(generator, 1) }],
        });

    private static Counters Counters((string Driver, Dictionary<string, ulong> Ethtool, Dictionary<string, ulong> Statistics)[] devices, ulong moved) => new()
    {
        Devices = [.. devices.Select(device => new DeviceCounters
        {
            Name = "eth0",
            Driver = device.Driver,
            Ethtool = device.Ethtool.ToDictionary(pair => pair.Key, pair => 1_000 + (pair.Value * moved)),
            Statistics = device.Statistics.ToDictionary(pair => pair.Key, pair => 1_000 + (pair.Value * moved)),
        })],
    };
}
