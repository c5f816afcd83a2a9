namespace UdpLab.Tests;

public sealed class LedgerNarrativeTests
{
    [Fact]
    public void AWrongPortIsNamedWithItsRemedy() => Assert.Equal(
        "1,000,000 packets left the generator, s0 counted 1,000,000 (rx_packets), IP took in 1,000,000, the sink received 0. "
        + "Udp: NoPorts 1,000,000 (no socket listens on their port). Send to the port the sink listens on.",
        LedgerNarrative.HowFar(new World { NoPorts = 1_000_000 }.Ledger()));

    [Fact]
    public void SilencePointsAtTheCable() => Assert.Equal(
        "1,000 packets left the generator, s0 counted 0 (rx_packets), IP took in 0, the sink received 0. Nothing arrived and no counter has them: "
        + "check the cable, the interface, the destination MAC address and, on a veth, that the peer runs NAPI (ethtool -K PEER gro on).",
        LedgerNarrative.HowFar(new World { Vanished = 1_000 }.Ledger()));

    [Fact]
    public void AVethThatRefusesPointsAtNAPI() =>
        Assert.Contains("Wire g0: tx_dropped 9 (the sending device dropped them). If it is a veth", LedgerNarrative.HowFar(new World { SenderDrops = 9 }.Ledger()), StringComparison.Ordinal);

    [Theory]
    [InlineData("InAddrErrors", "an address of the sink's host")]
    [InlineData("IPReversePathFilter", "rp_filter to 2")]
    [InlineData("InNoRoutes", "route")]
    [InlineData("MemErrors", "udp_mem")]
    [InlineData("RcvbufErrors", "bound to that address")]
    [InlineData("dropped", "netdev_max_backlog")]
    [InlineData("InHdrErrors", "builds the packets")]
    public void TheBiggestLossHasItsRemedy(string counter, string remedy)
    {
        Ledger ledger = new Ledger { Sent = 10, Entries = [Loss("NoPorts", 3), Loss(counter, 7)] };

        Assert.Contains(remedy, LedgerNarrative.HowFar(ledger), StringComparison.Ordinal);
    }

    [Fact]
    public void ALossWithoutARemedyIsStillNamed() =>
        Assert.EndsWith("Udp: NewErrors 1 (gone).", LedgerNarrative.HowFar(new Ledger { Entries = [Loss("NewErrors", 1)] }), StringComparison.Ordinal);

    [Theory]
    [InlineData(0, "Nothing arrived")]
    [InlineData(5, "Almost nothing arrived")]
    [InlineData(990, "IP takes next to none of them in")]
    public void TheBackgroundIsNotTheFlood(long arrived, string words)
    {
        // A few other packets arrived and were counted up to UDP.
        Ledger ledger = new()
        {
            Sent = 1_000,
            Entries =
            [
                new() { Layer = LedgerLayer.Nic, Counter = "rx_packets", Packets = arrived, Interface = "eth0" },
                new() { Layer = LedgerLayer.Ip, Counter = "InReceives", Packets = Math.Min(arrived, 4) },
                Loss("NoPorts", Math.Min(arrived, 3)),
            ],
        };
        string text = LedgerNarrative.HowFar(ledger);

        Assert.Contains(words, text, StringComparison.Ordinal);
        Assert.DoesNotContain("Send to the port", text, StringComparison.Ordinal);
    }

    [Fact]
    public void AFloodInTrainsIsNotTakenForTheBackground()
    {
        // 640 packets in trains of 64, which the kernel counts as 10.
        Ledger ledger = new() { Sent = 640, Entries = [new() { Layer = LedgerLayer.Nic, Counter = "rx_packets", Packets = 10 }, new() { Layer = LedgerLayer.Ip, Counter = "InReceives", Packets = 10 }] };

        Assert.Contains("netfilter", LedgerNarrative.HowFar(ledger, 64), StringComparison.Ordinal);
        Assert.Contains("Almost nothing", LedgerNarrative.HowFar(ledger), StringComparison.Ordinal);
    }

    [Fact]
    public void FramesThatIPDoesNotSeePointBelowIt()
    {
        Ledger ledger = new Ledger
        {
            Entries =
            [
                new() { Layer = LedgerLayer.Nic, Counter = "rx_packets", Packets = 5, Interface = "eth0" },
                new() { Layer = LedgerLayer.Ip, Counter = "InReceives", Packets = 0 },
            ],
        };

        string text = LedgerNarrative.HowFar(ledger);

        Assert.StartsWith("The number of packets sent is unknown, eth0 counted 5 (rx_packets)", text, StringComparison.Ordinal);
        Assert.Contains("IP takes none in", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(5, true)]
    [InlineData(100_000, false)]
    public void AFewPacketsMayBeBackgroundWhereNobodySaysHowManyWereSent(long arrived, bool doubted)
    {
        Ledger ledger = new() { Entries = [new() { Layer = LedgerLayer.Nic, Counter = "rx_packets", Packets = arrived, Interface = "eth0" }, Loss("NoPorts", arrived)] };

        Assert.Equal(doubted, LedgerNarrative.HowFar(ledger).Contains("may be background", StringComparison.Ordinal));
    }

    [Fact]
    public void PacketsThatVanishBehindIPPointAtNetfilter() => Assert.Contains(
        "netfilter",
        LedgerNarrative.HowFar(new Ledger { Sent = 1, Entries = [new() { Layer = LedgerLayer.Ip, Counter = "InReceives", Packets = 1 }] }),
        StringComparison.Ordinal);

    [Fact]
    public void AGeneratorThatSentNothingIsTold() =>
        Assert.EndsWith("The generator sent nothing.", LedgerNarrative.HowFar(new World().Ledger()), StringComparison.Ordinal);

    private static LedgerEntry Loss(string counter, long packets) =>
        new() { Layer = LedgerLayer.Udp, Counter = counter, Packets = packets, Meaning = "gone", IsLoss = true };
}
