namespace UdpLab;

/// <summary>What a <see cref="PerfNote"/> is about.</summary>
public enum PerfNoteCode
{
    /// <summary>The event asked for does not exist on the host: another was sampled.</summary>
    EventFallback,

    /// <summary>More than 1 % of the samples were lost before perf could read them.</summary>
    LostSamples,

    /// <summary>More than 5 % of the samples are in kernel code without a name.</summary>
    UnresolvedKernel,

    /// <summary>Some lines of the text were not understood and left out.</summary>
    NotUnderstood,

    /// <summary>The text ends within a sample.</summary>
    Truncated,

    /// <summary>Numbers of samples were worked out of rounded percentages.</summary>
    SamplesEstimated,

    /// <summary>The source has percentages only: how many samples they are of is not known.</summary>
    SamplesUnknown,

    /// <summary>The source does not say kernel or user: it was told from the names of the kernel's entry points.</summary>
    ScopeInferred,

    /// <summary>The source counts events, not samples: samples are the events divided by their common period.</summary>
    PeriodInferred,

    /// <summary>The source's counts are fractions: samples were rounded to whole numbers.</summary>
    SamplesRounded,

    /// <summary>Some samples' periods are above 2^63, which no counter reaches.</summary>
    ImplausiblePeriods,

    /// <summary>Some symbols have several callers in the source, and none in the call tree.</summary>
    CallersLeftOut,

    /// <summary>The recording ended before it was told to, or for want of room.</summary>
    Incomplete,

    /// <summary>No sample was taken: what was recorded did not run meanwhile.</summary>
    NoSamples,
}
