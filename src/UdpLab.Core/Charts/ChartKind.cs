namespace UdpLab;

/// <summary>How a chart shows its values.</summary>
public enum ChartKind : long
{
    /// <summary>Bars from zero to the median, with whiskers.</summary>
    Bar,

    /// <summary>Medians over the values of X, with whiskers.</summary>
    Line,

    /// <summary>A table of X and series, shaded by the median.</summary>
    HeatMap,

    /// <summary>Minimum, quartiles, median and maximum.</summary>
    Distribution,
}
