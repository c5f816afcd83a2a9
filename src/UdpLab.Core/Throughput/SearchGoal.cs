using UdpLab.Wire;

namespace UdpLab;

/// <summary>
/// What a load must satisfy (RFC 9971, section 4.6.7). High-loss trials, which lose more than the loss ratio, may take at most
/// a share of the time, the exceed ratio. The presets are those of FD.io CSIT, RFC 2544 and ETSI TST 009. Ratios are 0..1,
/// times seconds.
/// </summary>
internal sealed record SearchGoal
{
    /// <summary>CSIT's goal for the rate without loss.</summary>
    public static SearchGoal Ndr { get; } = new();

    /// <summary>CSIT's goal for the rate with at most 0.5 % loss.</summary>
    public static SearchGoal Pdr { get; } = new() { LossRatio = 0.005 };

    /// <summary>Throughput as in RFC 2544, section 26.1, with full-length trials only (RFC 9971, section 4.10.2).</summary>
    public static SearchGoal Rfc2544 { get; } = new() { ExceedRatio = 0, InitialSeconds = 60, FinalSeconds = 60, DurationSum = 60, CoarseStages = 0 };

    /// <summary>Binary search with loss verification, max(r) = 2, as in TST 009 (RFC 9971, section 4.10.3).</summary>
    public static SearchGoal Tst009 { get; } = new() { FinalSeconds = 60, DurationSum = 120 };

    /// <summary>A trial that loses more is a high-loss trial (section 4.6.3).</summary>
    public double LossRatio { get; init; }

    /// <summary>The share of the time at a load that high-loss trials may take (section 4.6.4).</summary>
    public double ExceedRatio { get; init; } = 0.5;

    /// <summary>The largest difference between the bounds, relative to the upper one (section 4.6.5).</summary>
    public double Width { get; init; } = 0.005;

    /// <summary>The shortest trial to start with (section 4.6.6).</summary>
    public double InitialSeconds { get; init; } = 1;

    /// <summary>Trials of at least this length decide (section 4.6.1).</summary>
    public double FinalSeconds { get; init; } = 1;

    /// <summary>This much time at a load is enough to decide (section 4.6.2).</summary>
    public double DurationSum { get; init; } = 21;

    /// <summary>How many wider and shorter stages precede the last one: CSIT's preceding targets.</summary>
    public int CoarseStages { get; init; } = 2;

    /// <summary>Throws for invalid values; the message names the parameter and the remedy.</summary>
    public void Check()
    {
        Demand(LossRatio is >= 0 and < 1, "LossGoal", LossRatio, "from 0 to less than 1");
        Demand(ExceedRatio is >= 0 and < 1, "ExceedRatio", ExceedRatio, "from 0 to less than 1");
        Demand(Width is > 0 and < 1, "GoalWidth", Width, "more than 0 and less than 1");
        Demand(InitialSeconds > 0 && double.IsFinite(InitialSeconds), "TrialDuration", InitialSeconds, "more than 0 seconds");
        Demand(FinalSeconds >= InitialSeconds && double.IsFinite(FinalSeconds), "TrialDuration", FinalSeconds, FormattableString.Invariant($"at least the initial {InitialSeconds} seconds"));
        Demand(DurationSum >= FinalSeconds && double.IsFinite(DurationSum), "DurationSum", DurationSum, FormattableString.Invariant($"at least the {FinalSeconds} seconds of a trial"));
        Demand(CoarseStages is >= 0 and <= 10, "TrialDuration", CoarseStages, "from 0 to 10 coarse stages");
    }

    /// <summary>The stages of this goal, from coarse to fine: from one to the next the width halves and the sum of durations grows by a factor.</summary>
    public IReadOnlyList<SearchStage> Stages(LoadGrid grid)
    {
        SearchStage[] stages = new SearchStage[CoarseStages + 1];
        for (int coarser = 0; coarser <= CoarseStages; coarser++)
        {
            double sum = coarser == 0 ? DurationSum
                : coarser == CoarseStages ? InitialSeconds
                : DurationSum * Math.Pow(InitialSeconds / DurationSum, (double)coarser / CoarseStages);
            stages[CoarseStages - coarser] = new(LossRatio, ExceedRatio, Math.Min(FinalSeconds, sum), sum, grid.Units(Width) << coarser);
        }

        return stages;
    }

    private static void Demand(bool holds, string parameter, double value, string allowed)
    {
        if (!holds)
        {
            throw new LabException(FailureCode.InvalidArgument, FormattableString.Invariant($"-{parameter} is {value}; give a value {allowed}."), parameter);
        }
    }
}
