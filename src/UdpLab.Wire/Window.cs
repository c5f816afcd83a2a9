namespace UdpLab.Wire;

/// <summary>
/// Opens a window of the running measurement: from now to the next <see cref="CutWindow"/>, from there to the one after it, and
/// so on. Answered by <see cref="Armed"/>, then <see cref="Interval"/> lines. There may be several.
/// </summary>
internal sealed record OpenWindow : Request
{
    /// <inheritdoc cref="Measure.WithFacts"/>
    public bool WithFacts { get; set; }

    /// <summary>Record it with perf, from before it opens; only one window at a time. Null for no recording.</summary>
    public PerfPlan? Profile { get; set; }
}

/// <summary>
/// Ends a window, and begins the next unless <see cref="Close"/> is set, without a packet between them. Answered by
/// <see cref="SinkResult"/>; with a recording that is wanted, <see cref="PerfChunk"/> lines and <see cref="PerfResult"/> follow the last.
/// </summary>
internal sealed record CutWindow : Request
{
    /// <summary>Id of the <see cref="OpenWindow"/>.</summary>
    public long Window { get; set; }

    /// <summary>It is the last.</summary>
    public bool Close { get; set; }

    /// <summary>Its recording is wanted.</summary>
    public bool Profile { get; set; }
}

/// <summary>Asks how the running measurement is doing, without disturbing it. Answered by <see cref="SinkStatus"/>.</summary>
internal sealed record ReadSink : Request;

/// <summary>What a sink has received so far.</summary>
internal sealed record SinkStatus : Reply
{
    /// <summary>Packets since arming.</summary>
    public long Packets { get; set; }

    /// <summary>Drops of its sockets since arming; null if the kernel does not report them.</summary>
    public long? Drops { get; set; }

    /// <summary>Packets per second of the latest quarter of a second.</summary>
    public double Pps { get; set; }

    /// <summary>Why it no longer receives; null if it does.</summary>
    public string? Problem { get; set; }
}
