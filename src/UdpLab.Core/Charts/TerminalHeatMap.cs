namespace UdpLab;

/// <summary>A table of X and series: each cell shows the median and is shaded by it.</summary>
internal sealed class TerminalHeatMap(Chart chart, TerminalStyle style)
{
    private const string UnicodeShades = " ░▒▓█", AsciiShades = " .:*#";
    private const int LabelMost = 16, Narrowest = 3;

    public IEnumerable<string> Rows()
    {
        double least = chart.Points.Min(p => p.Middle.Median), most = chart.Points.Max(p => p.Middle.Median);
        string[] names = [.. chart.Series.Select(s => style.Plain(s.Name.Length > 0 ? s.Name : chart.YName))];
        string name = style.Plain(chart.SeriesName ?? "");
        int left = Math.Min(Math.Min(LabelMost, style.Width / 3), names.Append(name).Max(TextColumns.Width));
        int widest = chart.Points.Max(p => ChartText.Short(p.Middle.Median).Length) + 2 + Gap.Length;
        int columns = Math.Max(1, (style.Width - left - 1) / Narrowest), cell = Math.Clamp((style.Width - left - 1) / chart.Xs.Count, Narrowest, Math.Max(Narrowest, widest + 1));
        int shown = Math.Min(chart.Xs.Count, Math.Min(columns, (style.Width - left - 1) / cell));
        IReadOnlyList<string> rows = TextColumns.Fit(names, left, style.Ellipsis);
        IReadOnlyList<string> heads = TextColumns.Fit([.. chart.Xs.Take(shown).Select(x => style.Plain(ChartText.Number(x) is { } number ? ChartText.Short(number) : x))], cell - 1, style.Ellipsis);
        yield return $"{TextColumns.PadRight(TextColumns.Fit(name, left, style.Ellipsis), left)} {string.Concat(heads.Select(x => TextColumns.PadLeft(x, cell)))}".TrimEnd();
        for (int s = 0; s < chart.Series.Count; s++)
        {
            yield return $"{TextColumns.PadRight(rows[s], left)} {string.Concat(chart.Series[s].Points.Take(shown).Select(point => Cell(point, least, most, cell)))}".TrimEnd();
        }

        yield return $"{new string(' ', left + 1)}{TextColumns.Fit(style.Plain(chart.XName), style.Width - left - 1, style.Ellipsis)}";
        string legend = $"{style.Plain(chart.YName)} {string.Concat(Shades.Select((shade, i) => $"{(shade == ' ' ? '\u00a0' : shade)}{Gap.Replace(' ', '\u00a0')}{ChartText.Short(least + ((most - least) * i / (Shades.Length - 1)))} "))}{style.Plain(chart.Unit)}";
        string more = shown < chart.Xs.Count ? $"{chart.Xs.Count - shown} more values of {style.Plain(chart.XName)} do not fit." : "";
        foreach (string line in TextColumns.Wrap(legend, style.Width).Concat(TextColumns.Wrap(more, style.Width)))
        {
            yield return line.Replace('\u00a0', ' ');
        }
    }

    private string Shades => style.IsAscii ? AsciiShades : UnicodeShades;

    // A full stop before a number would be its decimal point.
    private string Gap => style.IsAscii ? " " : "";

    private string Cell(ChartPoint? point, double least, double most, int width)
    {
        if (point is null)
        {
            return new string(' ', width);
        }

        double share = most > least ? (point.Middle.Median - least) / (most - least) : 1;
        char shade = Shades[(int)Math.Round(share * (Shades.Length - 1))];
        string number = ChartText.Short(point.Middle.Median);
        return number.Length + Gap.Length + 2 <= width ? $" {shade}{Gap}{number}".PadLeft(width) : " " + new string(shade, width - 1);
    }
}
