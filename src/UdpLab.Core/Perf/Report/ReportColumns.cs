namespace UdpLab;

/// <summary>The columns of a perf report, from the header's names and the dots below them, or from separators (-t).</summary>
internal sealed class ReportColumns
{
    private readonly List<(string Name, int Start, int Length)> _columns = [];
    private readonly string[] _names = [];

    /// <summary>Columns by width.</summary>
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

    /// <summary>Columns by separator.</summary>
    /// <param name="names">The line with the names.</param>
    public ReportColumns(string names) => _names = [.. names.TrimStart('#').Split(';', StringSplitOptions.TrimEntries)];

    /// <summary>A row's cells by the columns' names.</summary>
    public Dictionary<string, string> Cut(string line)
    {
        Dictionary<string, string> cells = new(StringComparer.Ordinal);
        if (_names.Length > 0)
        {
            string[] parts = line.Split(';', _names.Length);
            for (int i = 0; i < parts.Length; i++)
            {
                cells[_names[i]] = parts[i].Trim();
            }

            return cells;
        }

        foreach ((string name, int start, int length) in _columns)
        {
            cells[name] = start < line.Length ? line.Substring(start, Math.Min(length, line.Length - start)).Trim() : "";
        }

        return cells;
    }
}
