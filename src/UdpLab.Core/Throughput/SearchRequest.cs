using UdpLab.Wire;

namespace UdpLab;

/// <summary>The input of a search (RFC 9971, section 4.6.8).</summary>
internal sealed record SearchRequest
{
    /// <summary>Goals; their order only breaks ties.</summary>
    public required IReadOnlyList<SearchGoal> Goals { get; init; }

    /// <summary>The lowest load to request, in packets per second; positive (section 4.6.8.2).</summary>
    public required double MinimumLoad { get; init; }

    /// <summary>The highest load to request (section 4.6.8.1). It may exceed the generator's maximum, which the search finds.</summary>
    public required double MaximumLoad { get; init; }

    /// <summary>Maximum number of trials, including failed ones; null for no limit.</summary>
    public int? MaximumTrials { get; init; }

    /// <summary>Maximum total time in seconds, including the time around trials: no trial starts that would end later. Null for no limit.</summary>
    public double? MaximumSeconds { get; init; }

    /// <summary>How often in a row a failed trial is repeated.</summary>
    public int Retries { get; init; } = 2;

    /// <summary>The rate the generator really sends for a requested one, always the same; null if it can send any rate, or if trials will show.</summary>
    public Func<double, double>? Snap { get; init; }

    /// <summary>Throws for invalid values; the message names the parameter and the remedy.</summary>
    public void Check()
    {
        Demand(Goals.Count > 0, "LossGoal", "no goal is given; give at least one.");
        Demand(MinimumLoad > 0 && double.IsFinite(MinimumLoad), "MinimumPps", FormattableString.Invariant($"-MinimumPps is {MinimumLoad}; give a rate above 0."));
        Demand(MaximumLoad > MinimumLoad && double.IsFinite(MaximumLoad), "MaximumPps", FormattableString.Invariant($"-MaximumPps is {MaximumLoad}; give a rate above the minimum of {MinimumLoad}."));
        Demand(MaximumTrials is null or > 0, "MaximumTrials", FormattableString.Invariant($"-MaximumTrials is {MaximumTrials}; give at least 1."));
        Demand(MaximumSeconds is null or > 0, "MaximumSeconds", FormattableString.Invariant($"-MaximumSeconds is {MaximumSeconds}; give more than 0 seconds."));
        foreach (SearchGoal goal in Goals)
        {
            goal.Check();
        }
    }

    private static void Demand(bool holds, string parameter, string message)
    {
        if (!holds)
        {
            throw new LabException(FailureCode.InvalidArgument, message, parameter);
        }
    }
}
