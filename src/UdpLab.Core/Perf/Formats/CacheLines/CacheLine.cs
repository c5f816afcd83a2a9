namespace UdpLab;

/// <summary>A cache line that CPUs contend for, as reported by perf c2c (perf-c2c(1)).</summary>
public sealed record CacheLine
{
    /// <summary>Its address, hexadecimal as perf prints it.</summary>
    public required string Address { get; init; }

    /// <summary>NUMA node of its memory; null if perf does not know.</summary>
    public int? Node { get; init; }

    /// <summary>Its share, in percent, of all loads answered by another CPU's cache.</summary>
    public double? ContentionPercent { get; init; }

    /// <summary>Loads that hit the line modified in another cache (HITM); null if the CPU does not report it (Arm SPE).</summary>
    public long? Hitm { get; init; }

    /// <summary>Of these, within the node.</summary>
    public long? LocalHitm { get; init; }

    /// <summary>Of these, from another node.</summary>
    public long? RemoteHitm { get; init; }

    /// <summary>Loads answered by another core's cache, modified or not (peer snoops); null before Linux 6.0.</summary>
    public long? Peer { get; init; }

    /// <summary>Sampled accesses to it.</summary>
    public long? Records { get; init; }

    /// <summary>Sampled loads.</summary>
    public long? Loads { get; init; }

    /// <summary>Sampled stores.</summary>
    public long? Stores { get; init; }

    /// <summary>The accessing instructions and the bytes they access, in perf's order.</summary>
    public IReadOnlyList<CacheLineAccess> Accesses { get; init => field = LabList.Of(value); } = LabList.Empty<CacheLineAccess>();

    /// <summary>One line.</summary>
    public override string ToString() => FormattableString.Invariant($"{Address}: {ContentionPercent:0.00} % of contention, {Records} accesses from {Accesses.Count} places");
}
