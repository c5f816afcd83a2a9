using System.Globalization;

namespace UdpLab;

/// <summary>What to know of a goal's result: why it equals another goal's, and what was odd on the way.</summary>
internal static class ThroughputNotes
{
    public static IEnumerable<string> Of(GoalResult result, IReadOnlyList<GoalResult> all, IReadOnlyList<ThroughputTrial> trials)
    {
        foreach (GoalResult other in all.Where(other => other != result && other.Lower?.Load == result.Lower?.Load && other.Upper?.Load == result.Upper?.Load && other.Lower is not null))
        {
            yield return Text($"The same answer as for loss goal {other.Goal.LossRatio}: {WhySame(result)}.");
        }

        if (result.Lower is { } lower && lower.Trials.Count(trial => trial.LossRatio > result.Goal.LossRatio) is > 0 and var lossy)
        {
            yield return Text($"At the lower bound {lossy} of {lower.Trials.Count} trials lost more than the goal, up to {100 * lower.Trials.Max(trial => trial.LossRatio):0.####} %: another search may give another answer.");
        }

        int irregular = trials.Count(trial => trial.IsIrregular);
        if (irregular > 0)
        {
            yield return Text($"{irregular} of {trials.Count} trials were irregular: the generator sent another rate than asked for, by more than the goal width.");
        }

        int failed = trials.Count(trial => trial.Failure is not null);
        if (failed > 0)
        {
            yield return Text($"{failed} of {trials.Count} trials failed, the last one because: {trials.Last(trial => trial.Failure is not null).Failure}");
        }

        if (result.Lower is { IsOff: true } or { Trials: [] } || result.Upper is { IsOff: true })
        {
            yield return "A bound was not met by the generator on average: the result is irregular.";
        }

        if (result.Inversions.Count > 0)
        {
            yield return Text($"Loss inversion: {string.Join(", ", result.Inversions.Select(load => Text($"{load:N0}")))} pps kept the goal although lower rates did not.");
        }
    }

    private static string WhySame(GoalResult result) => result.Upper is { } upper
        ? Text($"the loss rises from {100 * Loss(result.Lower!):0.####} % to {100 * Loss(upper):0.####} % between both bounds, past both goals at once")
        : result.StoppedBy == ThroughputEnd.GeneratorMaximum ? "the generator could send no more, and both goals were kept"
        : result.StoppedBy == ThroughputEnd.MaximumLoad ? "both goals were kept up to -MaximumPps"
        : "no rate was an upper bound yet";

    private static double Loss(SearchBound bound)
    {
        double[] losses = [.. bound.Trials.Select(trial => trial.LossRatio).Order()];
        return losses[losses.Length / 2];
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
