namespace UdpLab;

/// <summary>Medians over X as marks on a grid, joined by dots, with whiskers.</summary>
internal sealed class TerminalLines(Chart chart, TerminalStyle style)
{
    private const int Height = 14;
    private const string UnicodeMarks = "●▲■◆○△□◇", AsciiMarks = "ox+*#@%&";

    public IEnumerable<string> Rows()
    {
        ChartScale y = ChartScale.Of(chart.Points.SelectMany(p => new[] { p.Middle.Low, p.Middle.High }).Concat(chart.NearReferences.Select(r => r.Value)), fromZero: true, 5);
        int left = Math.Max(y.Marks.Max(mark => ChartText.Short(mark).Length), chart.Unit.Length) + 1, width = style.Width - left - 2;
        (char Mark, int Series)[,] grid = new (char, int)[Height, width];
        int[] columns = Columns(width);
        for (int s = 0; s < chart.Series.Count; s++)
        {
            Draw(grid, chart.Series[s], s, columns, y);
        }

        HashSet<int> crossed = [.. chart.NearReferences.Select(reference => Row(y, reference.Value))];
        yield return style.Plain(chart.Unit).PadLeft(left - 1);
        Dictionary<int, string> marks = y.Marks.GroupBy(mark => Row(y, mark)).ToDictionary(at => at.Key, at => ChartText.Short(at.First()));
        for (int row = 0; row < Height; row++)
        {
            string number = marks.GetValueOrDefault(row, "");
            string cells = string.Concat(Enumerable.Range(0, width).Select(column => grid[row, column].Mark == '\0' ? crossed.Contains(row) ? style.Mark('┄', '~').ToString() : " " : style.Paint(grid[row, column].Mark.ToString(), grid[row, column].Series)));
            yield return $"{number.PadLeft(left - 1)} {(number.Length > 0 ? style.Mark('┤', '+') : style.Mark('│', '|'))}{cells}".TrimEnd();
        }

        yield return new string(' ', left) + style.Mark('└', '+') + new string(style.Mark('─', '-'), width);
        yield return new string(' ', left + 1) + Labels(columns, width);
        string name = TextColumns.Fit(style.Plain(chart.XName), width, style.Ellipsis);
        yield return TextColumns.PadLeft(name, left + 1 + ((width + TextColumns.Width(name)) / 2));
        foreach (ChartReference reference in chart.NearReferences)
        {
            yield return TextColumns.Fit(style.Plain($"{style.Mark('┄', '~')} {reference.Name}: {ChartText.WithUnit(reference.Value, chart.Unit)}"), style.Width, "");
        }

        if (chart.SeriesName is not null)
        {
            foreach (string line in Legend())
            {
                yield return line;
            }
        }
    }

    private static int Row(ChartScale y, double value) => Height - 1 - (int)Math.Round(y.At(value) * (Height - 1));

    private void Draw((char Mark, int Series)[,] grid, ChartSeries series, int index, int[] columns, ChartScale y)
    {
        (int Column, double Value)? before = null;
        for (int i = 0; i < columns.Length; i++)
        {
            if (series.Points[i] is not { } point)
            {
                before = null;
                continue;
            }

            (int column, double value) = (columns[i], point.Middle.Median);
            for (int c = (before?.Column ?? column) + 1; c < column; c++)
            {
                double between = before!.Value.Value + ((value - before.Value.Value) * (c - before.Value.Column) / (column - before.Value.Column));
                Put(grid, Row(y, between), c, style.Mark('·', '.'), index, over: false);
            }

            for (int row = Row(y, point.Middle.High); !point.IsSingle && row <= Row(y, point.Middle.Low); row++)
            {
                Put(grid, row, column, style.Mark('│', '|'), index, over: false);
            }

            Put(grid, Row(y, value), column, MarkOf(index), index, over: true);
            before = (column, value);
        }
    }

    private static void Put((char Mark, int Series)[,] grid, int row, int column, char mark, int series, bool over)
    {
        if (over || grid[row, column].Mark == '\0')
        {
            grid[row, column] = (mark, series);
        }
    }

    private char MarkOf(int series) => (style.IsAscii ? AsciiMarks : UnicodeMarks)[series % AsciiMarks.Length];

    /// <summary>Position of each X: by its number, or evenly spaced if one is not a number.</summary>
    private int[] Columns(int width)
    {
        double[] at = chart.XNumbers is { } numbers ? [.. numbers] : [.. Enumerable.Range(0, chart.Xs.Count).Select(i => (double)i)];
        double least = at.Min(), span = at.Max() - least;
        return [.. at.Select(x => span == 0 ? width / 2 : (int)Math.Round((x - least) / span * (width - 1)))];
    }

    private string Labels(int[] columns, int width)
    {
        string line = "";
        for (int i = 0; i < columns.Length; i++)
        {
            string text = ChartText.Number(chart.Xs[i]) is { } number ? ChartText.Short(number) : style.Plain(chart.Xs[i]);
            int wide = TextColumns.Width(text), start = Math.Clamp(columns[i] - (wide / 2), 0, Math.Max(0, width - wide));
            if (start >= TextColumns.Width(line) + (line.Length > 0 ? 1 : 0) && start + wide <= width)
            {
                line = TextColumns.PadRight(line, start) + text;
            }
        }

        return line;
    }

    private IEnumerable<string> Legend()
    {
        string line = "", plain = "";
        IReadOnlyList<string> names = TextColumns.Fit([.. chart.Series.Select(series => style.Plain(series.Name))], style.Width - 2, style.Ellipsis);
        for (int s = 0; s < chart.Series.Count; s++)
        {
            string text = $"{MarkOf(s)} {names[s]}";
            if (plain.Length > 0 && TextColumns.Width(plain) + 2 + TextColumns.Width(text) > style.Width)
            {
                yield return line;
                (line, plain) = ("", "");
            }

            (line, plain) = (line + (plain.Length > 0 ? "  " : "") + style.Paint(text, s), plain + (plain.Length > 0 ? "  " : "") + text);
        }

        yield return line;
    }
}
