using OxyPlot.Axes;

namespace UdpLab;

/// <summary>Parts of a whole as stacked bars: one row per X, one colour per series.</summary>
internal static class SvgStack
{
    private const double Row = 24, Axes = 60;
    private const int MostLabel = 22;

    /// <summary>The chart as an svg element.</summary>
    /// <param name="chart">Its series are the parts; their medians are stacked. None is negative.</param>
    /// <param name="options">Null for the usual size.</param>
    public static string Draw(Chart chart, SvgOptions? options = null)
    {
        int width = (options ?? new()).Width;
        double[] totals = [.. Enumerable.Range(0, chart.Xs.Count).Select(x => chart.Series.Sum(s => s.Points[x]?.Middle.Median ?? 0))];
        ChartScale scale = ChartScale.Of(totals, true, Math.Clamp(width / 90, 3, 8));
        double room = 0.16 * (scale.High - scale.Low);
        SvgPlot plot = new(
            new SvgAxis(AxisPosition.Left, -0.5, chart.Xs.Count - 0.5, TextColumns.Fit(chart.Xs, MostLabel, "…").Select((x, i) => ((double)i, x))) { StartPosition = 1, EndPosition = 0 }.Named(chart.XName),
            new SvgAxis(AxisPosition.Bottom, scale.Low, scale.High + room, scale.Marks.Select(mark => (mark, ChartText.Short(mark)))).Named(ChartText.AxisTitle(chart)).WithGrid());
        for (int x = 0; x < totals.Length; x++)
        {
            double from = 0;
            for (int s = 0; s < chart.Series.Count; s++)
            {
                if (chart.Series[s].Points[x]?.Middle.Median is not { } part || part <= 0)
                {
                    continue;
                }

                plot.Area(from, x - 0.35, from + part, x + 0.35, SvgInk.Hatch(s), FormattableString.Invariant($"{chart.XName} {chart.Xs[x]}, {chart.Series[s].Name}: {ChartText.WithUnit(part, chart.Unit)} of {ChartText.Full(totals[x])} ({100 * part / totals[x]:0.##} %)"));
                from += part;
            }

            plot.Label(totals[x], x, ChartText.Short(totals[x]), OxyPlot.HorizontalAlignment.Left, OxyPlot.VerticalAlignment.Middle, 6);
        }

        double height = Axes + Math.Max(SvgPlot.Measure(SvgPlot.Plain(chart.XName)), Row * totals.Length) + plot.Legend(chart.SeriesName ?? "", chart.Series.Select((s, i) => (s.Name, SvgInk.Hatch(i))), width);
        return SvgChart.Element(chart.Title, string.Join(". ", chart.Notes.Prepend(FormattableString.Invariant($"Stacked bars of {chart.Series.Count} parts at {totals.Length} values of {chart.XName}, with totals from {ChartText.Full(totals.Min())} to {ChartText.WithUnit(totals.Max(), chart.Unit)}"))), width, height, plot.Draw(width, height));
    }
}
