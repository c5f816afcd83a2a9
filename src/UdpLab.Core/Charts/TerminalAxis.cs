namespace UdpLab;

/// <summary>An axis as text.</summary>
internal static class TerminalAxis
{
    /// <summary>An axis below a chart: a line with marks, and their numbers with the unit.</summary>
    public static IEnumerable<string> Below(ChartScale scale, int width, TerminalStyle style, string unit)
    {
        char[] line = new char[width];
        Array.Fill(line, style.Mark('─', '-'));
        char[] numbers = new char[width];
        Array.Fill(numbers, ' ');
        int free = 0;
        foreach (double mark in scale.Marks)
        {
            int at = (int)Math.Round(scale.At(mark) * (width - 1));
            line[at] = style.Mark('┴', '+');
            string text = ChartText.Short(mark);
            int start = Math.Clamp(at - (text.Length / 2), 0, width - text.Length);
            if (start < free || start + text.Length > width)
            {
                continue;
            }

            text.CopyTo(0, numbers, start, text.Length);
            free = start + text.Length + 1;
        }

        yield return new string(line);
        yield return new string(numbers).TrimEnd();
        if (unit.Length > 0)
        {
            yield return TextColumns.PadLeft(style.Plain(unit), (width + unit.Length) / 2);
        }
    }
}
