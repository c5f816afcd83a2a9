using System.Globalization;
using System.Text.RegularExpressions;

namespace UdpLab;

/// <summary>
/// A row of perf report or perf top: percentages, perhaps samples and period, command, object, [k] or [.], symbol. Rows with
/// the header's column widths are cut by them; rows without (perf top, a pasted table) at the blanks.
/// </summary>
internal sealed partial record ReportRow
{
    public double Overhead { get; private init; }

    /// <summary>Null where the row has no such column.</summary>
    public long? Samples { get; private init; }

    /// <summary>Null where the row has no such column.</summary>
    public ulong? Period { get; private init; }

    public string Command { get; private init; } = PerfFrame.Unknown;

    public string SharedObject { get; private init; } = PerfFrame.Unknown;

    public PerfScope Scope { get; private init; }

    public string Symbol { get; private init; } = "";

    /// <summary>Reads a row; null where the line is none.</summary>
    /// <param name="line">The line.</param>
    /// <param name="columns">The header's columns; null where there is no header.</param>
    public static ReportRow? Parse(string line, ReportColumns? columns)
    {
        Match match = Shape().Match(line);
        if (!match.Success)
        {
            return null;
        }

        double[] shares = [.. match.Groups["share"].Captures.Select(c => double.Parse(c.Value, CultureInfo.InvariantCulture))];
        string symbol = match.Groups["symbol"].Value.TrimEnd();
        ReportRow row = new()
        {
            // With --children the first is what was called from it too.
            Overhead = Math.Min(100, shares[^1]),
            Scope = match.Groups["mark"].Value is "k" or "g" ? PerfScope.Kernel : PerfScope.User,
            Symbol = symbol.EndsWith(" (inlined)", StringComparison.Ordinal) ? symbol[..^10] : symbol,
        };
        Dictionary<string, string>? cells = columns?.Cut(line);
        return cells is null ? row.WithWords(match.Groups["middle"].Value.Trim()) : row with
        {
            Samples = Number(cells, "Samples"),
            Period = (ulong?)Number(cells, "Period"),
            Command = cells.GetValueOrDefault("Command") is { Length: > 0 } command ? command : CommandOf(cells.GetValueOrDefault("Pid:Command")),
            SharedObject = cells.GetValueOrDefault("Shared Object") is { Length: > 0 } file ? file : PerfFrame.Unknown,
        };
    }

    private static string CommandOf(string? pidAndCommand) => pidAndCommand is null ? PerfFrame.Unknown : pidAndCommand[(pidAndCommand.IndexOf(':') + 1)..];

    private static long? Number(Dictionary<string, string> cells, string name) =>
        cells.TryGetValue(name, out string? text) && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : null;

    /// <summary>Words two blanks apart, or, in a table that lost them, the last word is the object.</summary>
    private ReportRow WithWords(string middle)
    {
        string[] words = Gap().Split(middle);
        if (words.Length == 1 && middle.LastIndexOf(' ') is int space and > 0)
        {
            words = [middle[..space].Trim(), middle[(space + 1)..]];
        }

        List<string> left = [.. words.Where(w => w.Length > 0)];
        long? samples = left.Count > 1 && long.TryParse(left[0], NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : null;
        if (samples is not null)
        {
            left.RemoveAt(0);
        }

        return this with
        {
            Samples = samples,
            Command = left.Count > 1 ? left[^2] : PerfFrame.Unknown,
            SharedObject = left.Count > 0 ? left[^1] : PerfFrame.Unknown,
        };
    }

    [GeneratedRegex(@"^\s*[+-]?\s*(?:(?<share>\d{1,3}(?:\.\d+)?)%[\s;]+){1,2}(?<middle>.*?)\[(?<mark>[k.guH!])\] (?<symbol>.+)$")]
    private static partial Regex Shape();

    [GeneratedRegex(@"\s{2,}|;")]
    private static partial Regex Gap();
}
