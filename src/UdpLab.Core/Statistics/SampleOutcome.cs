namespace UdpLab;

/// <summary>What a comparison of two samples shows.</summary>
internal enum SampleOutcome
{
    /// <summary>The candidate's values are larger.</summary>
    Higher,

    /// <summary>The candidate's values are smaller.</summary>
    Lower,

    /// <summary>Any difference is smaller than the margin.</summary>
    Same,

    /// <summary>The interval includes both no difference and one that matters.</summary>
    Undecided,

    /// <summary>There are too few values for an interval at this confidence.</summary>
    TooFew,
}
