namespace UdpLab;

/// <summary>Makes a <see cref="Ledger"/> of the counters before and after: every packet in one entry, in the order packets travel.</summary>
internal static class LedgerBuilder
{
    /// <summary>Builds the ledger of one measurement.</summary>
    /// <exception cref="KernelTextException">A kernel text is damaged.</exception>
    public static Ledger Build(LedgerInput input)
    {
        var list = new EntryList();
        var devices = new DeviceEntries(input);
        var counters = new ProtocolCounters(input.Before, input.After, input.Ipv6);

        devices.AddGenerator(list);
        devices.AddReceivers(list);
        var lostInIp = IpEntries.Add(list, counters);
        UdpEntries.Add(list, input, counters, lostInIp);

        var delivered = counters.Udp("InDatagrams").Packets;
        return new Ledger
        {
            Sent = input.Sent,
            Received = input.TotalPackets,
            Entries = list.Entries,
            KernelReceived = delivered,
            KernelDifference = delivered - input.TotalDatagrams,
        };
    }
}
