namespace UdpLab;

/// <summary>A cache line that CPUs take from each other, as perf c2c found it (perf-c2c(1)).</summary>
public sealed record CacheLine
{
    /// <summary>Its address, hexadecimal as perf prints it.</summary>
    public required string Address { get; init; }

    /// <summary>NUMA node of its memory; null where perf does not know.</summary>
    public int? Node { get; init; }

    /// <summary>Its share of all loads that another CPU's cache had to answer, percent.</summary>
    public double? ContentionPercent { get; init; }

    /// <summary>Loads that hit the line modified in another cache (HITM); null where the CPU does not tell (Arm SPE).</summary>
    public long? Hitm { get; init; }

    /// <summary>Of these, within the node.</summary>
    public long? LocalHitm { get; init; }

    /// <summary>Of these, from another node.</summary>
    public long? RemoteHitm { get; init; }

    /// <summary>Loads that another core's cache answered, modified or not (peer snoops); null before Linux 6.0.</summary>
    public long? Peer { get; init; }

    /// <summary>Samples of accesses to it.</summary>
    public long? Records { get; init; }

    /// <summary>Sampled loads.</summary>
    public long? Loads { get; init; }

    /// <summary>Sampled stores.</summary>
    public long? Stores { get; init; }

    /// <summary>Who accesses which part of it, in perf's order.</summary>
    public IReadOnlyList<CacheLineAccess> Accesses { get; init => field = LabList.Of(value); } = LabList.Empty<CacheLineAccess>();

    /// <summary>One line.</summary>
    public override string ToString() => FormattableString.Invariant($"{Address}: {ContentionPercent:0.00} % of contention, {Records} accesses from {Accesses.Count} places");
}
