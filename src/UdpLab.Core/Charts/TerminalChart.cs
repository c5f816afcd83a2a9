namespace UdpLab;

/// <summary>Draws a chart as lines of text.</summary>
internal sealed class TerminalChart
{
    private const int LabelMost = 18, LabelLeast = 6, Gap = 1;
    private readonly Chart _chart;
    private readonly TerminalStyle _style;

    private TerminalChart(Chart chart, TerminalStyle style) => (_chart, _style) = (chart, style);

    /// <summary>The lines, none wider than the terminal.</summary>
    public static IReadOnlyList<string> Draw(Chart chart, TerminalStyle style)
    {
        TerminalChart drawn = new(chart, style);
        IEnumerable<string> body = chart.Kind switch
        {
            ChartKind.Line => new TerminalLines(chart, style).Rows(),
            ChartKind.HeatMap => new TerminalHeatMap(chart, style).Rows(),
            _ => drawn.Rows(),
        };
        return [drawn.Cut(chart.Title), .. body, .. chart.Remarks.SelectMany(note => TextColumns.Wrap(style.Plain(note), style.Width))];
    }

    /// <summary>One row per bar: labels, the bar on the shared axis, the median.</summary>
    private IEnumerable<string> Rows()
    {
        bool isBar = _chart.Kind == ChartKind.Bar;
        IEnumerable<double> ends = isBar ? _chart.Points.SelectMany(p => new[] { p.Middle.Low, p.Middle.High }) : _chart.Points.SelectMany(p => new[] { p.Values.Min(), p.Values.Max() });
        bool hasSeries = _chart.SeriesName is not null;
        int values = _chart.Points.Max(p => Number(p.Middle.Median).Length);
        int room = _style.Width - values - (2 * Gap), labels = Math.Max(2 * LabelLeast, (room / 2) - Gap);
        string[] xs = [.. _chart.Xs.Select(_style.Plain)], names = [.. _chart.Series.Select(s => _style.Plain(s.Name))];
        int x = Math.Min(hasSeries ? Math.Max(LabelLeast, labels / 2) : labels, Longest(_chart.XName, xs)), series = hasSeries ? Math.Min(Math.Max(LabelLeast, labels - x), Longest(_chart.SeriesName!, names)) : 0;
        (IReadOnlyList<string> xLabels, IReadOnlyList<string> seriesLabels) = (TextColumns.Fit(xs, x, _style.Ellipsis), TextColumns.Fit(names, series, _style.Ellipsis));
        int left = x + (hasSeries ? series + Gap : 0) + Gap, width = _style.Width - left - values - Gap;
        IReadOnlyList<ChartReference> references = _chart.NearReferences;
        ChartScale scale = ChartScale.Of(ends.Concat(references.Select(r => r.Value)), isBar, Math.Clamp(width / 10, 2, 7));
        yield return $"{Label(_chart.XName, x)}{(hasSeries ? " " + Label(_chart.SeriesName!, series) : "")}".TrimEnd();
        for (int i = 0; i < _chart.Xs.Count; i++)
        {
            string label = xLabels[i];
            for (int s = 0; s < _chart.Series.Count; s++)
            {
                if (_chart.Series[s].Points[i] is not { } point)
                {
                    continue;
                }

                string row = Crossed(isBar ? Bar(point, scale, width) : Box(point, scale, width), references.Select(r => Cell(scale, r.Value, width)));
                yield return $"{TextColumns.PadRight(label, x)} {(hasSeries ? TextColumns.PadRight(seriesLabels[s], series) + " " : "")}{_style.Paint(row.PadRight(width), s)} {Number(point.Middle.Median).PadLeft(values)}";
                label = "";
            }
        }

        foreach (string line in TerminalAxis.Below(scale, width, _style, _chart.Unit))
        {
            yield return new string(' ', left) + line;
        }

        foreach (ChartReference reference in references)
        {
            yield return Cut($"{_style.Mark('┊', ':')} {reference.Name}: {ChartText.WithUnit(reference.Value, _chart.Unit)}");
        }
    }

    /// <summary>A row with the lines across it, where it is empty.</summary>
    private string Crossed(string row, IEnumerable<int> at)
    {
        char[] cells = row.ToCharArray();
        foreach (int cell in at.Where(cell => cells[cell] == ' '))
        {
            cells[cell] = _style.Mark('┊', ':');
        }

        return new string(cells);
    }

    /// <summary>A bar up to the median, with a line for the whiskers; a dotted line for a single value, drawn as a point.</summary>
    private string Bar(ChartPoint point, ChartScale scale, int width)
    {
        char[] row = new char[width];
        Array.Fill(row, ' ');
        int zero = Cell(scale, 0, width), middle = Cell(scale, point.Middle.Median, width);
        (int from, int to) = (Math.Min(zero, middle), Math.Max(zero, middle));
        Array.Fill(row, point.IsSingle ? _style.Mark('·', '.') : _style.Mark('█', '#'), from, to - from + 1);
        if (point.IsSingle)
        {
            row[middle] = _style.Mark('●', 'o');
            return new string(row);
        }

        int low = Cell(scale, point.Middle.Low, width), high = Cell(scale, point.Middle.High, width);
        for (int i = low; i <= high; i++)
        {
            row[i] = i < middle ? _style.Mark('▓', '=') : i > middle ? _style.Mark('─', '-') : row[i];
        }

        if (high > middle)
        {
            row[high] = _style.Mark('┤', '|');
        }

        return new string(row);
    }

    /// <summary>A line from minimum to maximum, a box over the quartiles, and the median in it.</summary>
    private string Box(ChartPoint point, ChartScale scale, int width)
    {
        char[] row = new char[width];
        Array.Fill(row, ' ');
        int least = Cell(scale, point.Quantile(0), width), most = Cell(scale, point.Quantile(1), width);
        Array.Fill(row, _style.Mark('─', '-'), least, most - least + 1);
        (row[least], row[most]) = (_style.Mark('├', '|'), _style.Mark('┤', '|'));
        int first = Cell(scale, point.Quantile(0.25), width), third = Cell(scale, point.Quantile(0.75), width);
        Array.Fill(row, _style.Mark('▒', '='), first, third - first + 1);
        row[Cell(scale, point.Middle.Median, width)] = point.IsSingle ? _style.Mark('●', 'o') : _style.Mark('█', '#');
        return new string(row);
    }

    private static int Cell(ChartScale scale, double value, int width) => (int)Math.Round(scale.At(value) * (width - 1));

    private string Number(double value) => _style.Width < 60 ? ChartText.Short(value) : ChartText.Full(value);

    private string Label(string text, int width) => TextColumns.PadRight(TextColumns.Fit(_style.Plain(text), width, _style.Ellipsis), width);

    private string Cut(string text) => TextColumns.Fit(_style.Plain(text), _style.Width, _style.Ellipsis);

    private int Longest(string name, IEnumerable<string> labels) => Math.Min(LabelMost, labels.Append(_style.Plain(name)).Max(TextColumns.Width));
}
