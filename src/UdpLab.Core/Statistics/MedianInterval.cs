namespace UdpLab;

/// <summary>A median and its uncertainty: the exact 95 % interval of the median by order statistics, which needs 6 values.</summary>
/// <param name="Median">The median of the values.</param>
/// <param name="Low">The interval's lower end or, with fewer than 6 values, the minimum.</param>
/// <param name="High">The interval's upper end or, with fewer than 6 values, the maximum.</param>
/// <param name="IsInterval">Whether they are the 95 % interval rather than the range.</param>
internal readonly record struct MedianInterval(double Median, double Low, double High, bool IsInterval)
{
    private const double Level = 0.05;

    /// <summary>Calculates it; at least one value is required.</summary>
    public static MedianInterval Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        int cut = Cut(sorted.Length);
        return new(SampleComparison.Median(sorted), sorted[Math.Max(0, cut - 1)], sorted[sorted.Length - Math.Max(1, cut)], cut > 0);
    }

    /// <summary>
    /// The rank, from either end, of the value that bounds the median: the largest k such that fewer than k of n values lie on
    /// one side of it with a probability of at most 2.5 %, as with coins; 0 if even the outermost values do not.
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
