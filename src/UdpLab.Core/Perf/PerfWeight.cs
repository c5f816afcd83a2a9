namespace UdpLab;

/// <summary>What a number in an exported profile counts.</summary>
public enum PerfWeight
{
    /// <summary>Events where the profile has them, samples otherwise: what perf's percentages and stackcollapse-perf.pl count.</summary>
    Auto,

    /// <summary>Samples.</summary>
    Samples,

    /// <summary>Events: the sum of the samples' periods.</summary>
    Events,
}
