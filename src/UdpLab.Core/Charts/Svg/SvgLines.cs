using OxyPlot.Axes;

namespace UdpLab;

/// <summary>Medians over X, joined, with whiskers; each series has its own mark and dash.</summary>
internal static class SvgLines
{
    private const double Height = 260, Axes = 60, Margin = 0.02;
    private const double Character = 8;
    private const int Fewest = 6, MostLabel = 22, MostMarks = 12, Many = 60;

    public static (SvgPlot Plot, double Height) Plot(Chart chart, int width)
    {
        double[] xs = chart.XNumbers is { } numbers ? [.. numbers] : [.. Enumerable.Range(0, chart.Xs.Count).Select(i => (double)i)];
        double least = xs.Min(), span = xs.Max() - least, aside = chart.XNumbers is null ? 0.5 : span == 0 ? 1 : span * Margin;
        ChartScale y = ChartScale.Of([.. chart.Points.SelectMany(p => new[] { p.Middle.Low, p.Middle.High }), .. chart.NearReferences.Select(r => r.Value)], true, 6);
        IEnumerable<(double At, string Text)> marks = chart.XNumbers is null
            ? TextColumns.Fit(chart.Xs, Math.Clamp((int)((width - Axes) / xs.Length / Character), Fewest, MostLabel), "…").Select((x, i) => ((double)i, x))
            : (xs.Length > MostMarks && span > 0 ? ChartScale.Of(xs, false, 8).Marks.Where(mark => mark >= least && mark <= least + span) : xs.Distinct().Order()).Select(at => (at, ChartText.Short(at)));
        SvgPlot plot = new(
            new SvgAxis(AxisPosition.Bottom, least - aside, least + span + aside, marks, width - Axes).Named(chart.XName),
            new SvgAxis(AxisPosition.Left, y.Low, y.High + ((y.High - y.Low) * 0.03), y.Marks.Select(mark => (mark, ChartText.Short(mark)))).Named(ChartText.AxisTitle(chart)).WithGrid());
        for (int s = 0; s < chart.Series.Count; s++)
        {
            Draw(plot, chart, s, xs);
        }

        foreach (ChartReference reference in chart.NearReferences)
        {
            plot.Reference(reference, chart.Unit, isHorizontal: true);
        }

        return (plot, Height + plot.Legend(chart, width, areLines: true));
    }

    private static void Draw(SvgPlot plot, Chart chart, int s, double[] xs)
    {
        IReadOnlyList<ChartPoint?> points = chart.Series[s].Points;
        List<(double, double)> line = [], whiskers = [];
        for (int i = 0; i < xs.Length; i++)
        {
            if (points[i] is not { } point)
            {
                line.Add((double.NaN, double.NaN));
                continue;
            }

            line.Add((xs[i], point.Middle.Median));
            if (!point.IsSingle)
            {
                whiskers.AddRange([(xs[i], point.Middle.Low), (xs[i], point.Middle.High), (double.NaN, double.NaN)]);
            }

            plot.Point(xs[i], point.Middle.Median, s, ChartText.Describe(chart, s, i), xs.Length > Many ? 2 : 4);
        }

        plot.Line(whiskers, SvgInk.Series(s), thickness: 1);
        plot.Line(line, SvgInk.Series(s), SvgPlot.DashOf(s));
    }
}
