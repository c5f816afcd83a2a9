using System.Globalization;

namespace UdpLab;

/// <summary>A metric of two groups of measurements, and how far their difference can be trusted.</summary>
public sealed record Comparison
{
    /// <summary>The level of the compared factor that is the baseline.</summary>
    public required string Baseline { get; init; }

    /// <summary>The level of the compared factor that is the candidate.</summary>
    public required string Candidate { get; init; }

    /// <summary>The compared factor or property; empty if two groups were given without one.</summary>
    public string By { get; init; } = "";

    /// <summary>The factors and values that baseline and candidate have in common: the cell.</summary>
    public IReadOnlyDictionary<string, object?> Factors { get; init => field = LabList.Table(value, StringComparer.OrdinalIgnoreCase); } = LabList.Table<string, object?>([]);

    /// <summary>The compared property, or the counter.</summary>
    public required string Metric { get; init; }

    /// <summary>Smaller is better, as for losses, times and latencies.</summary>
    public bool LessIsBetter { get; init; }

    /// <summary>Median of the baseline's values; null if it has none.</summary>
    public double? BaselineMedian { get; init; }

    /// <summary>Median of the candidate's values; null if it has none.</summary>
    public double? CandidateMedian { get; init; }

    /// <summary>Candidate / baseline: the median of the ratios of all pairs (Hodges and Lehmann). Null if not comparable, infinite, or if there are negative values.</summary>
    public double? Ratio { get; init; }

    /// <summary>Lower end of the 95 % interval of <see cref="Ratio"/>; null if there is none.</summary>
    public double? Low { get; init; }

    /// <summary>Upper end of the 95 % interval of <see cref="Ratio"/>; null if there is none, or if it is infinite.</summary>
    public double? High { get; init; }

    /// <summary>Change of the candidate against the baseline in percent, from <see cref="Ratio"/>.</summary>
    public double? ChangePercent => (Ratio - 1) * 100;

    /// <summary>The two-sided probability of such a difference by chance, by Mann and Whitney's test; null if not comparable.</summary>
    public double? PValue { get; init; }

    /// <summary>What it shows.</summary>
    public ComparisonVerdict Verdict { get; init; }

    /// <summary>Why, in words, with all caveats.</summary>
    public required string Reason { get; init; }

    /// <summary>Repeats per side; if the sides differ, the smaller number.</summary>
    public int Repeats => Math.Min(BaselineValues.Count, CandidateValues.Count);

    /// <summary>
    /// Repeats per side that would decide an inconclusive comparison, with a probability of 90 % if spread and difference stay
    /// as they are; null if it is decided, or if repeats do not help.
    /// </summary>
    public int? RepeatsNeeded { get; init; }

    /// <summary>Differences up to this many percent count as none.</summary>
    public double MarginPercent { get; init; }

    /// <summary>True if runs of both sides alternated; null if their order is unknown.</summary>
    public bool? Interleaved { get; init; }

    /// <summary>The probability of such a trend of the values over the order of the runs if there is no drift; null if their order is unknown.</summary>
    public double? TrendPValue { get; init; }

    /// <summary>What else differs between the runs, allowed or not.</summary>
    public IReadOnlyList<ComparisonDifference> Differences { get; init => field = LabList.Of(value); } = LabList.Empty<ComparisonDifference>();

    /// <summary>The baseline's values, in the order of the runs.</summary>
    public IReadOnlyList<double> BaselineValues { get; init => field = LabList.Of(value); } = LabList.Empty<double>();

    /// <summary>The candidate's values, in the order of the runs.</summary>
    public IReadOnlyList<double> CandidateValues { get; init => field = LabList.Of(value); } = LabList.Empty<double>();

    /// <summary>This lab's result for identical runs; null without -Calibrate.</summary>
    public ComparisonCalibration? Calibration { get; init; }

    /// <summary>The cell in one line: "RssQueues=4, Method=Recvmsg"; empty without other factors.</summary>
    public string Cell => string.Join(", ", Factors.Select(f => $"{f.Key}={FactorText.Of(f.Value)}"));

    /// <summary>The change in benchstat's words: "+5.2 %", "~" for no difference, "?" if these runs cannot tell.</summary>
    public string ChangeText => Verdict switch
    {
        ComparisonVerdict.NoDifference => "~",
        ComparisonVerdict.Inconclusive => "?",
        ComparisonVerdict.NotComparable => "",
        _ => ChangePercent is double change ? string.Create(CultureInfo.InvariantCulture, $"{change:+0.0;-0.0;0.0} %") : "",
    };

    /// <summary>The 95 % interval in percent: "+3.1 .. +7.4 %"; empty if there is none.</summary>
    public string IntervalText => Low is double low ? ComparisonText.Range(low, High) : "";

    /// <summary>One line.</summary>
    public override string ToString() => $"{(Cell.Length > 0 ? $"{Cell}: " : "")}{Candidate} against {Baseline}, {Metric}: {Verdict}{(ChangeText.Length > 1 ? $" {ChangeText}" : "")}";
}
