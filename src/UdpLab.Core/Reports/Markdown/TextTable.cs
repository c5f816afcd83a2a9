namespace UdpLab;

/// <summary>A table of plain text that keeps to a width: columns that do not fit are left out from the right, long cells are cut.</summary>
internal static class TextTable
{
    private const int Gap = 2, LongestCell = 34;

    /// <summary>The lines of a table.</summary>
    /// <param name="columns">Headings; those that begin with '#' are of numbers.</param>
    /// <param name="rows">Texts, a cell a column.</param>
    /// <param name="width">Columns of text.</param>
    /// <param name="must">So many columns stay, though their cells must be cut; the others are in order of importance.</param>
    public static IReadOnlyList<string> Of(IReadOnlyList<string> columns, IReadOnlyList<string[]> rows, int width, int must)
    {
        int[] widths = [.. columns.Select((column, i) => Math.Min(LongestCell, rows.Select(row => row[i].Length).Append(column.TrimStart('#').Length).Max()))];
        int shown = columns.Count;
        while (shown > must && widths.Take(shown).Sum(column => column + Gap) - Gap > width)
        {
            shown--;
        }

        for (int over = widths.Take(shown).Sum(column => column + Gap) - Gap - width; over > 0; over--)
        {
            int widest = Array.IndexOf(widths, widths.Take(shown).Max());
            if (widths[widest] <= 4)
            {
                break;
            }

            widths[widest]--;
        }

        string Line(IEnumerable<string> cells) => string.Join(new string(' ', Gap), cells.Take(shown).Select((cell, i) =>
        {
            string text = ChartText.Fit(cell, widths[i], "~");
            return columns[i].StartsWith('#') ? text.PadLeft(widths[i]) : text.PadRight(widths[i]);
        })).TrimEnd();
        return [Line(columns.Select(column => column.TrimStart('#'))), Line(widths.Select(column => new string('-', column))), .. rows.Select(Line)];
    }
}
