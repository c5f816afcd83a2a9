namespace UdpLab;

/// <summary>
/// All pairs of a baseline's and a candidate's values, each as a ratio (candidate / baseline) or, if there are negative values,
/// as a difference. 0 / 0 is 1, because both are equal, and anything else / 0 is infinite. Pairs are found in order without
/// being listed, so memory does not grow with the square of the number of values.
/// </summary>
internal sealed class ValuePairs
{
    private readonly double[] _baseline, _candidate;

    public ValuePairs(IEnumerable<double> baseline, IEnumerable<double> candidate)
    {
        _baseline = [.. baseline.Order()];
        _candidate = [.. candidate.Order()];
        AreRatios = _baseline is not [< 0, ..] && _candidate is not [< 0, ..];
    }

    /// <summary>Pairs are ratios.</summary>
    public bool AreRatios { get; }

    /// <summary>The pair of equal values.</summary>
    public double Equal => AreRatios ? 1 : 0;

    /// <summary>Number of pairs.</summary>
    public long Count => (long)_baseline.Length * _candidate.Length;

    /// <summary>
    /// Hodges and Lehmann's estimate: the median of the pairs; of two in the middle their geometric mean, so that swapping the
    /// sides inverts it.
    /// </summary>
    public double Median
    {
        get
        {
            double low = Smallest((Count + 1) / 2), high = Smallest((Count / 2) + 1);
            return low == high ? low : AreRatios ? Math.Sqrt(low) * Math.Sqrt(high) : low + ((high - low) / 2);
        }
    }

    /// <summary>Number of pairs below a value.</summary>
    public long Below(double value) => Number(double.BitDecrement(value));

    /// <summary>Number of pairs that are at most a value.</summary>
    public long Number(double value)
    {
        // Pairs grow with the candidate and shrink with the baseline, so one pass through both finds them all.
        long number = 0;
        int at = 0;
        foreach (double x in _baseline)
        {
            while (at < _candidate.Length && Pair(x, _candidate[at]) <= value)
            {
                at++;
            }

            number += at;
        }

        return number;
    }

    /// <summary>The k-th smallest pair, 1 for the smallest.</summary>
    public double Smallest(long k)
    {
        // Bisection over the bits of a double, which are ordered like the numbers: exact, and includes infinity.
        long low = Order(AreRatios ? 0 : double.MinValue), high = Order(double.PositiveInfinity);
        while (low < high)
        {
            long middle = low + (long)((ulong)(high - low) / 2);
            if (Number(Value(middle)) >= k)
            {
                high = middle;
            }
            else
            {
                low = middle + 1;
            }
        }

        return Value(low);
    }

    private double Pair(double x, double y) => !AreRatios ? y - x : x > 0 ? y / x : y > 0 ? double.PositiveInfinity : 1;

    private static long Order(double value)
    {
        long bits = BitConverter.DoubleToInt64Bits(value);
        return bits >= 0 ? bits : long.MinValue - bits;
    }

    private static double Value(long order) => BitConverter.Int64BitsToDouble(order >= 0 ? order : long.MinValue - order);
}
