namespace UdpLab;

/// <summary>
/// Compares two samples without assuming a distribution: the median of the pairwise ratios (Hodges and Lehmann, Ann. Math.
/// Statist. 34, 1963) and the interval that contains the ratio with 95 % confidence, which is exact because it inverts Mann and
/// Whitney's test. Samples with negative values are compared by their differences.
/// </summary>
internal sealed record SampleComparison
{
    /// <summary>A larger number of repeats is not worth stating.</summary>
    public const int MostNeeded = 10_000;

    // For a chance of 90 % to decide: 1 + z(0.90) / z(0.975).
    private const double Power = 1 + (1.2815516 / 1.9599640);

    /// <summary>Low, High and Estimate are ratios, not differences.</summary>
    public bool AreRatios { get; private init; }

    /// <summary>The median of the pairs; infinite against 0, never NaN.</summary>
    public double Estimate { get; private init; }

    /// <summary>Lower end of the interval; null if there are too few values for one.</summary>
    public double? Low { get; private init; }

    /// <summary>Upper end of the interval, possibly infinite; null if there are too few values for one.</summary>
    public double? High { get; private init; }

    /// <summary>The probability of a difference at least as clear as this one by chance; at most 0.05 if the interval excludes equality. Ties count against a difference.</summary>
    public double PValue { get; private init; }

    /// <summary>What it shows.</summary>
    public SampleOutcome Outcome { get; private init; }

    /// <summary>
    /// Values per side that decide with a probability of 90 %, if spread and difference stay as they are; null if decided, or
    /// if no number would suffice.
    /// </summary>
    public int? Needed { get; private init; }

    /// <summary>Compares two samples, each with at least one value, all finite.</summary>
    /// <param name="baseline">Values of the baseline.</param>
    /// <param name="candidate">Values of the candidate.</param>
    /// <param name="margin">Differences up to this share do not matter: 0.05 for 5 %.</param>
    public static SampleComparison Of(IReadOnlyList<double> baseline, IReadOnlyList<double> candidate, double margin)
    {
        ValuePairs pairs = new(baseline, candidate);
        int n = baseline.Count, m = candidate.Count;
        long depth = MannWhitney.Depth(n, m);
        SampleComparison found = new()
        {
            AreRatios = pairs.AreRatios,
            Estimate = pairs.Median,
            PValue = MannWhitney.PValue(n, m, Math.Min(pairs.Number(pairs.Equal), pairs.Count - pairs.Below(pairs.Equal))),
        };
        if (depth == 0)
        {
            return found with { Outcome = SampleOutcome.TooFew, Needed = MannWhitney.FewestRepeats };
        }

        double low = pairs.Smallest(depth), high = pairs.Smallest(pairs.Count + 1 - depth);
        double room = pairs.AreRatios ? Math.Log(1 + margin) : margin * Math.Abs(Median(baseline));
        double lowest = pairs.AreRatios ? Math.Log(low) : low, highest = pairs.AreRatios ? Math.Log(high) : high;
        SampleOutcome outcome = low > pairs.Equal ? SampleOutcome.Higher
            : high < pairs.Equal ? SampleOutcome.Lower
            : lowest >= -room && highest <= room ? SampleOutcome.Same
            : SampleOutcome.Undecided;
        return found with
        {
            Low = low,
            High = high,
            Outcome = outcome,
            Needed = outcome == SampleOutcome.Undecided ? NeededOf(pairs, n, m, lowest, highest, room) : null,
        };
    }

    /// <summary>The median of values.</summary>
    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        double low = sorted[(sorted.Length - 1) / 2], high = sorted[sorted.Length / 2];
        return low == high ? low : low + ((high - low) / 2);
    }

    /// <summary>
    /// The interval shrinks with the square root of the number of values: until it excludes equality, or is within the margin,
    /// whichever comes first. An interval without an upper end has no width; then Noether's formula for the test itself (JASA
    /// 82, 1987) is used.
    /// </summary>
    private static int? NeededOf(ValuePairs pairs, int n, int m, double lowest, double highest, double room)
    {
        double wanted, values = 2.0 * n * m / (n + m);
        if (double.IsFinite(lowest) && double.IsFinite(highest))
        {
            double half = (highest - lowest) / 2, middle = Math.Abs(lowest + highest) / 2;
            double width = Math.Max(middle, room - middle);
            wanted = width > 0 ? values * Math.Pow(Power * half / width, 2) : double.PositiveInfinity;
        }
        else
        {
            double share = (pairs.Below(pairs.Equal) + pairs.Number(pairs.Equal)) / (2.0 * pairs.Count);
            wanted = Math.Pow((1.9599640 + 1.2815516) / (share - 0.5), 2) / 6;
        }

        return wanted <= MostNeeded ? (int)Math.Max(Math.Ceiling(wanted), Math.Max(MannWhitney.FewestRepeats, Math.Min(n, m) + 1)) : null;
    }
}
