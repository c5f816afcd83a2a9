using UdpLab.Wire;

namespace UdpLab.Tests;

/// <summary>Counters are unsigned 64-bit numbers and wrap.</summary>
public class DeltaTests
{
    private const string Dropped = "rx_dropped";
    private const ulong ThreeBelow = 18_446_744_073_709_551_613;

    [Theory]
    [InlineData(ThreeBelow, 5UL, 8L)]
    [InlineData(long.MaxValue, 1UL << 63, 1L)]
    [InlineData(ThreeBelow, ThreeBelow, 0L)]
    [InlineData(0UL, ThreeBelow, null)]
    public void ADifferenceIsModulo64Bits(ulong before, ulong after, long? packets) =>
        Assert.Equal(packets, Delta.Of(new Dictionary<string, ulong> { [Dropped] = before }, new Dictionary<string, ulong> { [Dropped] = after }, Dropped));

    [Fact]
    public void ADeviceThatCountsDownFromZeroHasItsLossesAcrossTheWrap()
    {
        Assert.Equal(8, Receiver(Device(ThreeBelow), Device(5)).Tallies.Single(t => t.Counter.Counter == Dropped).Packets);
    }

    [Fact]
    public void ItsCountersAreShownAndNoLossIsMadeOfThem()
    {
        LabNicCounters counters = LabNicCounters.Of(Device(ThreeBelow));
        Assert.Equal(ThreeBelow, counters.Statistics[Dropped]);
        Assert.Empty(counters.Losses);
    }

    [Fact]
    public void ManyQueuesThatCountedMuchAreNoOverflow()
    {
        DeviceCounters before = new() { Name = "veth0", Driver = "veth", Ethtool = Queues(0) }, after = new() { Name = "veth0", Driver = "veth", Ethtool = Queues(long.MaxValue) };
        Settlement.Settle(LossCatalogue.All, Receiver(before, after), LedgerPlaces.Device(LossCatalogue.All, PlaceKind.Generator, before, after));
    }

    private static LedgerPlace Receiver(DeviceCounters before, DeviceCounters after) => LedgerPlaces.Device(LossCatalogue.All, PlaceKind.Receiver, before, after);

    private static Dictionary<string, ulong> Queues(ulong value) => Enumerable.Range(0, 4).SelectMany(i => new[] { $"rx_queue_{i}_drops", $"rx_queue_{i}_xdp_drops", $"tx_queue_{i}_xdp_xmit_errors" }).ToDictionary(n => n, _ => value);

    private static DeviceCounters Device(ulong dropped) => new() { Name = "eth0", Statistics = new() { [Dropped] = dropped } };
}
