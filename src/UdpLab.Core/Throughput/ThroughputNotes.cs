using System.Globalization;

namespace UdpLab;

/// <summary>Remarks on a goal's result: why it equals another goal's, and irregularities.</summary>
internal static class ThroughputNotes
{
    private const double WideSpread = 0.1;

    public static IEnumerable<string> Of(GoalResult result, IReadOnlyList<GoalResult> all, IReadOnlyList<ThroughputTrial> trials)
    {
        foreach (GoalResult other in all.Where(other => other != result && other.Lower?.Load == result.Lower?.Load && other.Upper?.Load == result.Upper?.Load && other.Lower is not null))
        {
            yield return Text($"The same answer as for loss goal {other.Goal.LossRatio}: {WhySame(result)}.");
        }

        if (Spread(result.Goal, trials) is var (low, high) && result.Lower is { } lower && (high - low) / lower.OfferedLoad is var share and > WideSpread)
        {
            yield return Text($"The answer is uncertain: from {low:N0} to {high:N0} pps, {100 * share:0} % of it, some trials met the goal and some did not. Longer trials (-TrialDuration, -DurationSum) or a higher loss goal give steadier results.");
        }

        int irregular = trials.Count(trial => trial.IsIrregular);
        if (irregular > 0)
        {
            yield return Text($"{irregular} of {trials.Count} trials were irregular: the generator missed the requested rate by more than the goal width.");
        }

        int failed = trials.Count(trial => trial.Failure is not null);
        if (failed > 0)
        {
            yield return Text($"{failed} of {trials.Count} trials failed, the last one because: {trials.Last(trial => trial.Failure is not null).Failure}");
        }

        if (result.Lower is { IsOff: true } or { Trials: [] } || result.Upper is { IsOff: true })
        {
            yield return "On average the generator missed the rate of a bound: the result is irregular.";
        }

        if (result.Inversions.Count > 0)
        {
            yield return Text($"Loss inversion: {string.Join(", ", result.Inversions.Select(load => Text($"{load:N0}")))} pps met the goal although lower rates did not.");
        }
    }

    /// <summary>The lowest rate that lost more than the goal allows, and the highest that did not, if they overlap; otherwise null.</summary>
    public static (double Low, double High)? Spread(SearchGoal goal, IReadOnlyList<ThroughputTrial> trials)
    {
        double[] lossy = [.. trials.Where(trial => trial.LossRatio > goal.LossRatio).Select(trial => trial.SentPps!.Value)];
        double[] kept = [.. trials.Where(trial => trial.LossRatio <= goal.LossRatio).Select(trial => trial.SentPps!.Value)];
        return lossy.Length > 0 && kept.Length > 0 && lossy.Min() < kept.Max() ? (lossy.Min(), kept.Max()) : null;
    }

    private static string WhySame(GoalResult result) => result.Upper is { } upper
        ? Text($"the loss rises from {100 * Loss(result.Lower!):0.####} % to {100 * Loss(upper):0.####} % between both bounds, past both goals at once")
        : result.StoppedBy == ThroughputEnd.GeneratorMaximum ? "the generator could send no more, and both goals were met"
        : result.StoppedBy == ThroughputEnd.MaximumLoad ? "both goals were met up to -MaximumPps"
        : "no rate was an upper bound yet";

    private static double Loss(SearchBound bound)
    {
        double[] losses = [.. bound.Trials.Select(trial => trial.LossRatio).Order()];
        return losses[losses.Length / 2];
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
