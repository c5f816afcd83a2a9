using System.Text;
using System.Text.RegularExpressions;

namespace UdpLab;

/// <summary>Tells a profile's form from its beginning.</summary>
internal static partial class PerfFormats
{
    /// <summary>As many bytes decide.</summary>
    public const int Beginning = 1 << 16;

    private const int MostLines = 200;

    public static PerfFormat Of(ReadOnlySpan<byte> beginning)
    {
        // tools/perf/util/header.c: PERF_MAGIC2 and the magic before it.
        if (beginning.StartsWith("PERFILE2"u8) || beginning.StartsWith("2ELIFREP"u8) || beginning.StartsWith("PERFFILE"u8))
        {
            return PerfFormat.PerfData;
        }

        string[] lines = [.. Encoding.UTF8.GetString(beginning).Split('\n').Select(l => l.TrimEnd('\r')).Where(l => !string.IsNullOrWhiteSpace(l)).Take(MostLines)];
        if (lines.Length > 0 && lines[0].TrimStart('\uFEFF', ' ').StartsWith('{'))
        {
            return PerfFormat.Speedscope;
        }

        if (Array.Exists(lines, l => l.StartsWith('#') && (l.Contains("Overhead", StringComparison.Ordinal) || l.StartsWith("# Samples: ", StringComparison.Ordinal))))
        {
            return PerfFormat.PerfReport;
        }

        lines = [.. lines.Where(l => !l.StartsWith('#'))];
        int rows = lines.Count(l => ReportRow.Parse(l, null) is not null);
        int folded = lines.Count(l => FoldedLine().IsMatch(l));
        int headers = lines.Count(l => ScriptHeader.TryRead(Encoding.UTF8.GetBytes(l), out _));
        return rows > headers && rows >= folded ? PerfFormat.PerfReport
            : folded > headers && folded * 2 > lines.Length ? PerfFormat.Folded
            : PerfFormat.PerfScript;
    }

    [GeneratedRegex(@"^\S.*(?<![\]:]) \d+$")]
    private static partial Regex FoldedLine();
}
