namespace UdpLab;

/// <summary>
/// A trend over the order of runs: Kendall's rank test (M. G. Kendall, Biometrika 30, 1938; H. B. Mann, Econometrica 13, 1945),
/// summed over groups, so that a difference between groups is not a trend. Each group is in its order.
/// </summary>
internal readonly record struct Trend
{
    private Trend(double z, double slope)
    {
        PValue = SamplingNoise.Normal(z);
        Slope = slope;
    }

    /// <summary>The two-sided probability of such a trend if there is no drift.</summary>
    public double PValue { get; }

    /// <summary>Above 0 if values rise, below 0 if they fall.</summary>
    public double Slope { get; }

    /// <summary>The trend of one or more groups.</summary>
    public static Trend Of(params ReadOnlySpan<IReadOnlyList<double>> groups)
    {
        double sum = 0, variance = 0;
        foreach (IReadOnlyList<double> group in groups)
        {
            (double s, double v) = Score(group);
            sum += s;
            variance += v;
        }

        // One less as a continuity correction, because scores move in steps of 2.
        double z = variance > 0 ? Math.Max(0, Math.Abs(sum) - 1) / Math.Sqrt(variance) : 0;
        return new Trend(z, sum);
    }

    private static (double Score, double Variance) Score(IReadOnlyList<double> values)
    {
        // Enough to detect a trend, and fast.
        const int most = 500;
        IReadOnlyList<double> some = values.Count <= most ? values : [.. Enumerable.Range(0, most).Select(i => values[(int)((long)i * values.Count / most)])];
        double score = 0;
        for (int i = 0; i < some.Count; i++)
        {
            for (int j = i + 1; j < some.Count; j++)
            {
                score += some[j].CompareTo(some[i]);
            }
        }

        static double Part(double t) => t * (t - 1) * ((2 * t) + 5) / 18;
        return (score, Part(some.Count) - some.GroupBy(v => v).Sum(g => Part(g.Count())));
    }
}
