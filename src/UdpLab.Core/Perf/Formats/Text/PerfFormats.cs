using System.Text;
using System.Text.RegularExpressions;

namespace UdpLab;

/// <summary>Detects a profile's format from its beginning.</summary>
internal static partial class PerfFormats
{
    /// <summary>Number of bytes to look at.</summary>
    public const int Beginning = 1 << 16;

    private const int MostLines = 200;

    /// <summary>perf annotate's code looks like samples but is not.</summary>
    /// <param name="beginning">Bytes from the beginning.</param>
    public static bool IsAnnotation(ReadOnlySpan<byte> beginning) => Annotation().IsMatch(TextEncoding.Text(beginning));

    /// <param name="beginning">Bytes from the beginning.</param>
    /// <param name="name">The file name, for formats that the text does not show.</param>
    public static PerfFormat Of(ReadOnlySpan<byte> beginning, string name = "")
    {
        // tools/perf/util/header.c: PERF_MAGIC2 and its predecessor.
        if (beginning.StartsWith("PERFILE2"u8) || beginning.StartsWith("2ELIFREP"u8) || beginning.StartsWith("PERFFILE"u8))
        {
            return PerfFormat.PerfData;
        }

        string[] lines = [.. TextEncoding.Text(beginning).Split('\n').Select(l => l.TrimEnd('\r')).Where(l => !string.IsNullOrWhiteSpace(l)).Take(MostLines)];
        if (lines.Length > 0 && lines[0].TrimStart().StartsWith('{'))
        {
            return PerfFormat.Speedscope;
        }

        if (Array.Exists(lines, l => l.StartsWith('#') && (l.Contains("Overhead", StringComparison.Ordinal) || l.StartsWith("# Samples: ", StringComparison.Ordinal) || ReportColumns.Separated(l) is not null)))
        {
            return PerfFormat.PerfReport;
        }

        string[] texts = [.. lines.Where(l => !l.StartsWith('#'))];
        int rows = texts.Count(l => ReportRow.Parse(l, null) is not null);
        if (rows > 0 && rows >= lines.Count(IsFolded) && rows > texts.Count(IsHeader))
        {
            return PerfFormat.PerfReport;
        }

        // Stacks of single functions could be any table of names and numbers.
        int folded = lines.Count(IsFolded);
        bool hasStacks = Array.Exists(lines, IsStack) || Path.GetExtension(name) is ".folded" or ".collapsed";
        return hasStacks && folded * 2 > texts.Length && folded > texts.Count(l => !IsStack(l) && IsHeader(l)) ? PerfFormat.Folded : PerfFormat.PerfScript;
    }

    private static bool IsHeader(string line) => ScriptHeader.TryRead(Encoding.UTF8.GetBytes(line), out _);

    private static bool IsFolded(string line) => FoldedLine().IsMatch(line) && !line.StartsWith("# ", StringComparison.Ordinal);

    private static bool IsStack(string line) => line.Contains(';') && IsFolded(line);

    [GeneratedRegex(@"^\s*Percent\s*\|\s*Source code")]
    private static partial Regex Annotation();

    [GeneratedRegex(@"^\S.* [0-9]+(?:\.[0-9]*)?(?:[eE][+-]?[0-9]+)?$")]
    private static partial Regex FoldedLine();
}
