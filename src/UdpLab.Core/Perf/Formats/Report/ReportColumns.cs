namespace UdpLab;

/// <summary>The columns of a perf report, from the header's names and the dots below them, or from separators (-t).</summary>
internal sealed class ReportColumns
{
    private readonly List<(string Name, int Start, int Length)> _columns = [];
    private readonly string[] _names = [];
    private readonly char _separator;

    /// <summary>Columns by position.</summary>
    /// <param name="names">The line with the names.</param>
    /// <param name="dots">The line of dots below it.</param>
    public ReportColumns(string names, string dots)
    {
        for (int at = 1; at < dots.Length; at++)
        {
            if (dots[at] == '.' && dots[at - 1] != '.')
            {
                int end = at;
                while (end < dots.Length && dots[end] == '.')
                {
                    end++;
                }

                _columns.Add((at < names.Length ? names[at..Math.Min(end, names.Length)].Trim() : "", at, end - at));
            }
        }
    }

    /// <summary>Why rows of this table are no shares of symbols; null where they are.</summary>
    public string? Obstacle => Names.Any(n => n.Contains(" / ", StringComparison.Ordinal)) ? "rows of symbols, not those of perf report --hierarchy, which nests them: print it without"
        : Names.Any(n => n.StartsWith("Delta", StringComparison.Ordinal)) ? "a profile, not perf diff's comparison of two: Compare-PerfProfile compares"
        : null;

    private IEnumerable<string> Names => _names.Length > 0 ? _names : _columns.Select(c => c.Name);

    private ReportColumns(string[] names, char separator) => (_names, _separator) = (names, separator);

    /// <summary>Columns by separator; null if the line has no column names.</summary>
    /// <param name="names">The line with the names.</param>
    public static ReportColumns? Separated(string names)
    {
        foreach (char separator in ";,|\t:")
        {
            string[] parts = names.TrimStart('#').Split(separator, StringSplitOptions.TrimEntries);
            if (parts.Length > 1 && Array.Exists(parts, p => p is "Symbol" or "Shared Object" or "Command") && Array.Exists(parts, ReportRow.IsNumber))
            {
                return new ReportColumns(parts, separator);
            }
        }

        return null;
    }

    /// <summary>A row's cells by column name.</summary>
    public Dictionary<string, string> Cut(string line)
    {
        Dictionary<string, string> cells = new(StringComparer.Ordinal);
        if (_names.Length > 0)
        {
            string[] parts = line.Split(_separator, _names.Length);
            for (int i = 0; i < parts.Length; i++)
            {
                cells[_names[i]] = parts[i].Trim();
            }

            return cells;
        }

        // A cell wider than its column shifts the following ones.
        int moved = 0;
        for (int i = 0; i < _columns.Count; i++)
        {
            (string name, int start, int length) = _columns[i];
            int from = Math.Min(start + moved, line.Length), to = Math.Min(from + length, line.Length);
            if (i == _columns.Count - 1)
            {
                to = line.Length;
            }

            while (to < line.Length && line[to] != ' ')
            {
                to++;
                moved++;
            }

            cells.TryAdd(name, line[from..to].Trim());
        }

        return cells;
    }
}
