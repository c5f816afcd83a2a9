namespace UdpLab;

/// <summary>The loss to expect at a lower bound (RFC 9971, section 6.2 and appendix B).</summary>
internal static class ConditionalLoss
{
    /// <summary>
    /// The loss ratio that full-length trials exceed for at most the goal's share of the time, where unmeasured time counts as
    /// lost. Conditional throughput is the load times one minus this.
    /// </summary>
    public static double Of(SearchStage goal, IEnumerable<SearchTrial> trials)
    {
        SearchTrial[] full = [.. trials.Where(trial => trial.Seconds >= goal.TrialSeconds).OrderBy(trial => trial.LossRatio)];
        double remaining = Math.Max(goal.DurationSum, full.Sum(trial => trial.Weight)) * (1 - goal.ExceedRatio);
        foreach (SearchTrial trial in full)
        {
            remaining -= trial.Weight;
            if (remaining <= 0)
            {
                return trial.LossRatio;
            }
        }

        return 1;
    }
}
