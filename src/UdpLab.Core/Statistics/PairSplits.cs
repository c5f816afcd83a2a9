namespace UdpLab;

/// <summary>
/// Comparisons of pairs of identical runs: each pair is split both ways, as blocks of a sweep might have been, and each set of
/// splits is compared.
/// </summary>
internal static class PairSplits
{
    private const int MostSplits = 1_000;
    private const double Power = 0.9;

    /// <summary>Studies an even number of values, in the order of their runs.</summary>
    /// <returns>The share of comparisons that claim a difference, and the difference (as a share) that nine of ten would find; null if none is found.</returns>
    public static (int Splits, int False, double? Detectable) Study(IReadOnlyList<double> values, double margin)
    {
        int pairs = values.Count / 2;
        bool all = pairs <= 10;
        int splits = all ? 1 << (pairs - 1) : MostSplits, wrong = 0;
        Random random = new(1);
        List<double> found = [];
        for (int split = 0; split < splits; split++)
        {
            SampleComparison comparison = Compare(values, pairs, all ? i => (split >> i) & 1 : _ => random.Next(2), margin);
            wrong += comparison.Outcome is SampleOutcome.Higher or SampleOutcome.Lower ? 1 : 0;

            // A candidate that is larger by a factor shifts the whole interval: it is found if the lower end exceeds 1.
            found.Add(comparison is { AreRatios: true, Low: > 0 and double low } && double.IsFinite(low) ? Math.Max(1 / low, comparison.High!.Value) - 1 : double.PositiveInfinity);
        }

        double detectable = found.Order().ElementAt((int)Math.Ceiling(Power * splits) - 1);
        return (splits, wrong, double.IsFinite(detectable) ? detectable : null);
    }

    private static SampleComparison Compare(IReadOnlyList<double> values, int pairs, Func<int, int> swap, double margin)
    {
        double[] first = new double[pairs], second = new double[pairs];
        for (int i = 0; i < pairs; i++)
        {
            int at = swap(i);
            first[i] = values[(2 * i) + at];
            second[i] = values[(2 * i) + 1 - at];
        }

        return SampleComparison.Of(first, second, margin);
    }
}
