using UdpLab.Wire;

namespace UdpLab;

/// <summary>
/// One device's part of a ledger: its detailed statistics, and what remains of the sysfs counters after subtracting those
/// details and the packets counted elsewhere.
/// </summary>
internal sealed class DeviceLedger
{
    private readonly Dictionary<string, long> _remaining = [];
    private readonly DeviceCounters _before;
    private readonly DeviceCounters _after;

    /// <summary>Compares two readings of a device.</summary>
    public DeviceLedger(DeviceCounters before, DeviceCounters after, DeviceSide side)
    {
        _before = before;
        _after = after;
        foreach (var name in after.Statistics.Keys)
        {
            if (Delta.Of(before.Statistics, after.Statistics, name) is { } delta)
            {
                _remaining[name] = delta;
            }
        }

        Details = [.. DropStatistics.All
            .Where(statistic => statistic.Side == side && statistic.Drivers.Contains(after.Driver, StringComparer.Ordinal))
            .Select(statistic => (Statistic: statistic, Packets: Sum(statistic)))
            .Where(detail => detail.Packets > 0)];
        foreach (var (statistic, packets) in Details)
        {
            var left = packets;
            foreach (var name in statistic.PartOf)
            {
                left -= Take(name, left);
            }
        }
    }

    /// <summary>The device's name.</summary>
    public string Name => _after.Name;

    /// <summary>True for one end of a veth pair.</summary>
    public bool IsVeth => _after.Driver == "veth";

    /// <summary>The detailed statistics above 0.</summary>
    public IReadOnlyList<(DropStatistic Statistic, long Packets)> Details { get; }

    /// <summary>Packets its queueing disciplines dropped; null if it has none.</summary>
    public long? QdiscDrops => _after.QdiscDrops - _before.QdiscDrops is >= 0 and var drops ? drops : null;

    /// <summary>What remains of a sysfs counter; null if the device does not have it.</summary>
    public long? Remaining(string name) => _remaining.TryGetValue(name, out var packets) ? packets : null;

    /// <summary>Subtracts packets counted elsewhere from a sysfs counter, down to 0; returns how many were subtracted.</summary>
    public long Take(string name, long packets)
    {
        var taken = Math.Min(packets, _remaining.GetValueOrDefault(name));
        if (taken > 0)
        {
            _remaining[name] -= taken;
        }

        return Math.Max(taken, 0);
    }

    /// <summary>
    /// Packets this veth end sent that its peer counted in rx_dropped too. Since Linux 5.6, which added the statistic of that
    /// name, these are the redirected frames the peer's ring refused; before, all the peer's drops. Null if the ethtool
    /// statistics could not be read: then it is not known which of the two holds.
    /// </summary>
    public long? MirroredByPeer()
    {
        const string Errors = "tx_queue_N_xdp_xmit_errors";
        var pattern = DropStatistics.All.Single(statistic => statistic.Name == Errors).Pattern;
        return _after.Ethtool.Count == 0 ? null
            : _after.Ethtool.Keys.Any(pattern.IsMatch) ? Delta.Sum(Details.Where(detail => detail.Statistic.Name == Errors).Select(detail => detail.Packets))
            : Remaining("tx_dropped") ?? 0;
    }

    /// <summary>Pairs the readings of devices present in both.</summary>
    public static IReadOnlyList<DeviceLedger> Pair(Counters before, Counters after, DeviceSide side) =>
        [.. from now in after.Devices
            let old = Array.Find(before.Devices, device => device.Name == now.Name)
            where old is not null
            select new DeviceLedger(old, now, side)];

    private long Sum(DropStatistic statistic) => Delta.Sum(_after.Ethtool.Keys
        .Where(name => statistic.Pattern.IsMatch(name))
        .Select(name => Delta.Of(_before.Ethtool, _after.Ethtool, name) ?? 0));
}
