using System.Text.Json;

namespace UdpLab.Tests;

public sealed class LedgerTests
{
    /// <summary>What IP and UDP do with the frames that a packet ring saw is no loss of the ring.</summary>
    [Theory]
    [InlineData(1, 100)]
    [InlineData(16, 100)]
    public void TheLedgerOfAPacketRingEndsThere(int train, long drops)
    {
        LedgerInput input = new World { Received = 32_000, BufferFull = 5_000, NoPorts = 7, AddressErrors = 9 }.Input();
        long sent = 32_000 + (drops * train);
        Ledger ledger = LedgerBuilder.Build(input with
        {
            Delivered = 32_000 / train,
            TotalPackets = 32_000,
            TotalDatagrams = 32_000 / train,
            WindowPackets = 32_000,
            LeftInSocket = 0,
            SocketDrops = drops,
            Generators = [input.Generators[0] with { Sent = sent, Gso = train }],
        });

        Assert.Equal((0L, drops * train, 32_000L / train, 0L), (ledger.Unexplained!.Value, ledger.Losses, ledger.KernelReceived!.Value, ledger.KernelDifference!.Value));
        Assert.Equal(("tp_drops", LedgerLayer.Socket), (ledger.BiggestLoss!.Counter, ledger.BiggestLoss.Layer));
        Assert.Equal(train > 1 ? LedgerUnit.Bundles : LedgerUnit.Packets, ledger.KernelUnit);
        Assert.DoesNotContain(ledger.Entries, e => e.Layer is LedgerLayer.Ip or LedgerLayer.Udp);
        Assert.NotNull(LossCatalogue.All.AdviceFor(ledger.BiggestLoss));
    }

    [Fact]
    public void ALedgerSurvivesJSON()
    {
        Ledger ledger = new World { Received = 1_000, RingDrops = 30, BufferFull = 70, Vanished = 5 }.Ledger();

        Ledger back = JsonSerializer.Deserialize<Ledger>(JsonSerializer.Serialize(ledger))!;

        Assert.Equal(ledger.Entries, back.Entries);
        Assert.Equal(
            (ledger.Sent, ledger.Received, ledger.Unexplained, ledger.KernelReceived, ledger.KernelDifference, ledger.Losses, ledger.BiggestLoss),
            (back.Sent, back.Received, back.Unexplained, back.KernelReceived, back.KernelDifference, back.Losses, back.BiggestLoss));
        Assert.Equal(5, back.Unexplained);
    }

    [Fact]
    public void TheLineOfALedgerIsTheLaw()
    {
        Assert.Equal(
            "1,075 sent, 1,000 received, 70 lost (RcvbufErrors), 5 unexplained",
            new World { Received = 1_000, BufferFull = 70, Vanished = 5 }.Ledger().ToString());
        Assert.Equal("7 received, 0 lost", new Ledger { Received = 7 }.ToString());
    }

    [Theory]
    [InlineData(true, "Udp NoPorts: 12,345 lost")]
    [InlineData(false, "Udp NoPorts: 12,345")]
    public void TheLineOfAnEntrySaysWhetherItIsALoss(bool isLoss, string line) =>
        Assert.Equal(line, new LedgerEntry { Layer = LedgerLayer.Udp, Counter = "NoPorts", Packets = 12_345, IsLoss = isLoss }.ToString());

    [Theory]
    [InlineData(100ul, 90ul, null)]
    [InlineData(90ul, 100ul, 10L)]
    [InlineData(ulong.MaxValue, 4ul, 5L)]
    [InlineData(null, 4ul, null)]
    [InlineData(4ul, null, null)]
    public void ADifferenceWrapsAndNeverGoesBack(ulong? before, ulong? after, long? expected) =>
        Assert.Equal(expected, Delta.Of(before, after));
}
