using System.Globalization;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>
/// What an interface has counted since it was created: under the ledger's names, and as the kernel and the driver report it
/// (unsigned 64-bit).
/// </summary>
public sealed record LabNicCounters
{
    /// <summary>Packets received, before GRO.</summary>
    public ulong RxPackets { get; init; }

    /// <summary>Packets sent.</summary>
    public ulong TxPackets { get; init; }

    /// <summary>
    /// Packets lost at the interface, with the names and meanings of the ledger. Empty if there were none. A counter above
    /// 2^63-1 makes no entry, because it counts down from 0.
    /// </summary>
    public IReadOnlyList<LedgerEntry> Losses { get; init => field = LabList.Of(value); } = LabList.Empty<LedgerEntry>();

    /// <summary>Packets its queueing disciplines dropped; null if it has none.</summary>
    public long? QdiscDrops { get; init; }

    /// <summary>The files of /sys/class/net/X/statistics.</summary>
    public IReadOnlyDictionary<string, ulong> Statistics { get; init => field = LabList.Table(value); } = LabList.Table<string, ulong>([]);

    /// <summary>The driver's own statistics (ethtool -S), by its names.</summary>
    public IReadOnlyDictionary<string, ulong> DriverStatistics { get; init => field = LabList.Table(value); } = LabList.Table<string, ulong>([]);

    /// <summary>One line.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{RxPackets:N0} received, {TxPackets:N0} sent{string.Concat(Losses.Select(l => string.Create(CultureInfo.InvariantCulture, $", {l.Packets:N0} {l.Counter}")))}");

    internal static LabNicCounters Of(DeviceCounters counters) => new()
    {
        RxPackets = counters.Statistics.GetValueOrDefault("rx_packets"),
        TxPackets = counters.Statistics.GetValueOrDefault("tx_packets"),
        Losses = [.. LossesOf(counters)],
        QdiscDrops = counters.QdiscDrops,
        Statistics = counters.Statistics,
        DriverStatistics = counters.Ethtool,
    };

    /// <summary>The losses as a ledger that starts when the interface was created.</summary>
    private static IEnumerable<LedgerEntry> LossesOf(DeviceCounters now)
    {
        DeviceCounters zero = new()
        {
            Name = now.Name,
            Driver = now.Driver,
            Statistics = now.Statistics.Keys.ToDictionary(k => k, _ => 0UL),
            Ethtool = now.Ethtool.Keys.ToDictionary(k => k, _ => 0UL),
        };
        LedgerPlace[] sides = [LedgerPlaces.Device(LossCatalogue.All, PlaceKind.Receiver, zero, now), LedgerPlaces.Device(LossCatalogue.All, PlaceKind.Generator, zero, now)];
        Settlement.Settle(LossCatalogue.All, sides);
        return sides.SelectMany(side => side.Tallies)
            .Where(tally => tally.Packets > 0 && (tally.Counter.IsLoss || tally.Counter.Source == CounterSource.Ethtool))
            .Select(tally => tally.Entry() with { Source = tally.Counter.Origin is { } origin ? $"{tally.Source}; {origin}" : tally.Source });
    }
}
