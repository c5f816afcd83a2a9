using UdpLab.Wire;

namespace UdpLab.Tests;

/// <summary>Counters are unsigned 64-bit numbers and wrap.</summary>
public class DeltaTests
{
    private const string Dropped = "rx_dropped";

    [Theory]
    [InlineData(-3L, 5L, 8L)]
    [InlineData(long.MaxValue, long.MinValue, 1L)]
    [InlineData(-3L, -3L, 0L)]
    [InlineData(0L, -3L, null)]
    public void ADifferenceIsModulo64Bits(long before, long after, long? packets) =>
        Assert.Equal(packets, Delta.Of(new Dictionary<string, long> { [Dropped] = before }, new Dictionary<string, long> { [Dropped] = after }, Dropped));

    [Fact]
    public void ADeviceThatCountsDownFromZeroHasItsLossesAcrossTheWrap()
    {
        Assert.Equal(8, Receiver(Device(-3), Device(5)).Tallies.Single(t => t.Counter.Counter == Dropped).Packets);
    }

    [Fact]
    public void ItsCountersAreShownAndNoLossIsMadeOfThem()
    {
        LabNicCounters counters = LabNicCounters.Of(Device(-3));
        Assert.Equal(-3, counters.Statistics[Dropped]);
        Assert.Empty(counters.Losses);
    }

    [Fact]
    public void ManyQueuesThatCountedMuchAreNoOverflow()
    {
        DeviceCounters before = new() { Name = "veth0", Driver = "veth", Ethtool = Queues(0) }, after = new() { Name = "veth0", Driver = "veth", Ethtool = Queues(long.MaxValue) };
        Settlement.Settle(LossCatalogue.All, Receiver(before, after), LedgerPlaces.Device(LossCatalogue.All, PlaceKind.Generator, before, after));
    }

    private static LedgerPlace Receiver(DeviceCounters before, DeviceCounters after) => LedgerPlaces.Device(LossCatalogue.All, PlaceKind.Receiver, before, after);

    private static Dictionary<string, long> Queues(long value) => Enumerable.Range(0, 4).SelectMany(i => new[] { $"rx_queue_{i}_drops", $"rx_queue_{i}_xdp_drops", $"tx_queue_{i}_xdp_xmit_errors" }).ToDictionary(n => n, _ => value);

    private static DeviceCounters Device(long dropped) => new() { Name = "eth0", Statistics = new() { [Dropped] = dropped } };
}
