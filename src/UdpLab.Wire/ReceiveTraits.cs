namespace UdpLab.Wire;

/// <summary>What a receive method can do: the one table that cmdlets, Core and Agent read.</summary>
internal sealed record ReceiveTraits
{
    /// <summary>A call may return several datagrams, so that a batch size is meaningful.</summary>
    public bool Batches { get; private init; }

    /// <summary>
    /// It receives into struct msghdr, which has room for several vectors and for control messages: the length of a bundle's
    /// segments (UDP_GRO), TTL, packet information, time stamps.
    /// </summary>
    public bool UsesMessages { get; private init; }

    /// <summary>It returns the source address, whose port distinguishes threads that use the same numbers.</summary>
    public bool ReportsSources { get; private init; }

    /// <summary>It can receive without a buffer (MSG_TRUNC with length 0).</summary>
    public bool Discards { get; private init; }

    /// <summary>It sees frames before IP and UDP do, and not what a UDP socket receives.</summary>
    public bool SeesFrames { get; private init; }

    /// <summary>It can send each datagram back.</summary>
    public bool Echoes { get; private init; }

    /// <summary>The thread has counted every packet that the kernel has handed over, so that a measurement can be cut into windows that add up.</summary>
    public bool CanBeCut { get; private init; } = true;

    private static readonly ReceiveTraits _bufferOnly = new();
    private static readonly ReceiveTraits _message = new() { UsesMessages = true, ReportsSources = true, Discards = true, Echoes = true };

    private static readonly Dictionary<ReceiveMethod, ReceiveTraits> _all = new()
    {
        [ReceiveMethod.Recvmsg] = _message,
        [ReceiveMethod.Recvmmsg] = _message with { Batches = true },
        [ReceiveMethod.Recv] = _bufferOnly with { Discards = true },
        [ReceiveMethod.Recvfrom] = _bufferOnly with { Discards = true },
        [ReceiveMethod.Read] = _bufferOnly,
        [ReceiveMethod.Epoll] = _message with { Batches = true, Echoes = false },
        [ReceiveMethod.IoUring] = _bufferOnly with { Batches = true, CanBeCut = false },
        [ReceiveMethod.IoUringMultishot] = _bufferOnly with { Batches = true, CanBeCut = false },
        [ReceiveMethod.PacketRing] = new() { SeesFrames = true, ReportsSources = true, CanBeCut = false },
        [ReceiveMethod.AfXdp] = new() { SeesFrames = true, ReportsSources = true, CanBeCut = false },
    };

    /// <summary>The traits of a method.</summary>
    public static ReceiveTraits Of(ReceiveMethod method) => _all[method];

    /// <summary>The methods with a trait, for messages: "Recvmsg, Recvmmsg and Recv".</summary>
    public static string Names(Func<ReceiveTraits, bool> can)
    {
        ReceiveMethod[] methods = [.. _all.Where(m => can(m.Value)).Select(m => m.Key)];
        return methods.Length < 2 ? string.Concat(methods) : $"{string.Join(", ", methods[..^1])} and {methods[^1]}";
    }

    /// <summary>Datagrams a call may return.</summary>
    /// <param name="method">The method.</param>
    /// <param name="batch">The requested batch size.</param>
    public static int BatchOf(ReceiveMethod method, int batch) => Of(method).Batches ? batch : 1;
}
