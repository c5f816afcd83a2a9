namespace UdpLab;

/// <summary>The subject of a <see cref="PerfNote"/>.</summary>
public enum PerfNoteCode : long
{
    /// <summary>The requested event does not exist on the host, so another was sampled.</summary>
    EventFallback,

    /// <summary>More than 1 % of the samples were lost before they could be read.</summary>
    LostSamples,

    /// <summary>More than 5 % of the samples are in kernel code without a name.</summary>
    UnresolvedKernel,

    /// <summary>Some lines of the text were not understood and were skipped.</summary>
    NotUnderstood,

    /// <summary>The text ends within a sample.</summary>
    Truncated,

    /// <summary>The numbers of samples were calculated from rounded percentages.</summary>
    SamplesEstimated,

    /// <summary>The source has percentages only: the number of samples is not known.</summary>
    SamplesUnknown,

    /// <summary>The source does not say kernel or user: it was inferred from the names of the kernel's entry points.</summary>
    ScopeInferred,

    /// <summary>The source counts events, not samples: samples were calculated by dividing by the common period.</summary>
    PeriodInferred,

    /// <summary>The source's counts are fractions: samples were rounded to whole numbers.</summary>
    SamplesRounded,

    /// <summary>Some samples have periods above 2^63, which no counter reaches.</summary>
    ImplausiblePeriods,

    /// <summary>Some symbols have several callers in the source, and none in the call tree.</summary>
    CallersLeftOut,

    /// <summary>The recording ended too early, or because there was no more disk space.</summary>
    Incomplete,

    /// <summary>No sample was taken: what was recorded did not run.</summary>
    NoSamples,

    /// <summary>UdpLab's agent took the samples by itself, not perf.</summary>
    SampledByAgent,

    /// <summary>There are too many samples to keep their times, so spans of time have no samples of their own.</summary>
    NoTimes,

    /// <summary>Nothing was sampled: a sample is an instruction, and all were counted.</summary>
    Counted,
}
