using System.Globalization;

namespace UdpLab;

/// <summary>
/// A table of plain text that keeps to a width: columns that do not fit are left out from the right, long texts are cut so that
/// they stay different, and what still does not fit is continued in a table below. A number is never cut.
/// </summary>
internal static class TextTable
{
    private const int Gap = 2, LongestCell = 34, Narrowest = 8;
    private const string Ellipsis = "~", RowNumber = "#Row";

    /// <summary>The lines of a table.</summary>
    /// <param name="columns">Headings; those that begin with '#' are of numbers.</param>
    /// <param name="rows">Texts, a cell a column.</param>
    /// <param name="width">Columns of text.</param>
    /// <param name="must">So many columns stay, though their texts must be cut; the others are in order of importance.</param>
    public static IReadOnlyList<string> Of(IReadOnlyList<string> columns, IReadOnlyList<string[]> rows, int width, int must)
    {
        int[] widths = [.. columns.Select((column, i) => Math.Min(IsNumber(column) ? int.MaxValue : LongestCell, Longest(rows, i, Heading(column))))];
        int shown = columns.Count;
        while (shown > must && Sum(widths.Take(shown)) > width)
        {
            shown--;
        }

        for (int over = Sum(widths.Take(shown)) - width; over > 0; over--)
        {
            int[] wide = [.. Enumerable.Range(0, shown).Where(i => widths[i] > Least(columns[i], rows, i)).OrderByDescending(i => widths[i])];
            if (wide.Length == 0)
            {
                return Continued([.. columns.Take(shown)], rows, width);
            }

            widths[wide[0]]--;
        }

        string[][] cells = [.. Enumerable.Range(0, shown).Select(i => Cells(columns[i], rows, i, widths[i]))];
        return
        [
            Line(Enumerable.Range(0, shown).Select(i => Cell(columns[i], TextColumns.Fit(Heading(columns[i]), widths[i], Ellipsis), widths[i]))),
            Line(widths.Take(shown).Select(column => new string('-', column))),
            .. rows.Select((_, row) => Line(Enumerable.Range(0, shown).Select(i => Cell(columns[i], cells[i][row], widths[i])))),
        ];
    }

    /// <summary>Several tables below each other, with numbered rows.</summary>
    private static List<string> Continued(string[] columns, IReadOnlyList<string[]> rows, int width)
    {
        List<string> lines = [];
        string[] numbers = [.. Enumerable.Range(1, rows.Count).Select(i => i.ToString(CultureInfo.InvariantCulture))];
        int first = Math.Max(Heading(RowNumber).Length, numbers.Length == 0 ? 0 : numbers[^1].Length);
        for (int at = 0; at < columns.Length;)
        {
            int count = 1;
            int[] needed = [.. columns.Select((column, i) => Math.Min(LongestCell, Longest(rows, i, Heading(column))))];
            while (at + count < columns.Length && Sum([first, .. needed.Skip(at).Take(count + 1)]) <= width)
            {
                count++;
            }

            (int from, int to) = (at, at + count);
            lines.AddRange(lines.Count > 0 ? [""] : []);
            lines.AddRange(Of([RowNumber, .. columns[from..to]], [.. rows.Select((row, i) => new[] { numbers[i] }.Concat(row[from..to]).ToArray())], Math.Max(width, Sum([first, .. needed[from..to]])), count + 1));
            at = to;
        }

        return lines;
    }

    private static string[] Cells(string column, IReadOnlyList<string[]> rows, int i, int width)
    {
        string[] texts = [.. rows.Select(row => row[i]).Distinct()];
        IReadOnlyList<string> cut = IsNumber(column) ? texts : TextColumns.Fit(texts, width, Ellipsis);
        Dictionary<string, string> shown = texts.Zip(cut).ToDictionary(text => text.First, text => text.Second);
        return [.. rows.Select(row => shown[row[i]])];
    }

    private static string Cell(string column, string text, int width) => IsNumber(column) ? TextColumns.PadLeft(text, width) : TextColumns.PadRight(text, width);

    private static string Line(IEnumerable<string> cells) => string.Join(new string(' ', Gap), cells).TrimEnd();

    /// <summary>The narrowest that a column can be: numbers stay whole, and so much of a text and of a heading that they can be told apart.</summary>
    private static int Least(string column, IReadOnlyList<string[]> rows, int i) => IsNumber(column)
        ? Math.Max(Longest(rows, i, ""), Math.Min(Narrowest, Heading(column).Length))
        : Math.Min(Narrowest, Longest(rows, i, Heading(column)));

    private static int Longest(IReadOnlyList<string[]> rows, int i, string heading) => rows.Select(row => row[i]).Append(heading).Max(TextColumns.Width);

    private static int Sum(IEnumerable<int> widths) => widths.Sum(column => column + Gap) - Gap;

    private static string Heading(string column) => column.TrimStart('#');

    private static bool IsNumber(string column) => column.StartsWith('#');
}
