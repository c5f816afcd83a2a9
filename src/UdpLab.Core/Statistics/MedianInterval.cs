namespace UdpLab;

/// <summary>A median and how far it may be off: the exact 95 % interval of the median by order statistics, which needs 6 values.</summary>
/// <param name="Median">Of the values.</param>
/// <param name="Low">The interval's beginning or, of fewer than 6 values, the smallest.</param>
/// <param name="High">The interval's end or, of fewer than 6 values, the largest.</param>
/// <param name="IsInterval">Both are the 95 % interval, not the range.</param>
internal readonly record struct MedianInterval(double Median, double Low, double High, bool IsInterval)
{
    private const double Level = 0.05;

    /// <summary>Of at least one value.</summary>
    public static MedianInterval Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        int cut = Cut(sorted.Length);
        return new(SampleComparison.Median(sorted), sorted[Math.Max(0, cut - 1)], sorted[sorted.Length - Math.Max(1, cut)], cut > 0);
    }

    /// <summary>
    /// The rank of the value from either end that bounds the median: fewer than so many of n values lie on one side of it with a
    /// probability of at most 2.5 %, as of coins; 0 if even the outermost do not.
    /// </summary>
    private static int Cut(int n)
    {
        double tail = 0, term = Math.Pow(0.5, n);
        for (int k = 0; k < n; k++)
        {
            tail += term;
            if (2 * tail > Level)
            {
                return k;
            }

            term *= (double)(n - k) / (k + 1);
        }

        return 0;
    }
}
