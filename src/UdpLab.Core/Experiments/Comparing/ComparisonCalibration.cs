using System.Globalization;

namespace UdpLab;

/// <summary>What this lab makes of runs that are all the same (A/A): how often it would claim a difference, and which differences it can see.</summary>
public sealed record ComparisonCalibration
{
    /// <summary>The property that was compared.</summary>
    public required string Metric { get; init; }

    /// <summary>Pairs of runs: the repeats of each side of a comparison.</summary>
    public int Repeats { get; init; }

    /// <summary>Median of all runs.</summary>
    public double Median { get; init; }

    /// <summary>Comparisons made of the pairs, each split one way or the other.</summary>
    public int Comparisons { get; init; }

    /// <summary>Comparisons that claimed a difference, though there is none, in percent. About 5 is expected; less if the machine drifts, because blocks allow for that.</summary>
    public double FalseVerdictPercent { get; init; }

    /// <summary>The smallest difference, in percent, that nine of ten comparisons with these repeats find; null if they find none.</summary>
    public double? SmallestDetectablePercent { get; init; }

    /// <summary>Whether the first half of the runs, compared with the second, shows a difference: then runs that are not interleaved are worth nothing here.</summary>
    public bool HalvesDiffer { get; init; }

    /// <summary>The probability of such a trend of the values over the runs, if there is none.</summary>
    public double TrendPValue { get; init; }

    /// <summary>The values, in the order of the runs.</summary>
    public IReadOnlyList<double> Values { get; init => field = LabList.Of(value); } = LabList.Empty<double>();

    /// <summary>Of runs in their order, two a pair.</summary>
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
        $"A/A: of {Comparisons:N0} comparisons of {Repeats} with {Repeats} runs that are all the same, {FalseVerdictPercent:0.0} % claim a difference in {Metric}; {Detectable}.{(HalvesDiffer ? " The first half differs from the second: compare only runs that are interleaved." : "")}");

    private string Detectable => SmallestDetectablePercent is double smallest
        ? string.Create(CultureInfo.InvariantCulture, $"the smallest difference found in 9 of 10 is {smallest:0.0} %")
        : Repeats < MannWhitney.FewestRepeats ? string.Create(CultureInfo.InvariantCulture, $"{Repeats} repeats find no difference, it takes at least {MannWhitney.FewestRepeats}")
        : "no difference is found in 9 of 10";
}
