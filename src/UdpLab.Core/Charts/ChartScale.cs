namespace UdpLab;

/// <summary>An axis with round numbers.</summary>
internal sealed record ChartScale
{
    private static readonly double[] _steps = [1, 2, 2.5, 5, 10];

    private ChartScale(double low, double high, double step) => (Low, High, Step) = (low, high, step);

    public double Low { get; }

    public double High { get; }

    /// <summary>The distance between marks.</summary>
    public double Step { get; }

    /// <summary>The marks in ascending order.</summary>
    public IReadOnlyList<double> Marks => [.. Enumerable.Range(0, (int)Math.Round((High - Low) / Step) + 1).Select(i => Math.Round((Low + (i * Step)) / Step) * Step)];

    /// <summary>An axis that covers the values, with about the given number of marks.</summary>
    /// <param name="values">At least one.</param>
    /// <param name="fromZero">Include zero, which bars need to be honest.</param>
    /// <param name="marks">At least 2.</param>
    public static ChartScale Of(IEnumerable<double> values, bool fromZero, int marks)
    {
        double low = double.MaxValue, high = double.MinValue;
        foreach (double value in values)
        {
            (low, high) = (Math.Min(low, value), Math.Max(high, value));
        }

        (low, high) = fromZero ? (Math.Min(0, low), Math.Max(0, high)) : (low, high);
        if (high - low <= Math.Abs(high) * 1e-9)
        {
            double around = Math.Max(Math.Abs(high) * 0.1, 1e-6);
            (low, high) = fromZero && high == 0 ? (0, 1) : fromZero && low == 0 ? (0, high) : (low - around, high + around);
        }

        double rough = (high - low) / Math.Max(1, marks - 1), power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        double step = power * _steps.First(s => s * power >= rough * (1 - 1e-9));
        return new(Math.Floor((low / step) + 1e-9) * step, Math.Ceiling((high / step) - 1e-9) * step, step);
    }

    /// <summary>Position of a value: 0 at the low end, 1 at the high end.</summary>
    public double At(double value) => Math.Clamp((value - Low) / (High - Low), 0, 1);
}
