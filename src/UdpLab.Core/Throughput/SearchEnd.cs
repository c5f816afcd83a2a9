namespace UdpLab;

/// <summary>Why a search ended.</summary>
internal enum SearchEnd
{
    /// <summary>It has not ended, or the caller stopped it.</summary>
    Stopped,

    /// <summary>Every goal has its result.</summary>
    Finished,

    /// <summary>The maximum number of trials was reached.</summary>
    MaximumTrials,

    /// <summary>The maximum time was reached.</summary>
    MaximumSeconds,

    /// <summary>A trial failed repeatedly.</summary>
    TrialFailed,
}
