using OxyPlot;
using OxyPlot.Annotations;
using OxyPlot.Axes;
using OxyPlot.Legends;
using OxyPlot.Series;

namespace UdpLab;

/// <summary>A plot that OxyPlot lays out: axes, legend, and marks with a title each.</summary>
internal sealed class SvgPlot
{
    /// <summary>The height of text.</summary>
    public const double FontSize = 12;

    private const double Small = 11, PointSize = 4, LineSymbol = 30, AreaSymbol = 14;
    private const int MostName = 30;
    private static readonly LineStyle[] _dashes = [LineStyle.Solid, LineStyle.Dash, LineStyle.Dot, LineStyle.DashDot, LineStyle.LongDash, LineStyle.LongDashDot, LineStyle.DashDashDot, LineStyle.DashDotDot];
    private static readonly MarkerType[] _marks = [MarkerType.Circle, MarkerType.Triangle, MarkerType.Square, MarkerType.Diamond];
    private readonly PlotModel _model = new() { DefaultFont = "Arial", DefaultFontSize = FontSize, PlotAreaBorderThickness = new OxyThickness(0), Padding = new OxyThickness(2, 6, 10, 2), TextColor = SvgInk.Text };

    /// <summary>Creates a plot.</summary>
    /// <param name="axes">Of X and Y.</param>
    public SvgPlot(params SvgAxis[] axes)
    {
        foreach (SvgAxis axis in axes)
        {
            _model.Axes.Add(axis);
        }
    }

    /// <summary>About how wide a text is.</summary>
    public static double Measure(string text) => SvgText.Width(text, FontSize);

    /// <summary>Draws the plot as the content of an SVG element.</summary>
    public string Draw(double width, double height)
    {
        SvgCanvas canvas = new(SvgText.IdToCome);
        IPlotModel model = _model;
        model.Update(true);
        model.Render(canvas, new OxyRect(0, 0, width, height));
        return _model.GetLastPlotException() is { } failed ? throw new InvalidOperationException("OxyPlot cannot draw this chart.", failed) : canvas.ToString();
    }

    /// <summary>An area, under lines and points.</summary>
    public void Area(double x0, double y0, double x1, double y1, OxyColor fill, string title, string text = "", OxyColor? textColour = null) => _model.Annotations.Add(new RectangleAnnotation
    {
        MinimumX = Math.Min(x0, x1),
        MaximumX = Math.Max(x0, x1),
        MinimumY = Math.Min(y0, y1),
        MaximumY = Math.Max(y0, y1),
        Fill = fill,
        Stroke = SvgInk.Back,
        StrokeThickness = 0,
        Layer = AnnotationLayer.BelowSeries,
        ToolTip = title,
        Text = text,
        TextColor = textColour ?? SvgInk.Text,
        FontSize = Small,
        ClipByXAxis = false,
        ClipByYAxis = false,
    });

    /// <summary>A point in the mark of its series.</summary>
    public void Point(double x, double y, int series, string title, double size = PointSize)
    {
        bool isHollow = IsHollow(series);
        _model.Annotations.Add(new PointAnnotation
        {
            X = x,
            Y = y,
            Shape = _marks[series % _marks.Length],
            Size = size,
            Fill = isHollow ? SvgInk.Back : SvgInk.Series(series),
            Stroke = SvgInk.Series(series),
            StrokeThickness = isHollow ? 1.5 : 0,
            ToolTip = title,
            ClipByXAxis = false,
            ClipByYAxis = false,
        });
    }

    /// <summary>Lines through points; one that is not a number ends a line.</summary>
    public void Line(IEnumerable<(double X, double Y)> points, OxyColor colour, LineStyle style = LineStyle.Solid, double thickness = 1.5)
    {
        LineSeries line = new() { Color = colour, LineStyle = style, StrokeThickness = thickness, RenderInLegend = false };
        line.Points.AddRange(points.Select(point => new DataPoint(point.X, point.Y)));
        _model.Series.Add(line);
    }

    /// <summary>The dashes of a series' line.</summary>
    public static LineStyle DashOf(int series) => _dashes[series % _dashes.Length];

    /// <summary>A short text at a place.</summary>
    public void Label(double x, double y, string text, HorizontalAlignment across, VerticalAlignment along, double dx = 0, double dy = 0) => _model.Annotations.Add(new TextAnnotation
    {
        TextPosition = new DataPoint(x, y),
        Offset = new ScreenVector(dx, dy),
        Text = text,
        TextColor = SvgInk.Text,
        TextHorizontalAlignment = across,
        TextVerticalAlignment = along,
        FontSize = Small,
        StrokeThickness = 0,
        Stroke = OxyColors.Undefined,
        Background = OxyColors.Undefined,
        Padding = new OxyThickness(0),
        ClipByXAxis = false,
        ClipByYAxis = false,
    });

