namespace UdpLab;

/// <summary>The seconds of a load's trials by class, and what follows from them (RFC 9971, section 6.1 and appendix A, with its names).</summary>
internal readonly record struct LoadSums
{
    private readonly SearchStage _goal;

    /// <summary>Adds up trials of one load.</summary>
    public LoadSums(SearchStage goal, IEnumerable<SearchTrial> trials)
    {
        _goal = goal;
        foreach (SearchTrial trial in trials)
        {
            bool high = trial.LossRatio > goal.LossRatio, full = trial.Seconds >= goal.TrialSeconds;
            FullHighLoss += full && high ? trial.Weight : 0;
            FullLowLoss += full && !high ? trial.Weight : 0;
            ShortHighLoss += !full && high ? trial.Weight : 0;
            ShortLowLoss += !full && !high ? trial.Weight : 0;
        }
    }

    /// <summary>Full-length trials that lost too much.</summary>
    public double FullHighLoss { get; }

    /// <summary>Full-length trials that did not.</summary>
    public double FullLowLoss { get; }

    /// <summary>Short trials that lost too much.</summary>
    public double ShortHighLoss { get; }

    /// <summary>Short trials that did not. They only offset short ones that did.</summary>
    public double ShortLowLoss { get; }

    /// <summary>Short high-loss time that is offset by short low-loss time.</summary>
    public double Balancing => ShortLowLoss * _goal.ExceedRatio / (1 - _goal.ExceedRatio);

    /// <summary>Short high-loss time that is not offset.</summary>
    public double Excess => ShortHighLoss - Balancing;

    /// <summary>High-loss time that counts.</summary>
    public double EffectiveHighLoss => FullHighLoss + Math.Max(0, Excess);

    /// <summary>Time that counts.</summary>
    public double EffectiveFull => EffectiveHighLoss + FullLowLoss;

    /// <summary>The time that is required to decide.</summary>
    public double EffectiveWhole => Math.Max(EffectiveFull, _goal.DurationSum);

    /// <summary>Time not yet measured.</summary>
    public double Missing => EffectiveWhole - EffectiveFull;

    /// <summary>High-loss time if all missing trials lose too much.</summary>
    public double PessimisticHighLoss => EffectiveWhole - FullLowLoss;

    /// <summary>The class.</summary>
    public LoadClass Class
    {
        get
        {
            // Products instead of ratios, as in appendix A: they are exact for the usual exceed ratio of one half.
            double allowed = EffectiveWhole * _goal.ExceedRatio;
            return EffectiveHighLoss > allowed ? LoadClass.UpperBound : PessimisticHighLoss <= allowed ? LoadClass.LowerBound : LoadClass.Undecided;
        }
    }
}
