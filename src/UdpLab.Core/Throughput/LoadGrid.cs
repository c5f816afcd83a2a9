namespace UdpLab;

/// <summary>
/// The loads of a search: points from the minimum to the maximum, each larger than the previous one by the same factor, so that
/// steps and halves of intervals are whole numbers and goals meet at the same loads.
/// </summary>
internal sealed class LoadGrid
{
    // Finer points make the widths of several goals more exact, but goals then share fewer trials.
    private const int MostUnits = 32;
    private const double Exactness = 0.95;

    private readonly double _unit;

    public LoadGrid(double minimum, double maximum, IEnumerable<double> widths)
    {
        (Minimum, Maximum) = (minimum, maximum);
        double[] logs = [.. widths.Select(Logarithm)];
        double range = Math.Log(maximum / minimum), narrowest = logs.Min();
        int units = 1;
        while (units < MostUnits && logs.Any(log => Math.Floor((log / narrowest * units) + 1e-9) < Exactness * log / narrowest * units))
        {
            units++;
        }

        Last = Math.Max(1, (int)Math.Ceiling((range / narrowest * units) - 1e-9));
        _unit = range / Last;
    }

    /// <summary>The load of point 0.</summary>
    public double Minimum { get; }

    /// <summary>The load of the last point.</summary>
    public double Maximum { get; }

    /// <summary>The last point.</summary>
    public int Last { get; }

    /// <summary>The load of a point, in packets per second.</summary>
    public double Load(int point) => point == Last ? Maximum : Minimum * Math.Exp(point * _unit);

    /// <summary>The highest point that is not above a load.</summary>
    public int Below(double load) => Clamp(Math.Floor(Position(load) + 1e-9));

    /// <summary>The point nearest to a load.</summary>
    public int Nearest(double load) => Clamp(Math.Round(Position(load)));

    /// <summary>The number of points within a width, at least 1.</summary>
    public int Units(double width) => Math.Max(1, (int)Math.Floor((Logarithm(width) / _unit) + 1e-9));

    /// <summary>
    /// A point within an interval such that one part is a power of two times a width: halving then ends at the width, not just
    /// below it. Of two equally good points the lower one, because high loads cost more trials.
    /// </summary>
    public static int Middle(int low, int high, int width)
    {
        int gap = high - low;
        if (gap < 2 * width)
        {
            return low + (gap / 2);
        }

        int part = width;
        while (4 * part <= gap)
        {
            part *= 2;
        }

        int other = gap - (2 * part);
        return low + (part * (gap - part) >= other * (gap - other) ? part : other);
    }

    private static double Logarithm(double width) => -Math.Log(1 - width);

    private double Position(double load) => load > Minimum ? Math.Log(load / Minimum) / _unit : 0;

    private int Clamp(double point) => (int)Math.Clamp(point, 0, Last);
}
