using System.Text;

namespace UdpLab.Bench.Report;

/// <summary>The table, as Markdown that is also readable in a terminal.</summary>
internal static class Table
{
    private static readonly string[] _head = ["bench", "A", "B", "unit", "median A", "median B", "A/B median (min..max)", "goal", "note"];
    private static readonly bool[] _right = [false, false, false, false, true, true, false, false, false];

    public static string Render(IReadOnlyList<Row> rows)
    {
        string[][] cells = [_head, .. rows.Select(r => r.Cells)];
        int[] widths = [.. _head.Select((_, column) => cells.Max(line => line[column].Length))];
        StringBuilder text = new();
        for (int i = 0; i < cells.Length; i++)
        {
            text.Append('|');
            for (int column = 0; column < _head.Length; column++)
            {
                string cell = cells[i][column];
                text.Append(' ').Append(_right[column] ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column])).Append(" |");
            }

            text.AppendLine();
            if (i == 0)
            {
                text.Append('|').AppendJoin('|', widths.Select((w, column) => _right[column] ? new string('-', w + 1) + ':' : new string('-', w + 2))).AppendLine("|");
            }
        }

        return text.ToString();
    }
}
