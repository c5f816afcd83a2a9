using System.Globalization;

namespace UdpLab;

/// <summary>A lab's result for identical runs (A/A): how often it would claim a difference, and which differences it can detect.</summary>
public sealed record ComparisonCalibration
{
    /// <summary>The property that was compared.</summary>
    public required string Metric { get; init; }

    /// <summary>Pairs of runs: the repeats per side of a comparison.</summary>
    public int Repeats { get; init; }

    /// <summary>Median of all runs.</summary>
    public double Median { get; init; }

    /// <summary>Comparisons made from the pairs, each pair split either way.</summary>
    public int Comparisons { get; init; }

    /// <summary>
    /// Comparisons, in percent, that claimed a difference although there is none. About 5 is expected; fewer if the machine
    /// drifts, because blocks compensate for that.
    /// </summary>
    public double FalseVerdictPercent { get; init; }

    /// <summary>The smallest difference, in percent, that nine of ten comparisons with these repeats find; null if they find none.</summary>
    public double? SmallestDetectablePercent { get; init; }

    /// <summary>
    /// Whether comparing the first half of the runs with the second shows a difference: then runs that are not interleaved
    /// cannot be trusted here.
    /// </summary>
    public bool HalvesDiffer { get; init; }

    /// <summary>The probability of such a trend of the values over the runs if there is no drift.</summary>
    public double TrendPValue { get; init; }

    /// <summary>The values, in the order of the runs.</summary>
    public IReadOnlyList<double> Values { get; init => field = LabList.Of(value); } = LabList.Empty<double>();

    /// <summary>Calibrates with runs in order, two per pair.</summary>
    internal static ComparisonCalibration Of(string metric, IReadOnlyList<double> values, double margin)
    {
        int half = values.Count / 2;
        (int splits, int wrong, double? detectable) = PairSplits.Study(values, margin);
        return new ComparisonCalibration
        {
            Metric = metric,
            Repeats = half,
            Median = SampleComparison.Median(values),
            Comparisons = splits,
            FalseVerdictPercent = 100.0 * wrong / splits,
            SmallestDetectablePercent = detectable * 100,
            HalvesDiffer = SampleComparison.Of([.. values.Take(half)], [.. values.Skip(half)], margin).Outcome is SampleOutcome.Higher or SampleOutcome.Lower,
            TrendPValue = Trend.Of(values).PValue,
            Values = [.. values],
        };
    }

    /// <summary>In words.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"A/A: of {Comparisons:N0} comparisons of {Repeats} with {Repeats} identical runs, {FalseVerdictPercent:0.0} % claim a difference in {Metric}; {Detectable}.{(HalvesDiffer ? " The first half differs from the second: compare only runs that are interleaved." : "")}");

    private string Detectable => SmallestDetectablePercent is double smallest
        ? string.Create(CultureInfo.InvariantCulture, $"the smallest difference found in 9 of 10 is {smallest:0.0} %")
        : Repeats < MannWhitney.FewestRepeats ? string.Create(CultureInfo.InvariantCulture, $"{Repeats} repeats find no difference, it takes at least {MannWhitney.FewestRepeats}")
        : "no difference is found in 9 of 10";
}
