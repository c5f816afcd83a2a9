using System.Collections.Concurrent;
using Perfolizer.Mathematics.SignificanceTesting.MannWhitney;

namespace UdpLab;

/// <summary>
/// The distribution of Mann and Whitney's U, the number of pairs in which the first sample has the smaller value, if both
/// samples come from the same distribution, whatever it is (H. B. Mann and D. R. Whitney, Ann. Math. Statist. 18, 1947).
/// Perfolizer implements it, and is loaded only when this class is first used.
/// </summary>
internal static class MannWhitney
{
    /// <summary>Accepted share of false verdicts: 1 minus the confidence of 95 %.</summary>
    public const double Level = 0.05;

    // Perfolizer's exact distribution ends at 65 values, where its Edgeworth expansion is accurate to 1e-5.
    private const int MostExact = 65;
    private static readonly ConcurrentDictionary<(int, int), long> _depths = [];

    /// <summary>
    /// One more than the number of smallest, and of largest, pairs outside the interval of 95 % confidence: the interval
    /// extends from the k-th smallest pair to the k-th largest. 0 if there are too few values for one.
    /// </summary>
    public static long Depth(int n, int m) => n == 0 || m == 0 ? 0 : _depths.GetOrAdd((n, m), static size => FindDepth(size.Item1, size.Item2));

    /// <summary>The fewest repeats per side that can decide.</summary>
    public static int FewestRepeats { get; } = Enumerable.Range(1, MostExact).First(n => Depth(n, n) > 0);

    /// <summary>The two-sided probability that U, or its counterpart, is at most this if there is no difference.</summary>
    public static double PValue(int n, int m, long u) => Math.Min(1, 2 * AtMost(n, m, u));

    /// <summary>P(U &lt;= u).</summary>
    private static double AtMost(int n, int m, long u)
    {
        // Perfolizer's Cdf(u) is P(U < u).
        int below = (int)Math.Min(u + 1, (long)n * m);
        return u >= (long)n * m ? 1
            : n + m <= MostExact ? MannWhitneyLoefflerExactCdf.Instance.Cdf(n, m, below)
            : MannWhitneyEdgeworthApproxCdf.Instance.Cdf(n, m, below);
    }

    private static long FindDepth(int n, int m)
    {
        // The largest k with P(U <= k - 1) <= 2.5 %.
        long low = 0, high = (long)n * m / 2;
        while (low < high)
        {
            long middle = (low + high + 1) / 2;
            if (AtMost(n, m, middle - 1) <= Level / 2)
            {
                low = middle;
            }
            else
            {
                high = middle - 1;
            }
        }

        return low;
    }
}
