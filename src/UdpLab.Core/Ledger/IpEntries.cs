namespace UdpLab;

/// <summary>Packets IP received and dropped.</summary>
internal static class IpEntries
{
    /// <summary>Adds the entries; returns how many packets IP lost.</summary>
    public static long Add(EntryList list, LedgerInput input, ProtocolCounters counters)
    {
        var received = counters.Ip("InReceives");
        list.Info(LedgerLayer.Ip, "InReceives", received.Packets, received.Source, "packets IP took in, super-packets where GRO merged some",
            unit: input.Gro || input.LargestTrain > 1 ? LedgerUnit.Bundles : LedgerUnit.Packets);
        var before = list.Losses;
        Loss("InHdrErrors", "the IP header was wrong: checksum, version or hop limit", counters.Ip("InHdrErrors"));
        Loss("InAddrErrors", "the destination address is not this host's", counters.Ip("InAddrErrors"));
        Loss("InNoRoutes", "no route for them", WithoutMulticast(counters.IpExtension("InNoRoutes"), counters.IpExtension("InMcastPkts")));
        Loss("InTruncatedPkts", "shorter than the length in their header", counters.IpExtension("InTruncatedPkts"));
        Loss("InDiscards", "IP dropped them for lack of memory", counters.Ip("InDiscards"));
        Loss("ReasmFails", "fragments that were not reassembled", counters.Ip("ReasmFails"));
        Loss("IPReversePathFilter", "the source address does not belong behind this interface (rp_filter)", counters.ReversePathFilter());
        return list.Losses - before;

        // A new IPv6 interface sees multicast reports from its neighbours that no route matches; they are not part of the flood.
        static ProtocolCounters.Reading WithoutMulticast(ProtocolCounters.Reading all, ProtocolCounters.Reading multicast) =>
            all with { Packets = all.Packets is long packets ? Math.Max(0, packets - (multicast.Packets ?? 0)) : null };

        void Loss(string name, string meaning, ProtocolCounters.Reading reading) =>
            list.Loss(LedgerLayer.Ip, name, reading.Packets, reading.Source, meaning);
    }
}
