namespace UdpLab;

/// <summary>A chart as values: the input for terminal, SVG and HTML.</summary>
internal sealed record Chart
{
    private const double Far = 3;

    public required ChartKind Kind { get; init; }

    /// <summary>The title: Y by X and series.</summary>
    public required string Title { get; init; }

    /// <summary>The name of X; "Run" if nothing varies.</summary>
    public required string XName { get; init; }

    /// <summary>The name of the series; null for only one.</summary>
    public string? SeriesName { get; init; }

    public required string YName { get; init; }

    /// <summary>The unit of Y; empty for a plain number.</summary>
    public string Unit { get; init; } = "";

    /// <summary>The values of X as text, in order.</summary>
    public required IReadOnlyList<string> Xs { get; init; }

    public required IReadOnlyList<ChartSeries> Series { get; init; }

    /// <summary>Remarks: what was omitted, what was pooled, what the whiskers are.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Values of Y to compare with.</summary>
    public IReadOnlyList<ChartReference> References { get; init; } = [];

    /// <summary>The references that share the axis with the points without making them small.</summary>
    public IReadOnlyList<ChartReference> NearReferences => [.. References.Where(reference => Math.Abs(reference.Value) <= Far * Points.Max(point => Math.Max(Math.Abs(point.Middle.Low), Math.Abs(point.Middle.High))))];

    /// <summary>Notes, and the references that no line is drawn for.</summary>
    public IReadOnlyList<string> Remarks =>
        [.. Notes, .. References.Except(Kind is ChartKind.HeatMap ? [] : NearReferences).Select(reference => $"{reference.Name}: {ChartText.WithUnit(reference.Value, Unit)}{(Kind is ChartKind.HeatMap ? "" : ", beyond the axis")}")];

    /// <summary>All points.</summary>
    public IEnumerable<ChartPoint> Points => Series.SelectMany(series => series.Points).OfType<ChartPoint>();

    /// <summary>Each X as a number; null if one is not a number.</summary>
    public IReadOnlyList<double>? XNumbers
    {
        get
        {
            double?[] numbers = [.. Xs.Select(ChartText.Number)];
            return Array.TrueForAll(numbers, number => number is not null) ? [.. numbers.Select(number => number!.Value)] : null;
        }
    }
}

/// <summary>One line or colour of a chart.</summary>
/// <param name="Name">Its value; empty for the only one.</param>
/// <param name="Points">A point for each X; null if there is no value.</param>
internal sealed record ChartSeries(string Name, IReadOnlyList<ChartPoint?> Points);

/// <summary>The values at one X of one series.</summary>
/// <param name="Values">At least one.</param>
internal sealed record ChartPoint(IReadOnlyList<double> Values)
{
    /// <summary>The median with its whiskers.</summary>
    public MedianInterval Middle { get; } = MedianInterval.Of(Values);

    /// <summary>A single value, which has no whiskers.</summary>
    public bool IsSingle => Values.Count == 1;

    /// <summary>The value below which this share of the values lies, interpolated: the smallest at 0, the largest at 1.</summary>
    public double Quantile(double share)
    {
        double[] sorted = [.. Values.Order()];
        double at = share * (sorted.Length - 1);
        int below = (int)at;
        return below + 1 < sorted.Length ? sorted[below] + ((at - below) * (sorted[below + 1] - sorted[below])) : sorted[below];
    }
}
