using OxyPlot.Axes;

namespace UdpLab;

/// <summary>A table of X and series: each cell is the median, and shaded by it.</summary>
internal static class SvgHeatMap
{
    private const double Row = 24, Axes = 60;
    private const int MostLabel = 18;

    public static (SvgPlot Plot, double Height) Plot(Chart chart, int width)
    {
        double least = chart.Points.Min(p => p.Middle.Median), most = chart.Points.Max(p => p.Middle.Median);
        double left = Math.Min(MostLabel * 7, chart.Series.Max(s => SvgPlot.Measure(s.Name))) + 30, cell = (width - left) / chart.Xs.Count;
        SvgAxis rows = new SvgAxis(AxisPosition.Left, -0.5, chart.Series.Count - 0.5, TextColumns.Fit([.. chart.Series.Select(s => s.Name)], MostLabel, "…").Select((name, i) => ((double)i, name))) { StartPosition = 1, EndPosition = 0 }.Named(chart.SeriesName ?? "");
        SvgPlot plot = new(new SvgAxis(AxisPosition.Bottom, -0.5, chart.Xs.Count - 0.5, TextColumns.Fit([.. chart.Xs.Select(x => ChartText.Number(x) is { } number ? ChartText.Short(number) : x)], MostLabel, "…").Select((x, i) => ((double)i, x)), width - left).Named(chart.XName), rows);
        bool hasValues = cell >= chart.Points.Max(p => SvgPlot.Measure(ChartText.Short(p.Middle.Median)));
        for (int s = 0; s < chart.Series.Count; s++)
        {
            for (int x = 0; x < chart.Xs.Count; x++)
            {
                if (chart.Series[s].Points[x] is { } point)
                {
                    double share = most > least ? (point.Middle.Median - least) / (most - least) : 1;
                    plot.Area(x - 0.5, s - 0.5, x + 0.5, s + 0.5, SvgInk.Shade(share), ChartText.Describe(chart, s, x), hasValues ? ChartText.Short(point.Middle.Median) : "", SvgInk.OnShade(share));
                }
            }
        }

        double[] shares = most > least ? [0, 1 / 3.0, 2 / 3.0, 1] : [1];
        double legend = plot.Legend(ChartText.AxisTitle(chart), shares.Select(share => (ChartText.Short(least + (share * (most - least))), SvgInk.Shade(share))), width);
        return (plot, Math.Max(SvgPlot.Measure(SvgPlot.Plain(chart.SeriesName ?? "")), Row * chart.Series.Count) + Axes + legend);
    }
}
