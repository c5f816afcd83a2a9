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

    /// <summary>The interval has room for a difference that matters, and for none.</summary>
    Undecided,

    /// <summary>So few values have no interval at this confidence.</summary>
    TooFew,
}
