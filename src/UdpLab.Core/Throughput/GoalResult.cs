namespace UdpLab;

/// <summary>The result for a goal (RFC 9971, section 4.8.4.3).</summary>
internal sealed record GoalResult
{
    public required SearchGoal Goal { get; init; }

    /// <summary>The relevant lower bound (section 4.8.2), or without an upper bound an effective one (section 4.8.4.2); null if there is none.</summary>
    public SearchBound? Lower { get; init; }

    /// <summary>The relevant upper bound (section 4.8.1); null if there is none.</summary>
    public SearchBound? Upper { get; init; }

    /// <summary>Expected packets per second at the lower bound (section 4.8.3); null without one.</summary>
    public double? ConditionalThroughput { get; init; }

    /// <summary>The difference between the offered loads of both bounds, relative to the upper one; null without both.</summary>
    public double? Width => Lower is { } lower && Upper is { } upper ? (upper.OfferedLoad - lower.OfferedLoad) / upper.OfferedLoad : null;

    /// <summary>Both bounds exist, the requested loads are within the goal width (section 4.8.4.1), and were sent.</summary>
    public bool IsRegular => StoppedBy == ThroughputEnd.Width && Lower is { IsOff: false } && Upper is { IsOff: false };

    public required ThroughputEnd StoppedBy { get; init; }

    /// <summary>Loads above the upper bound that are nevertheless lower bounds: loss inversion (section 5.3.2).</summary>
    public IReadOnlyList<double> Inversions { get; init; } = [];
}
