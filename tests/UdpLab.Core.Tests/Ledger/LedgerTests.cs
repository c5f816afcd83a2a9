using System.Text.Json;

namespace UdpLab.Tests;

public sealed class LedgerTests
{
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
