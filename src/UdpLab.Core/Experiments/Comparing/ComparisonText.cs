using System.Globalization;

namespace UdpLab;

/// <summary>The texts of a comparison.</summary>
internal static class ComparisonText
{
    /// <summary>An interval of ratios in percent.</summary>
    public static string Range(double low, double? high) => string.Create(CultureInfo.InvariantCulture, $"{Change(low)} .. {(high is double end ? $"{Change(end)} %" : "no end")}");

    /// <summary>The verdict's reason, without caveats.</summary>
    public static string Of(Comparison c, SampleComparison sample) => sample.Outcome switch
    {
        SampleOutcome.TooFew => string.Create(CultureInfo.InvariantCulture, $"{Runs(c)} cannot decide at 95 %: it takes at least {sample.Needed} on each side."),
        SampleOutcome.Higher or SampleOutcome.Lower => $"{c.Metric} is {Size(c, sample)}{(c.LessIsBetter ? "; less is better" : "")}.",
        SampleOutcome.Same when sample.Low == sample.High && sample.AreRatios => $"{c.Metric} is the same on both sides.",
        SampleOutcome.Same => string.Create(CultureInfo.InvariantCulture, $"Any difference in {c.Metric} is within ±{c.MarginPercent:0.##} %{Interval(c)}."),
        _ => $"{c.Metric} may be lower or higher{Interval(c)}: {Needed(c)}.",
    };

    /// <summary>A difference that two boots of one kernel may have.</summary>
    /// <param name="c">The comparison.</param>
    /// <param name="percent">How far boots may differ.</param>
    public static string WithinBoots(Comparison c, double percent) => string.Create(CultureInfo.InvariantCulture, $"{c.Metric} differs by {Math.Abs(c.Ratio!.Value - 1) * 100:0.00} %; so may two boots of one kernel, by up to {percent:0.##} %.");

    /// <summary>Why there is nothing to compare.</summary>
    public static string NoValues(Comparison c) => (c.BaselineValues.Count, c.CandidateValues.Count) switch
    {
        (0, 0) => $"Neither side has a {c.Metric}.",
        (0, _) => $"The baseline, {c.Baseline}, has no {c.Metric}.",
        _ => $"The candidate, {c.Candidate}, has no {c.Metric}.",
    };

    /// <summary>What differs apart from the compared factor, and what to do about it.</summary>
    public static string NotComparable(Comparison c)
    {
        const int shown = 8;
        if (c.Differences.FirstOrDefault(d => d.Name == MeasurementConditions.Clock) is { } clock)
        {
            return $"The runs differ in {clock}: instructions and time do not compare. Measure both on hosts of one kind.";
        }

        ComparisonDifference[] wrong = [.. c.Differences.Where(d => !d.Allowed)];
        string more = wrong.Length > shown ? string.Create(CultureInfo.InvariantCulture, $" and {wrong.Length - shown} more (see Differences)") : "";
        string names = wrong.Length > shown ? "with their names, or groups such as Sysctls" : string.Join(", ", wrong.Select(d => d.Name));
        return $"The runs differ in {(c.By.Length > 0 ? $"more than {c.By}: " : "")}{string.Join("; ", wrong.Take(shown).Select(d => d.ToString()))}{more}. If that is intended, add -AllowDifference {names}{(Array.Exists(wrong, d => c.By != d.Name && d.Baseline == d.Candidate) ? ", or make it a cell of its own with -Per" : "")}.";
    }

    /// <summary>Runs without a value.</summary>
    public static IEnumerable<string> LeftOut(ComparedGroup baseline, ComparedGroup candidate, int before, int after, ComparedMetric metric)
    {
        int broken = baseline.Measurements.Concat(candidate.Measurements).Count(m => m.State == MeasurementState.Incomplete);
        int empty = baseline.Measurements.Count + candidate.Measurements.Count - before - after - broken;
        if (broken > 0)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"Left out: {broken} incomplete {(broken == 1 ? "run" : "runs")}.");
        }

        if (empty > 0 && before > 0 && after > 0)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"Left out: {empty} {(empty == 1 ? "run" : "runs")} without {metric.Name}.");
        }
    }

    /// <summary>The order of the runs.</summary>
    public static string NotInterleaved(bool baselineFirst) =>
        $"Not interleaved: the {(baselineFirst ? "baseline" : "candidate")}'s runs came first, so a drift of the machine would look like a difference. Invoke-LabSweep measures in blocks.";

    /// <summary>A drift within the sides.</summary>
    public static string Trend(Comparison c, bool rises) => $"The runs drift: {c.Metric} {(rises ? "rises" : "falls")} from run to run.";

    /// <summary>A difference that may be drift.</summary>
    public static string Drift(Comparison c, bool baselineFirst) =>
        $"{c.Metric} drifts from run to run in the direction of the difference, and the runs were not interleaved (the {(baselineFirst ? "baseline" : "candidate")}'s came first): the difference may be the drift. Measure in blocks, as Invoke-LabSweep does.";

    /// <summary>What the lab's own A/A runs say about this comparison.</summary>
    public static IEnumerable<string> OfCalibration(Comparison c)
    {
        if (c.Calibration is not { } calibration)
        {
            yield break;
        }

        if (c.Verdict is ComparisonVerdict.Faster or ComparisonVerdict.Slower && calibration.FalseVerdictPercent > 100 * MannWhitney.Level)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"This lab claims a difference in {calibration.FalseVerdictPercent:0.0} % of its A/A comparisons, more than 5 %.");
        }

        if (c.Verdict is ComparisonVerdict.Inconclusive && calibration.SmallestDetectablePercent is double smallest)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"With {calibration.Repeats} repeats this lab finds differences from {smallest:0.0} %.");
        }
    }

    /// <summary>Joins sentences into one line.</summary>
    public static string Join(string reason, IEnumerable<string> notes) => string.Join(' ', notes.Prepend(reason));

    private static string Size(Comparison c, SampleComparison sample)
    {
        bool higher = sample.Outcome == SampleOutcome.Higher;
        return c.Ratio is double ratio
            ? string.Create(CultureInfo.InvariantCulture, $"{Math.Abs(ratio - 1) * 100:0.0} % {(higher ? "higher" : "lower")}{Interval(c)}")
            : string.Create(CultureInfo.InvariantCulture, $"{(higher ? "higher" : "lower")}: median {Number(c.CandidateMedian!.Value)} against {Number(c.BaselineMedian!.Value)}, for which there is no ratio");
    }

    private static string Interval(Comparison c) => c.Low is double low ? $" (95 %: {Range(low, c.High)})" : "";

    private static string Needed(Comparison c) => c.RepeatsNeeded is int needed
        ? string.Create(CultureInfo.InvariantCulture, $"{Runs(c)} cannot decide, about {needed:N0} on each side would")
        : string.Create(CultureInfo.InvariantCulture, $"{Runs(c)} cannot decide, and it would take more than {SampleComparison.MostNeeded:N0}");

    private static string Runs(Comparison c) => c.BaselineValues.Count == c.CandidateValues.Count
        ? string.Create(CultureInfo.InvariantCulture, $"{c.Repeats} {(c.Repeats == 1 ? "run" : "runs")} on each side")
        : string.Create(CultureInfo.InvariantCulture, $"{c.BaselineValues.Count} and {c.CandidateValues.Count} runs");

    private static string Change(double ratio) => ((ratio - 1) * 100).ToString("+0.0;-0.0;0.0", CultureInfo.InvariantCulture);

    private static string Number(double value) => value.ToString(Math.Abs(value) >= 100 ? "N0" : "0.####", CultureInfo.InvariantCulture);
}
