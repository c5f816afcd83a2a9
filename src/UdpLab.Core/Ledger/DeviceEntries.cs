using UdpLab.Wire;

namespace UdpLab;

/// <summary>
/// The layers below IP: the sending device, the receiving devices and the backlog. Their counters overlap, as read in the
/// kernel's sources and observed on 6.18:
/// <list type="bullet">
/// <item>A packet refused by the full backlog counts in softnet_stat's dropped and in its device's rx_dropped
/// (net/core/dev.c, enqueue_to_backlog); a veth that sent it gets NET_RX_DROP and counts it in its own tx_dropped too.</item>
/// <item>A redirected frame refused by a veth's ring counts in the sender's tx_queue_N_xdp_xmit_errors and tx_dropped and in
/// the receiver's rx_dropped (drivers/net/veth.c, veth_get_stats64).</item>
/// <item>softnet_stat covers the whole host, so only drops that the receiving devices counted too belong to this flood.</item>
/// </list>
/// </summary>
internal sealed class DeviceEntries
{
    private const string RxDropped = "rx_dropped";
    private const string TxDropped = "tx_dropped";

    private readonly IReadOnlyList<(LedgerGenerator Generator, DeviceLedger? Device)> _senders;
    private readonly IReadOnlyList<DeviceLedger> _receivers;
    private readonly SoftnetStat.Totals? _softnet;
    private readonly long _backlogDrops;
    private readonly LedgerUnit _unit;

    /// <summary>Reads the devices of both sides and removes the overlaps.</summary>
    /// <param name="input">The counters of both sides.</param>
    /// <param name="damage">Receives what is wrong with the kernel's text.</param>
    public DeviceEntries(LedgerInput input, ICollection<string> damage)
    {
        _receivers = DeviceLedger.Pair(input.Before, input.After, DeviceSide.Rx);
        _senders = [.. input.Generators.Select(generator => (
            generator,
            DeviceLedger.Pair(generator.Before, generator.After, DeviceSide.Tx).FirstOrDefault(device => device.Name == generator.Interface)))];
        _softnet = SoftnetStat.Difference(SoftnetStat.Parse(input.Before.Softnet, damage), SoftnetStat.Parse(input.After.Softnet, damage));
        _backlogDrops = Settle();
        _unit = input.LargestTrain > 1 ? LedgerUnit.Bundles : LedgerUnit.Packets;
    }

    /// <summary>Adds the generators' entries.</summary>
    public void AddGenerator(EntryList list)
    {
        foreach (var (generator, device) in _senders)
        {
            var count = generator.Host.Length == 0 ? "the flood's own count" : $"the flood's own count on {generator.Host}";
            list.Info(LedgerLayer.Generator, "sent", generator.Sent, count, "packets handed to the kernel successfully");
            list.Info(LedgerLayer.Generator, "send errors", generator.Errors, count, "sends that failed; not part of sent");
            if (device is null)
            {
                continue;
            }

            list.Loss(LedgerLayer.Generator, "qdisc drops", device.QdiscDrops, $"tc -s qdisc show dev {device.Name}",
                "the sending device's queueing discipline dropped them", device.Name);
            AddDetails(list, LedgerLayer.Wire, device);
            AddSysfs(list, LedgerLayer.Wire, device, TxDropped, "the sending device dropped them");
        }
    }

    /// <summary>Adds the receiving devices' entries and the backlog's.</summary>
    public void AddReceivers(EntryList list)
    {
        foreach (var device in _receivers)
        {
            list.Info(LedgerLayer.Nic, "rx_packets", device.Remaining("rx_packets"), Sysfs(device, "rx_packets"),
                "packets the receiving device took in, before GRO", device.Name, _unit);
            AddDetails(list, LedgerLayer.Nic, device);
            AddSysfs(list, LedgerLayer.Nic, device, "rx_missed_errors", "the receiving device had no buffer for them");
            AddSysfs(list, LedgerLayer.Nic, device, RxDropped, "the receiving device or the stack behind it dropped them");
        }

        list.Loss(LedgerLayer.Softnet, "dropped", _softnet is null ? null : _backlogDrops, SoftnetStat.File,
            "a CPU's backlog was full (net.core.netdev_max_backlog)");
        if (_softnet?.Dropped - _backlogDrops is > 0 and var others)
        {
            list.Info(LedgerLayer.Softnet, "dropped, other devices", others, SoftnetStat.File,
                "backlog drops of this host that the receiving devices did not count");
        }

        list.Info(LedgerLayer.Softnet, "squeezed", _softnet?.Squeezed, SoftnetStat.File,
            "times receive processing stopped with work left (net.core.netdev_budget); loses nothing itself");
        list.Info(LedgerLayer.Softnet, "flow_limit", _softnet?.FlowLimit, SoftnetStat.File,
            "packets in dropped that the flow limit refused (net.core.flow_limit_cpu_bitmap)");
    }

    /// <summary>Leaves each packet in one counter only; returns how many the backlog refused.</summary>
    private long Settle()
    {
        var ends = _senders.Where(s => s.Device is { IsVeth: true }).Select(s => s.Device!).ToList();
        var peers = _receivers.Where(IsPeerOfSender).ToList();
        var unclear = new List<DeviceLedger>();
        foreach (var end in peers.Count > 0 ? ends : [])
        {
            if (end.MirroredByPeer() is { } mirrored)
            {
                TakeMirrored(peers, mirrored);
            }
            else
            {
                unclear.Add(end);
            }
        }

        var dropped = _softnet?.Dropped ?? 0;
        if (_receivers.Count == 0)
        {
            return dropped;
        }

        var claimed = 0L;
        foreach (var device in _receivers)
        {
            var share = device.Take(RxDropped, dropped - claimed);
            claimed += share;
            if (peers.Contains(device))
            {
                var left = share;
                ends.ForEach(end => left -= end.Take(TxDropped, left));
            }
        }

        // A count left at both ends is more likely one drop counted twice than two drops.
        unclear.ForEach(end => TakeMirrored(peers, end.Remaining(TxDropped) ?? 0));
        return claimed;
    }

    private static void TakeMirrored(List<DeviceLedger> peers, long packets)
    {
        foreach (var device in peers)
        {
            packets -= device.Take(RxDropped, packets);
        }
    }

    /// <summary>Two different veth devices of one flood are assumed to be a pair.</summary>
    private bool IsPeerOfSender(DeviceLedger receiver) => receiver.IsVeth && _senders.Any(sender =>
        sender.Device is { IsVeth: true } device && !(sender.Generator.SameNamespace && receiver.Name == device.Name));

    private static void AddDetails(EntryList list, LedgerLayer layer, DeviceLedger device)
    {
        foreach (var (statistic, packets) in device.Details)
        {
            if (statistic.InformationOnly)
            {
                list.Info(layer, statistic.Name, packets, $"ethtool -S {device.Name}", statistic.Meaning, device.Name);
            }
            else
            {
                list.Loss(layer, statistic.Name, packets, $"ethtool -S {device.Name}", statistic.Meaning, device.Name);
            }
        }
    }

    private static void AddSysfs(EntryList list, LedgerLayer layer, DeviceLedger device, string name, string meaning) =>
        list.Loss(layer, name, device.Remaining(name), Sysfs(device, name), meaning, device.Name);

    private static string Sysfs(DeviceLedger device, string name) => $"/sys/class/net/{device.Name}/statistics/{name}";
}
