namespace UdpLab;

/// <summary>Builds a <see cref="Ledger"/> from the counters before and after: each packet in one entry, in the order packets travel.</summary>
internal static class LedgerBuilder
{
    /// <summary>Builds the ledger of one measurement.</summary>
    public static Ledger Build(LedgerInput input)
    {
        var list = new EntryList();
        var damage = new List<string>();
        var devices = new DeviceEntries(input, damage);
        var counters = new ProtocolCounters(input.Before, input.After, input.Ipv6, damage);

        devices.AddGenerator(list);
        devices.AddReceivers(list);
        var lostInIp = IpEntries.Add(list, input, counters);
        UdpEntries.Add(list, input, counters, lostInIp);

        var delivered = counters.Udp("InDatagrams").Packets;
        return new Ledger
        {
            Sent = input.Sent,
            Received = input.TotalPackets,
            Entries = list.Entries,
            KernelReceived = delivered,
            KernelDifference = delivered - input.TotalDatagrams,
            KernelUnit = input.Gro ? LedgerUnit.Bundles : LedgerUnit.Packets,
            Notes = [.. Unreadable(input).Concat(damage).Distinct()],
        };
    }

    private static IEnumerable<string> Unreadable(LedgerInput input) =>
        new[] { input.Before, input.After }.Concat(input.Generators.SelectMany(g => new[] { g.Before, g.After })).SelectMany(c => c.Unreadable ?? []);
}
