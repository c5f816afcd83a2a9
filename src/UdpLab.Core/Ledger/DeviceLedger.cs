using UdpLab.Wire;

namespace UdpLab;

/// <summary>
/// One device's share of a ledger: what its detailed statistics counted, and what is left of the sysfs ones when the
/// details, and what others claim, are taken out of them.
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

    /// <summary>The device is one end of a veth pair.</summary>
    public bool IsVeth => _after.Driver == "veth";

    /// <summary>The detailed statistics that counted something.</summary>
    public IReadOnlyList<(DropStatistic Statistic, long Packets)> Details { get; }

    /// <summary>Packets its queueing disciplines dropped, null where it has none.</summary>
    public long? QdiscDrops => _after.QdiscDrops - _before.QdiscDrops is >= 0 and var drops ? drops : null;

    /// <summary>What is left of a sysfs statistic, null where the device does not have it.</summary>
    public long? Remaining(string name) => _remaining.TryGetValue(name, out var packets) ? packets : null;

    /// <summary>Takes packets that are counted elsewhere out of a sysfs statistic, as many as it has; tells how many.</summary>
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
    /// Packets this veth end sent that are in its peer's rx_dropped too. Since Linux 5.6, where the statistic of that
    /// name came, those are the redirected frames the peer's ring refused; before, they are all it dropped. Null where
    /// ethtool's statistics could not be read, so that the kernel's way is not known.
    /// </summary>
    public long? MirroredByPeer()
    {
        const string Errors = "tx_queue_N_xdp_xmit_errors";
        var pattern = DropStatistics.All.Single(statistic => statistic.Name == Errors).Pattern;
        return _after.Ethtool.Count == 0 ? null
            : _after.Ethtool.Keys.Any(pattern.IsMatch) ? Delta.Sum(Details.Where(detail => detail.Statistic.Name == Errors).Select(detail => detail.Packets))
            : Remaining("tx_dropped") ?? 0;
    }

    /// <summary>The readings of the devices both readings have.</summary>
    public static IReadOnlyList<DeviceLedger> Pair(Counters before, Counters after, DeviceSide side) =>
        [.. from now in after.Devices
            let old = Array.Find(before.Devices, device => device.Name == now.Name)
            where old is not null
            select new DeviceLedger(old, now, side)];

    private long Sum(DropStatistic statistic) => Delta.Sum(_after.Ethtool.Keys
        .Where(name => statistic.Pattern.IsMatch(name))
        .Select(name => Delta.Of(_before.Ethtool, _after.Ethtool, name) ?? 0));
}
