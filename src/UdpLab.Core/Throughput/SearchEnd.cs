namespace UdpLab;

/// <summary>Why a search ended.</summary>
internal enum SearchEnd
{
    /// <summary>It has not, or the caller stopped it.</summary>
    Stopped,

    /// <summary>Every goal has its result.</summary>
    Finished,

    /// <summary>The number of trials was reached.</summary>
    MaximumTrials,

    /// <summary>The time was up.</summary>
    MaximumSeconds,

    /// <summary>A trial failed again and again.</summary>
    TrialFailed,
}
