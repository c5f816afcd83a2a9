using OxyPlot;
using OxyPlot.Axes;

namespace UdpLab;

/// <summary>
/// Bars from zero to the median with whiskers, a group of series at each X. They are vertical if their labels have room, otherwise horizontal, one row per bar.
/// A single value is a point on a stem. Distributions are boxes over the quartiles, whose whiskers are the smallest and largest value.
/// </summary>
internal sealed class SvgBars
{
    private const double Group = 0.8, Row = 15, RowGap = 8, Height = 250, Axes = 60, ValueRoom = 0.16;
    private const int MostLabel = 22, MostValues = 200;
    private readonly Chart _chart;
    private readonly bool _isBox;
    private readonly bool _stands;
    private readonly bool _hasValues;
    private readonly SvgPlot _plot;

    private SvgBars(Chart chart, int width)
    {
        (_chart, _isBox) = (chart, chart.Kind == ChartKind.Distribution);
        double slot = (width - Axes) / chart.Xs.Count;
        _stands = slot >= chart.Xs.Max(SvgPlot.Measure) + 6 && slot * Group / chart.Series.Count >= 8;
        _hasValues = chart.Points.Count() <= MostValues && (!_stands || slot * Group / chart.Series.Count >= chart.Points.Max(p => SvgPlot.Measure(ChartText.Short(p.Middle.Median))));
        ChartScale scale = ChartScale.Of([.. chart.Points.SelectMany(p => new[] { Low(p), High(p) }), .. chart.NearReferences.Select(r => r.Value)], !_isBox, _stands ? 6 : Math.Clamp(width / 90, 3, 8));
        double room = _hasValues && !_stands ? ValueRoom * (scale.High - scale.Low) : _hasValues ? 0.06 * (scale.High - scale.Low) : 0;
        double low = scale.Low < 0 ? scale.Low - room : scale.Low, high = scale.High > 0 ? scale.High + room : scale.High;
        SvgAxis values = new SvgAxis(_stands ? AxisPosition.Left : AxisPosition.Bottom, low, high, scale.Marks.Select(mark => (mark, ChartText.Short(mark)))).WithGrid().Named(ChartText.AxisTitle(chart));
        SvgAxis across = new SvgAxis(_stands ? AxisPosition.Bottom : AxisPosition.Left, -0.5, chart.Xs.Count - 0.5, TextColumns.Fit(chart.Xs, MostLabel, "…").Select((x, i) => ((double)i, x))).Named(chart.XName);
        if (!_stands)
        {
            (across.StartPosition, across.EndPosition) = (1, 0);
        }

        _plot = new SvgPlot(across, values);
    }

    public static (SvgPlot Plot, double Height) Plot(Chart chart, int width)
    {
        SvgBars bars = new(chart, width);
        bars.Draw();
        double legend = bars._plot.Legend(chart, width, areLines: false);
        return (bars._plot, legend + (bars._stands ? Height : Axes + Math.Max(SvgPlot.Measure(SvgPlot.Plain(chart.XName)), chart.Xs.Count * ((Row * chart.Series.Count) + RowGap))));
    }

    private void Draw()
    {
        double wide = Group / _chart.Series.Count;
        for (int s = 0; s < _chart.Series.Count; s++)
        {
            List<(double, double)> whiskers = [];
            for (int x = 0; x < _chart.Xs.Count; x++)
            {
                if (_chart.Series[s].Points[x] is not { } point)
                {
                    continue;
                }

                double from = x - (Group / 2) + (s * wide), middle = from + (wide / 2);
                (double median, double low, double high) = (point.Middle.Median, Low(point), High(point));
                string title = ChartText.Describe(_chart, s, x);
                if (point.IsSingle)
                {
                    if (!_isBox)
                    {
                        _plot.Line([At(middle, 0), At(middle, median)], SvgInk.Series(s), LineStyle.Dot);
                    }

                    (double px, double py) = At(middle, median);
                    _plot.Point(px, py, s, title);
                }
                else
                {
                    ((double x0, double y0), (double x1, double y1)) = (At(from + (wide * 0.06), _isBox ? point.Quantile(0.25) : 0), At(from + (wide * 0.94), _isBox ? point.Quantile(0.75) : median));
                    _plot.Area(x0, y0, x1, y1, SvgInk.Hatch(s), title);
                    whiskers.AddRange(Whisker(middle, low, high, wide * 0.2));
                    if (_isBox)
                    {
                        _plot.Line([At(from + (wide * 0.06), median), At(from + (wide * 0.94), median)], SvgInk.Text, thickness: 2.5);
                    }
                }

                Value(middle, median, Math.Max(high, median), Math.Min(low, median));
            }

            _plot.Line(whiskers, SvgInk.Text);
        }

        foreach (ChartReference reference in _chart.NearReferences)
        {
            _plot.Reference(reference, _chart.Unit, _stands);
        }
    }

    private double Low(ChartPoint point) => _isBox ? point.Quantile(0) : point.Middle.Low;

    private double High(ChartPoint point) => _isBox ? point.Quantile(1) : point.Middle.High;

    private (double X, double Y) At(double across, double value) => _stands ? (across, value) : (value, across);

    private IEnumerable<(double, double)> Whisker(double middle, double low, double high, double half) =>
    [
        At(middle - half, low), At(middle + half, low), (double.NaN, double.NaN), At(middle, low), At(middle, high), (double.NaN, double.NaN), At(middle - half, high), At(middle + half, high), (double.NaN, double.NaN),
    ];

    private void Value(double middle, double median, double high, double low)
    {
        if (!_hasValues)
        {
            return;
        }

        bool isUp = median >= 0;
        (double x, double y) = At(middle, isUp ? high : low);
        _plot.Label(x, y, ChartText.Short(median), _stands ? HorizontalAlignment.Center : isUp ? HorizontalAlignment.Left : HorizontalAlignment.Right, !_stands ? VerticalAlignment.Middle : isUp ? VerticalAlignment.Bottom : VerticalAlignment.Top, _stands ? 0 : isUp ? 6 : -6, !_stands ? 0 : isUp ? -3 : 3);
    }
}
