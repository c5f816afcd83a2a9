namespace UdpLab;

/// <summary>An instruction that accesses a contended cache line.</summary>
public sealed record CacheLineAccess
{
    /// <summary>Offset within the line, hexadecimal as perf prints it.</summary>
    public required string Offset { get; init; }

    /// <summary>The instruction's address, hexadecimal.</summary>
    public string? CodeAddress { get; init; }

    /// <summary>Samples of this access.</summary>
    public long? Records { get; init; }

    /// <summary>Number of CPUs it ran on.</summary>
    public int? Cpus { get; init; }

    /// <summary>Kernel or user; null if perf does not say.</summary>
    public PerfScope? Scope { get; init; }

    /// <summary>The function.</summary>
    public string? Symbol { get; init; }

    /// <summary>The program, library or module it is in.</summary>
    public string? SharedObject { get; init; }

    /// <summary>One line.</summary>
    public override string ToString() => $"{Offset} {Symbol} ({SharedObject})";
}
