using System.Text.RegularExpressions;

namespace UdpLab;

/// <summary>Reads the output of perf c2c report --stdio of Linux 4.10 and later: the table of lines, and the accesses to each.</summary>
internal static partial class CacheLineReader
{
    private const string Table = "Shared Data Cache Line Table", Accesses = "Shared Cache Line Distribution Pareto";

    /// <summary>The contended lines, worst first; empty if perf found none.</summary>
    /// <param name="text">The report.</param>
    /// <param name="file">Its name for error messages.</param>
    /// <exception cref="PerfTextException">The text is not such a report, or one of its rows is cut off.</exception>
    public static IReadOnlyList<CacheLine> Read(string text, string file)
    {
        string[] rows = text.Split('\n');
        int table = Array.FindIndex(rows, row => row.Contains(Table, StringComparison.Ordinal));
        if (table < 0)
        {
            throw new PerfTextException(file, 1, $"'{Table}', as perf c2c report --stdio prints it");
        }

        Dictionary<string, CacheLine> lines = [];
        Dictionary<string, List<CacheLineAccess>> accesses = [];
        CacheLineColumns? columns = null;
        bool isTable = true;
        string? current = null;
        for (int i = table + 1; i < rows.Length; i++)
        {
            string row = rows[i].TrimEnd('\r');
            if (row.Contains(Accesses, StringComparison.Ordinal))
            {
                (isTable, columns) = (false, null);
            }
            else if (Dots().IsMatch(row) && i >= 2)
            {
                columns = CacheLineColumns.Of(rows[i - 2], rows[i - 1], row);
            }
            else if (columns is null || row.TrimStart() is "" or ['#', ..] or ['=', ..] or ['-', '-', ..])
            {
                continue;
            }
            else if (isTable)
            {
                CacheLine line = Line(columns, row) ?? throw new PerfTextException(file, i + 1, "a row of the table of cache lines");
                lines[line.Address] = line;
            }
            else if (LineOfAccesses().Match(row) is { Success: true } head)
            {
                current = head.Groups[1].Value;
                accesses.TryAdd(current, []);
            }
            else if (current is not null && Access(columns, row) is { } access)
            {
                accesses[current].Add(access);
            }
        }

        return [.. lines.Values.Select(line => line with { Accesses = accesses.GetValueOrDefault(line.Address) ?? [] })];
    }

    private static CacheLine? Line(CacheLineColumns columns, string row) => columns.Cell(row, "cacheline address") is { } address && address.StartsWith("0x", StringComparison.Ordinal)
        ? new CacheLine
        {
            Address = address,
            Node = (int?)columns.Number(row, "cacheline node"),
            ContentionPercent = columns.Percent(row),
            Hitm = columns.Number(row, "load hitm total", "llc load hitm total"),
            LocalHitm = columns.Number(row, "load hitm lclhitm", "llc load hitm lclhitm", "llc load hitm lcl"),
            RemoteHitm = columns.Number(row, "load hitm rmthitm", "llc load hitm rmthitm", "llc load hitm rmt"),
            Peer = columns.Count(row, "load peer total", "snoop peer"),
            Records = columns.Number(row, "total records"),
            Loads = columns.Number(row, "total loads"),
            Stores = columns.Number(row, "total stores", "store reference total"),
        }
        : null;

    private static CacheLineAccess? Access(CacheLineColumns columns, string row)
    {
        if (columns.Cell(row, "data address offset", "cl off", "data address off", "off") is not { } offset || !offset.StartsWith("0x", StringComparison.Ordinal))
        {
            return null;
        }

        Match symbol = Symbol().Match(columns.Cell(row, "symbol") ?? "");
        return new CacheLineAccess
        {
            Offset = offset,
            CodeAddress = columns.Cell(row, "code address"),
            Records = columns.Number(row, "total records"),
            Cpus = (int?)columns.Number(row, "cpu cnt"),
            Scope = !symbol.Success ? null : symbol.Groups[1].Value == "k" ? PerfScope.Kernel : PerfScope.User,
            Symbol = symbol.Success ? symbol.Groups[2].Value : columns.Cell(row, "symbol"),
            SharedObject = columns.Cell(row, "shared object"),
        };
    }

    [GeneratedRegex(@"^\s*#\s+\.{2,}", RegexOptions.CultureInvariant)]
    private static partial Regex Dots();

    // Number, counts without percent signs, address.
    [GeneratedRegex(@"^\s*[0-9]+\s[^%]*\s(0x[0-9a-f]+)\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex LineOfAccesses();

    [GeneratedRegex(@"^\[(.)\] (.+)$", RegexOptions.CultureInvariant)]
    private static partial Regex Symbol();
}
