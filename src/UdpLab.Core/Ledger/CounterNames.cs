namespace UdpLab;

/// <summary>Counters that code looks up by name.</summary>
internal static class CounterNames
{
    /// <summary>Packets a receiving device took in.</summary>
    public const string RxPackets = "rx_packets";

    /// <summary>Packets IP took in.</summary>
    public const string InReceives = "InReceives";

    /// <summary>Datagrams UDP delivered.</summary>
    public const string InDatagrams = "InDatagrams";

    /// <summary>Packets that found no socket.</summary>
    public const string NoPorts = "NoPorts";

    /// <summary>Packets for other sockets of the port.</summary>
    public const string OtherSockets = "other sockets of the port";

    /// <summary>Drops of the sink's sockets.</summary>
    public const string SocketDrops = "drops";

    /// <summary>Drops of a packet ring.</summary>
    public const string RingDrops = "tp_drops";

    /// <summary>Drops of AF_XDP sockets.</summary>
    public const string XdpDrops = "xsk drops";

    /// <summary>Packets still queued when the sink stopped.</summary>
    public const string LeftInSocket = "left in socket";
}
