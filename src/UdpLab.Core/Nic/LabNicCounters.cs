using System.Globalization;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>What an interface counted since it was created: under the ledger's names, and as the kernel and the driver report it.</summary>
public sealed record LabNicCounters
{
    /// <summary>Packets received, before GRO.</summary>
    public long RxPackets { get; init; }

    /// <summary>Packets sent.</summary>
    public long TxPackets { get; init; }

    /// <summary>Packets lost at the interface, with the names and meanings of the ledger. Empty if there were none.</summary>
    public IReadOnlyList<LedgerEntry> Losses { get; init => field = LabList.Of(value); } = LabList.Empty<LedgerEntry>();

    /// <summary>Packets its queueing disciplines dropped; null if it has none.</summary>
    public long? QdiscDrops { get; init; }

    /// <summary>The files of /sys/class/net/X/statistics.</summary>
    public IReadOnlyDictionary<string, long> Statistics { get; init => field = LabList.Table(value); } = LabList.Table<string, long>([]);

    /// <summary>The driver's own statistics (ethtool -S), by its names.</summary>
    public IReadOnlyDictionary<string, long> DriverStatistics { get; init => field = LabList.Table(value); } = LabList.Table<string, long>([]);

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
            Statistics = now.Statistics.Keys.ToDictionary(k => k, _ => 0L),
            Ethtool = now.Ethtool.Keys.ToDictionary(k => k, _ => 0L),
        };
        DeviceLedger rx = new(zero, now, DeviceSide.Rx), tx = new(zero, now, DeviceSide.Tx);
        foreach ((DropStatistic statistic, long packets) in rx.Details.Concat(tx.Details))
        {
            yield return new LedgerEntry
            {
                Layer = statistic.Side == DeviceSide.Rx ? LedgerLayer.Nic : LedgerLayer.Wire,
                Counter = statistic.Name,
                Packets = packets,
                Source = $"ethtool -S {now.Name}; {statistic.Origin}",
                Meaning = statistic.Meaning,
                IsLoss = !statistic.InformationOnly,
                Interface = now.Name,
            };
        }

        foreach ((DeviceLedger side, string name, LedgerLayer layer, string meaning) in new[]
        {
            (rx, "rx_missed_errors", LedgerLayer.Nic, "it had no buffer for them"),
            (rx, "rx_dropped", LedgerLayer.Nic, "it or the stack behind it dropped them"),
            (tx, "tx_dropped", LedgerLayer.Wire, "it dropped them on their way out"),
        })
        {
            if (side.Remaining(name) is > 0 and long packets)
            {
                yield return new LedgerEntry
                {
                    Layer = layer,
                    Counter = name,
                    Packets = packets,
                    Source = $"/sys/class/net/{now.Name}/statistics/{name}",
                    Meaning = meaning,
                    IsLoss = true,
                    Interface = now.Name,
                };
            }
        }
    }
}
