using UdpLab.Wire;

namespace UdpLab.Agent.Sink;

/// <summary>What one thread receives into.</summary>
/// <param name="Batch">Messages a call may return.</param>
internal sealed record BufferLayout(int Batch)
{
    /// <summary>Largest UDP payload: one datagram, or one GRO bundle.</summary>
    public const int Whole = 65536;

    /// <summary>
    /// Size of a batch's buffers: a jumbo frame, rounded to an odd number of cache lines so that their starts spread over the
    /// cache's sets. Longer datagrams are truncated, but counted in full (MSG_TRUNC).
    /// </summary>
    private const int InBatch = 9216 + 64;

    // A control message: struct cmsghdr of 16 bytes and its data, in units of 8 bytes.
    private const int GroLength = 24, TtlLength = 24, PacketInfoLength = 40, TimestampLength = 32;

    /// <summary>A message may be a bundle.</summary>
    public bool Gro { get; init; }

    /// <summary>Bytes for each message's control messages; 0 for none.</summary>
    public int Control { get; init; }

    /// <summary>Request each message's source address.</summary>
    public bool Named { get; init; }

    /// <summary>No buffer at all.</summary>
    public bool Discard { get; init; }

    /// <summary>Vectors a buffer is divided into.</summary>
    public int Segments { get; init; } = 1;

    /// <summary>Bytes of a message's buffer.</summary>
    public int Size => Discard ? 0 : Batch == 1 || Gro || Named ? Whole : InBatch;

    /// <summary>Bytes of all buffers.</summary>
    public long Bytes => (long)Batch * Size;

    public static BufferLayout Of(OpenSink sink, Measure plan) => new(ReceiveTraits.BatchOf(plan.Method, plan.Batch))
    {
        Gro = sink.Gro,
        Control = (sink.Gro ? GroLength : 0) + (sink.Ttl ? TtlLength : 0) + (sink.PacketInfo || sink.Echo ? PacketInfoLength : 0) + (sink.Timestamp ? TimestampLength : 0),
        Named = plan.Streams.Length > 0 || sink.CheckSender is not null || sink.Echo,
        Discard = plan.Discard,
        Segments = plan.Segments,
    };
}
