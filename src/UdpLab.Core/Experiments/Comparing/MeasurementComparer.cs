using System.Globalization;

namespace UdpLab;

/// <summary>Compares two groups of measurements.</summary>
internal static class MeasurementComparer
{
    // A trend is reported if chance produces one like it in one of a hundred orders; at a higher rate the warning would always be
    // present.
    private const double TrendLevel = 0.01;

    // If the sides were not mixed and such a trend points in the direction of the difference, the trend explains the difference.
    private const double DriftLevel = 0.005;

    // Two boots of one kernel differ by up to so much where instructions are counted (bench, "in a guest"): repeats in one boot,
    // which are nearly equal, do not show it.
    private const double LeastOfInstructions = 0.002;

    /// <summary>One comparison for each metric.</summary>
    public static IEnumerable<Comparison> Compare(ComparedGroup baseline, ComparedGroup candidate, string by, IReadOnlyDictionary<string, object?> cell, ComparisonPlan plan)
    {
        SinkMeasurement[] all = [.. baseline.Measurements, .. candidate.Measurements];
        ConditionComparer conditions = new(baseline.Measurements, candidate.Measurements, [by, .. cell.Keys], plan.AllowDifference);
        bool kernels = all.Select(m => m.Environment.Kernel).Distinct().Skip(1).Any();
        foreach (string name in plan.Metrics)
        {
            List<string> notes = [];
            ComparedMetric metric = ComparedMetric.Find(name, all);
            if (metric.IsCounter && kernels)
            {
                notes.Add($"Kernels count losses in different places, so the total loss is compared instead of {metric.Name}.");
                metric = ComparedMetric.Find(nameof(SinkMeasurement.LossPercent), all);
            }

            yield return Compare(baseline, candidate, by, cell, plan, metric, conditions.Compare(metric), notes);
        }
    }

    private static Comparison Compare(ComparedGroup baseline, ComparedGroup candidate, string by, IReadOnlyDictionary<string, object?> cell, ComparisonPlan plan, ComparedMetric metric, IReadOnlyList<ComparisonDifference> differences, List<string> notes)
    {
        SinkMeasurement[] all = [.. baseline.Measurements, .. candidate.Measurements];
        Func<SinkMeasurement, long>? moment = Moment(all);
        IReadOnlyList<(SinkMeasurement Run, double Value)> old = baseline.Values(metric, moment), now = candidate.Values(metric, moment);
        double[] before = [.. old.Select(v => v.Value)], after = [.. now.Select(v => v.Value)];
        (string first, string second) = Names(baseline, candidate, differences);
        Comparison comparison = new()
        {
            Baseline = first,
            Candidate = second,
            By = by,
            Factors = cell,
            Metric = metric.Name,
            LessIsBetter = metric.LessIsBetter,
            MarginPercent = plan.MarginPercent,
            BaselineValues = before,
            CandidateValues = after,
            BaselineMedian = before.Length > 0 ? SampleComparison.Median(before) : null,
            CandidateMedian = after.Length > 0 ? SampleComparison.Median(after) : null,
            Differences = differences,
            Calibration = plan.Calibrations.GetValueOrDefault(metric.Name),
            Verdict = ComparisonVerdict.NotComparable,
            Reason = "",
        };
        notes.AddRange(ComparisonText.LeftOut(baseline, candidate, before.Length, after.Length, metric));
        if (before.Length == 0 || after.Length == 0)
        {
            return comparison with { Reason = ComparisonText.Join(ComparisonText.NoValues(comparison), notes) };
        }

        if (differences.Any(d => !d.Allowed))
        {
            return comparison with { Reason = ComparisonText.Join(ComparisonText.NotComparable(comparison), notes) };
        }

        comparison = Judge(comparison, moment is null ? null : ([.. old.Select(v => moment(v.Run))], [.. now.Select(v => moment(v.Run))]), notes);
        return all.All(m => m.Clock == LabClock.Instructions) && comparison is { Verdict: ComparisonVerdict.Faster or ComparisonVerdict.Slower, Ratio: double ratio } && Math.Abs(ratio - 1) <= LeastOfInstructions
            ? comparison with { Verdict = ComparisonVerdict.NoDifference, Reason = ComparisonText.Join(ComparisonText.WithinBoots(comparison, 100 * LeastOfInstructions), notes) }
            : comparison;
    }

