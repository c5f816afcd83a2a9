namespace UdpLab.Wire;

/// <summary>An option of a sink that not every receive method has.</summary>
internal sealed record ReceiveOption
{
    private readonly Func<ReceiveTraits, bool> _can;
    private readonly string _why;

    private ReceiveOption(string parameter, Func<ReceiveTraits, bool> can, string why)
    {
        Parameter = parameter;
        _can = can;
        _why = why;
    }

    /// <summary>The cmdlets' parameter.</summary>
    public string Parameter { get; }

    /// <summary>UDP_GRO.</summary>
    public static ReceiveOption Gro { get; } = new("Gro", t => t.UsesMessages, "the size of the segments comes in a control message");

    /// <summary>IP_RECVTTL.</summary>
    public static ReceiveOption Ttl { get; } = new("Ttl", t => t.UsesMessages, "the TTL comes in a control message");

    /// <summary>IP_PKTINFO.</summary>
    public static ReceiveOption PacketInfo { get; } = new("PacketInfo", t => t.UsesMessages, "destination and interface come in a control message");

    /// <summary>SO_TIMESTAMPNS.</summary>
    public static ReceiveOption Timestamp { get; } = new("Timestamp", t => t.UsesMessages, "the time stamp comes in a control message");

    /// <summary>Several vectors a message.</summary>
    public static ReceiveOption Segments { get; } = new("Segments", t => t.UsesMessages, "it takes one buffer and no vector of buffers");

    /// <summary>The source of each packet.</summary>
    public static ReceiveOption CheckSender { get; } = new("CheckSender", t => t.ReportsSources, "it does not return the source address");

    /// <summary>MSG_TRUNC without a buffer.</summary>
    public static ReceiveOption Discard { get; } = new("Discard", t => t.Discards, "it cannot receive without a buffer");

    /// <summary>Sending back.</summary>
    public static ReceiveOption Echo { get; } = new("Echo", t => t.Echoes, "it does not receive the addresses to send back to and from");

    /// <summary>Several sockets.</summary>
    public static ReceiveOption Sockets { get; } = new("Sockets", t => !t.SeesFrames, "it has one ring and one thread");

    /// <summary>A connected socket.</summary>
    public static ReceiveOption Connect { get; } = new("Connect", t => !t.SeesFrames, "it takes frames before they reach a UDP socket that could be connected");

    /// <summary>Busy polling.</summary>
    public static ReceiveOption BusyPoll { get; } = new("BusyPoll", t => !t.SeesFrames, "it does not wait in a UDP socket, which polls");

    /// <summary>Why an option does not go with these methods; null if it does.</summary>
    public string? Refusal(IEnumerable<ReceiveMethod> methods)
    {
        ReceiveMethod[] unable = [.. methods.Where(m => !_can(ReceiveTraits.Of(m)))];
        return unable.Length == 0 ? null : $"-{Parameter} with -Method {unable[0]}: {_why}; {ReceiveTraits.Names(_can)} can.";
    }
}
