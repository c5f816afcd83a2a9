namespace UdpLab;

/// <summary>What IP took in and what it dropped.</summary>
internal static class IpEntries
{
    /// <summary>Adds the entries; tells how many packets IP lost.</summary>
    public static long Add(EntryList list, ProtocolCounters counters)
    {
        Info("InReceives", "packets IP took in, super-packets where GRO merged some", counters.Ip("InReceives"));
        var before = list.Losses;
        Loss("InHdrErrors", "the IP header was wrong: checksum, version or hop limit", counters.Ip("InHdrErrors"));
        Loss("InAddrErrors", "the destination address is not this host's", counters.Ip("InAddrErrors"));
        Loss("InNoRoutes", "no route for them", counters.IpExtension("InNoRoutes"));
        Loss("InTruncatedPkts", "shorter than their header says", counters.IpExtension("InTruncatedPkts"));
        Loss("InDiscards", "IP dropped them for want of memory", counters.Ip("InDiscards"));
        Loss("ReasmFails", "fragments that were not reassembled", counters.Ip("ReasmFails"));
        Loss("IPReversePathFilter", "the source address does not belong behind this interface (rp_filter)", counters.ReversePathFilter());
        return list.Losses - before;

        void Info(string name, string meaning, ProtocolCounters.Reading reading) =>
            list.Info(LedgerLayer.Ip, name, reading.Packets, reading.Source, meaning);

        void Loss(string name, string meaning, ProtocolCounters.Reading reading) =>
            list.Loss(LedgerLayer.Ip, name, reading.Packets, reading.Source, meaning);
    }
}