    private static Comparison Judge(Comparison comparison, (long[] Before, long[] After)? moments, List<string> notes)
    {
        SampleComparison sample = SampleComparison.Of(comparison.BaselineValues, comparison.CandidateValues, comparison.MarginPercent / 100);
        comparison = comparison with
        {
            Ratio = Finite(sample.AreRatios ? sample.Estimate : null),
            Low = Finite(sample.AreRatios ? sample.Low : null),
            High = Finite(sample.AreRatios ? sample.High : null),
            PValue = sample.PValue,
            RepeatsNeeded = sample.Needed,
            Verdict = sample.Outcome switch
            {
                SampleOutcome.Higher => comparison.LessIsBetter ? ComparisonVerdict.Slower : ComparisonVerdict.Faster,
                SampleOutcome.Lower => comparison.LessIsBetter ? ComparisonVerdict.Faster : ComparisonVerdict.Slower,
                SampleOutcome.Same => ComparisonVerdict.NoDifference,
                _ => ComparisonVerdict.Inconclusive,
            },
        };
        string reason = ComparisonText.Of(comparison, sample);
        if (moments is { } known)
        {
            Trend trend = Trend.Of(comparison.BaselineValues, comparison.CandidateValues);
            double first = RunOrder.BaselineFirst(known.Before, known.After);
            bool mixed = comparison.Repeats < 2 || RunOrder.IsInterleaved(first);
            comparison = comparison with { Interleaved = mixed, TrendPValue = trend.PValue };
            bool isDrift = !mixed && trend.PValue <= DriftLevel
                && sample.Outcome == (trend.Slope > 0 == first > 0.5 ? SampleOutcome.Higher : SampleOutcome.Lower);
            if (isDrift)
            {
                comparison = comparison with { Verdict = ComparisonVerdict.Inconclusive, RepeatsNeeded = null };
                reason = ComparisonText.Drift(comparison, first > 0.5);
            }
            else if (!mixed)
            {
                notes.Add(ComparisonText.NotInterleaved(first > 0.5));
            }

            if (trend.PValue <= TrendLevel && !isDrift)
            {
                notes.Add(ComparisonText.Trend(comparison, trend.Slope > 0));
            }
        }

        notes.AddRange(ComparisonText.OfCalibration(comparison));
        return comparison with { Reason = ComparisonText.Join(reason, notes) };
    }

    /// <summary>What orders the runs: their start times, or their positions in a sweep; null if neither distinguishes them.</summary>
    private static Func<SinkMeasurement, long>? Moment(SinkMeasurement[] all)
    {
        Func<SinkMeasurement, long>[] moments = [m => m.Started.UtcTicks, m => m.Position ?? 0];
        return moments.FirstOrDefault(moment => all.Select(moment).Distinct().Count() == all.Length && all.Length > 1);
    }

    /// <summary>Groups without a level are named by what differs: "6.1.0" and "6.12.0".</summary>
    private static (string Baseline, string Candidate) Names(ComparedGroup baseline, ComparedGroup candidate, IReadOnlyList<ComparisonDifference> differences) =>
        baseline.Level.Length > 0 ? (baseline.Level, candidate.Level)
        : differences.FirstOrDefault(d => d.Allowed && d.Baseline != d.Candidate) is { } named ? (named.Baseline, named.Candidate)
        : ("baseline", "candidate");

    private static double? Finite(double? value) => value is double number && double.IsFinite(number) ? number : null;
}
