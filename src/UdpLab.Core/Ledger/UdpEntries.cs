namespace UdpLab;

/// <summary>Packets at UDP and the sink's sockets, and those the sink received.</summary>
internal static class UdpEntries
{
    private const string Sockets = "SO_MEMINFO or SO_RXQ_OVFL of the sink's sockets";

    /// <summary>Adds the entries.</summary>
    public static void Add(EntryList list, LedgerInput input, ProtocolCounters counters, long lostInIp)
    {
        var delivered = counters.Udp("InDatagrams");
        var noPorts = counters.Udp("NoPorts");
        list.Info(LedgerLayer.Udp, "InDatagrams", delivered.Packets, delivered.Source, "datagrams UDP delivered to sockets of the namespace",
            unit: input.Gro ? LedgerUnit.Bundles : LedgerUnit.Packets);
        list.Loss(LedgerLayer.Udp, "NoPorts", NoPorts(input, counters, noPorts.Packets, lostInIp), noPorts.Source, "no socket listens on their port");

        var drops = UdpDrops.Share(counters, input.SocketDrops);
        if (input.Gro)
        {
            var accounted = input.TotalPackets + input.LeftInSocket;
            var elsewhere = counters.IcmpMessages + lostInIp + (noPorts.Packets ?? 0)
                + Math.Max(0, (delivered.Packets ?? 0) - input.TotalDatagrams);
            drops = drops.InPackets(
                counters.RealPackets - accounted - elsewhere,
                input.Sent - accounted - list.Losses);
        }

        Loss("RcvbufErrors", "a socket's receive buffer was full", drops.RcvbufErrors);
        Loss("MemErrors", "UDP's memory limit was reached (net.ipv4.udp_mem)", drops.MemErrors);
        Loss("InCsumErrors", "the UDP checksum was wrong", drops.InCsumErrors);
        if (drops.OtherSockets > 0)
        {
            list.Info(LedgerLayer.Udp, "drops of other sockets", drops.OtherSockets, counters.Udp("RcvbufErrors").Source,
                "drops counted by UDP in this namespace for sockets other than the sink's");
        }

        list.Loss(LedgerLayer.Socket, "drops", drops.Other, Sockets, "drops of the sink's sockets that are not in UDP's counters");
        list.Loss(LedgerLayer.Socket, "left in socket", input.LeftInSocket, "read from the sockets after the end",
            "still queued when the sink stopped");
        list.Info(LedgerLayer.Sink, "received in window", input.WindowPackets, "the sink's own count", "packets of the measured window");
        list.Info(LedgerLayer.Sink, "received outside window", input.TotalPackets - input.WindowPackets, "the sink's own count",
            "packets received before and after the measured window");

        void Loss(string name, string meaning, long? packets) =>
            list.Loss(LedgerLayer.Udp, name, packets, counters.Udp(name).Source, meaning);
    }

    /// <summary>A train without a matching socket counts once. In packets it is what IP received and nothing else accounts for.</summary>
    private static long? NoPorts(LedgerInput input, ProtocolCounters counters, long? trains, long lostInIp)
    {
        long segments = input.LargestTrain;
        if (segments < 2 || trains is not > 0 || counters.RealPackets is not long packets)
        {
            return trains;
        }

        var elsewhere = input.TotalPackets + input.LeftInSocket + (input.SocketDrops ?? 0) + lostInIp + counters.IcmpMessages;
        return Math.Clamp(packets - elsewhere, trains.Value, trains.Value * segments);
    }
}
