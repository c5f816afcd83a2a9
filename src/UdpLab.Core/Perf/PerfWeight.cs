namespace UdpLab;

/// <summary>What the numbers in an exported profile count.</summary>
public enum PerfWeight : long
{
    /// <summary>Events if the profile has them, otherwise samples: as perf's percentages and stackcollapse-perf.pl do.</summary>
    Auto,

    /// <summary>Samples.</summary>
    Samples,

    /// <summary>Events: the sum of the samples' periods.</summary>
    Events,
}
