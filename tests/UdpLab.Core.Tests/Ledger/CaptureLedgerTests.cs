namespace UdpLab.Tests;

/// <summary>Ledgers of real measurements with known packet counts at both ends.</summary>
public sealed class CaptureLedgerTests
{
    [Theory]
    [InlineData("linux-6.1", 26554, 53446)]
    [InlineData("linux-6.12", 28739, 51261)]
    public void APktgenFloodOverVethAddsUp(string kernel, long received, long drops)
    {
        Ledger ledger = LedgerBuilder.Build(Input(kernel, 80_100, received, drops));

        Assert.Equal(0, ledger.Unexplained);
        Assert.Equal(0, ledger.KernelDifference);
        Assert.Equal(80_102, ledger.Entry(LedgerLayer.Nic, "rx_packets").Packets);
        Assert.Equal(drops, ledger.Entry(LedgerLayer.Udp, "RcvbufErrors").Packets);
        Assert.Equal(100, ledger.Entry(LedgerLayer.Udp, "NoPorts").Packets);
        Assert.Equal("RcvbufErrors", ledger.BiggestLoss?.Counter);
    }

    [Fact]
    public void ABacklogDropThatThreeCountersCountIsOneLoss()
    {
        Ledger ledger = LedgerBuilder.Build(Input("linux-6.18", 60_000, 7_695, 45_175));

        Assert.Equal(0, ledger.Unexplained);
        Assert.Equal(7_130, ledger.Entry(LedgerLayer.Softnet, "dropped").Packets);
        Assert.Equal(2, ledger.Entry(LedgerLayer.Softnet, "dropped, other devices").Packets);
        Assert.Equal(0, ledger.Entry(LedgerLayer.Nic, "rx_dropped").Packets);
        Assert.Equal(0, ledger.Entry(LedgerLayer.Wire, "tx_dropped").Packets);
    }

    [Theory]
    [InlineData("linux-3.10", true)]
    [InlineData("linux-4.9", true)]
    [InlineData("linux-3.10", false)]
    public void AnOldKernelsMemoryDropsShowAtTheSocketAlone(string kernel, bool socketTells)
    {
        Ledger ledger = LedgerBuilder.Build(new LedgerInput
        {
            Before = Captures.Counters(kernel, "before"),
            After = Captures.Counters(kernel, "after"),
            TotalPackets = 90_000,
            TotalDatagrams = 90_000,
            SocketDrops = socketTells ? 9_975 : null,
            Generators = [new LedgerGenerator { Sent = 100_086, Before = new(), After = new() }],
        });

        Assert.Equal(70, ledger.Entry(LedgerLayer.Ip, "IPReversePathFilter").Packets);
        Assert.Equal(16, ledger.Entry(LedgerLayer.Softnet, "dropped").Packets);
        Assert.Equal(9_900, ledger.Entry(LedgerLayer.Udp, "RcvbufErrors").Packets);
        Assert.Equal(socketTells ? 70 : null, ledger.Find(LedgerLayer.Socket, "drops")?.Packets);
        Assert.Null(ledger.Find(LedgerLayer.Udp, "MemErrors"));
        Assert.Equal(socketTells ? 0 : 70, ledger.Unexplained);
    }

    private static LedgerInput Input(string kernel, long sent, long received, long drops) => new()
    {
        Before = Captures.Counters(kernel, "before", ("s0", "veth")),
        After = Captures.Counters(kernel, "after", ("s0", "veth")),
        TotalPackets = received,
        TotalDatagrams = received,
        WindowPackets = received,
        SocketDrops = drops,
        Generators = [new LedgerGenerator
        {
            Sent = sent,
            Interface = "g0",
            Before = Captures.Counters(kernel, "before", ("g0", "veth")),
            After = Captures.Counters(kernel, "after", ("g0", "veth")),
        }],
    };
}