    /// <summary>A line across the plot; the legend has its label.</summary>
    public void Reference(ChartReference reference, string unit, bool isHorizontal) => _model.Annotations.Add(new LineAnnotation
    {
        Type = isHorizontal ? LineAnnotationType.Horizontal : LineAnnotationType.Vertical,
        X = reference.Value,
        Y = reference.Value,
        Color = SvgInk.Reference,
        LineStyle = LineStyle.LongDash,
        StrokeThickness = 1.5,
        ToolTip = $"{reference.Name}: {ChartText.WithUnit(reference.Value, unit)}",
        ClipByXAxis = false,
        ClipByYAxis = false,
    });

    /// <summary>Draws the legend above the plot: each series, and each line across it.</summary>
    /// <param name="chart">The chart.</param>
    /// <param name="width">Of the plot.</param>
    /// <param name="areLines">The series are lines, not areas.</param>
    /// <returns>The height it takes.</returns>
    public double Legend(Chart chart, int width, bool areLines)
    {
        List<Series> entries = [.. chart.SeriesName is null ? [] : TextColumns.Fit([.. chart.Series.Select(series => series.Name)], MostName, "…").Select<string, Series>((name, s) => areLines ? LineEntry(name, s) : AreaEntry(name, SvgInk.Hatch(s)))];
        foreach (ChartReference reference in chart.NearReferences)
        {
            entries.Add(new LineSeries { Title = Plain($"{reference.Name} {ChartText.Short(reference.Value)}"), Color = SvgInk.Reference, LineStyle = LineStyle.LongDash, StrokeThickness = 1.5 });
        }

        return Legend(chart.SeriesName ?? "", entries, width, areLines || chart.NearReferences.Count > 0 ? LineSymbol : AreaSymbol);
    }

    /// <summary>A legend of areas.</summary>
    public double Legend(string title, IEnumerable<(string Name, OxyColor Fill)> areas, int width) => Legend(title, [.. areas.Select(area => AreaEntry(area.Name, area.Fill))], width, AreaSymbol);

    private double Legend(string title, IReadOnlyList<Series> entries, int width, double symbol)
    {
        if (entries.Count == 0)
        {
            return 0;
        }

        Legend legend = new()
        {
            LegendPlacement = LegendPlacement.Outside,
            LegendPosition = LegendPosition.TopLeft,
            LegendOrientation = LegendOrientation.Horizontal,
            LegendTitle = title.Length == 0 ? null : Plain(title),
            LegendTitleFontWeight = 400,
            LegendBorderThickness = 0,
            LegendPadding = 0,
            LegendMargin = 8,
            LegendItemSpacing = 14,
            LegendSymbolLength = symbol,
            LegendTextColor = SvgInk.Text,
            LegendTitleColor = SvgInk.Quiet,
            AllowUseFullExtent = true,
        };
        _model.Legends.Add(legend);
        int lines = title.Length == 0 ? 1 : 2;
        double x = 0;
        foreach (Series entry in entries)
        {
            _model.Series.Add(entry);
            double wide = symbol + legend.LegendSymbolMargin + Measure(entry.Title) + legend.LegendItemSpacing;
            (lines, x) = x > 0 && x + wide > width - 12 ? (lines + 1, wide) : (lines, x + wide);
        }

        return (lines * FontSize * SvgCanvas.LineHeight) + legend.LegendMargin;
    }

    private static LineSeries LineEntry(string name, int s) => new()
    {
        Title = Plain(name),
        Color = SvgInk.Series(s),
        LineStyle = DashOf(s),
        StrokeThickness = 1.5,
        MarkerType = _marks[s % _marks.Length],
        MarkerSize = PointSize,
        MarkerFill = IsHollow(s) ? SvgInk.Back : SvgInk.Series(s),
        MarkerStroke = SvgInk.Series(s),
        MarkerStrokeThickness = IsHollow(s) ? 1.5 : 0,
    };

    private static RectangleBarSeries AreaEntry(string name, OxyColor fill) => new() { Title = Plain(name), FillColor = fill, StrokeThickness = 0 };

    private static bool IsHollow(int series) => series / _marks.Length % 2 == 1;

    /// <summary>A name as a text of OxyPlot, which reads _{} and ^{} as indices.</summary>
    public static string Plain(string text) => TextColumns.Fit(text, MostName, "…").Replace("_{", "_\u2060{", StringComparison.Ordinal).Replace("^{", "^\u2060{", StringComparison.Ordinal);
}
