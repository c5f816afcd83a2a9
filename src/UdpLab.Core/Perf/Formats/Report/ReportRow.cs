using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace UdpLab;

/// <summary>
/// A row of perf report or perf top: percentages, optionally samples and period, command, object, [k] or [.], symbol. Rows of a
/// table with a header are cut by its columns, in whatever order (-F, -s); rows without one (perf top, a pasted table) are split
/// at spaces. For a group of events (--group) a column has one number per event.
/// </summary>
internal sealed partial record ReportRow
{
    // More than a machine of 4,000 CPUs takes in a year of 1,000 a second: what is above is no count, and the sum of many would not fit.
    public const long MostSamples = 1L << 47;

    // perf pads columns by bytes, so lines are cut as bytes, one character each, before decoding.
    private static readonly Encoding _bytes = Encoding.Latin1;

    /// <summary>Percentage for each event; empty if the table has none.</summary>
    public IReadOnlyList<double> Shares { get; private init; } = [];

    /// <summary>Samples for each event; empty if the table has no such column.</summary>
    public IReadOnlyList<ulong> Samples { get; private init; } = [];

    /// <summary>Period for each event; empty if the table has no such column.</summary>
    public IReadOnlyList<ulong> Periods { get; private init; } = [];

    public string Command { get; private init; } = PerfFrame.Unknown;

    public string SharedObject { get; private init; } = PerfFrame.Unknown;

    public PerfScope Scope { get; private init; }

    public string Symbol { get; private init; } = PerfFrame.Unknown;

    /// <summary>Whether a column of this name holds numbers.</summary>
    public static bool IsNumber(string column) => column is "Overhead" or "Self" or "Children" or "Samples" or "Period";

    /// <summary>Parses a row; null if the line is not one.</summary>
    /// <param name="line">The line, one character per byte.</param>
    /// <param name="columns">The header's columns; null without a header.</param>
    public static ReportRow? Parse(string line, ReportColumns? columns) => (columns is null ? null : OfCells(columns.Cut(line))) ?? OfShape(line);

    private static ReportRow? OfCells(Dictionary<string, string> cells)
    {
        // With --children the first percentage includes callees; the second was called Overhead in old versions.
        string shares = cells.GetValueOrDefault("Self") ?? cells.GetValueOrDefault("Overhead") ?? cells.GetValueOrDefault("Children") ?? "";
        ulong[] samples = Numbers(cells, "Samples", (ulong)MostSamples), periods = Numbers(cells, "Period");
        if (shares.Length > 0 ? !ShareCell().IsMatch(shares) : samples.Length == 0 && periods.Length == 0)
        {
            return null;
        }

        string file = Text(cells, "Shared Object") ?? Text(cells, "Source Shared Object") ?? PerfFrame.Unknown;
        string written = Text(cells, "Symbol") ?? Text(cells, "Source Symbol") ?? PerfFrame.Unknown;
        Match symbol = MarkedSymbol().Match(written);
        return new ReportRow
        {
            Shares = [.. ShareCell().Match(shares).Groups["share"].Captures.Select(Share)],
            Samples = samples,
            Periods = periods,
            Command = Text(cells, "Command") ?? CommandOf(Text(cells, "Pid:Command")),
            SharedObject = file,
            Scope = symbol.Success ? ScopeOf(symbol) : ScriptFrame.ScopeOf(file, AddressHalf.Unknown),
            Symbol = Plain(symbol.Success ? symbol.Groups["symbol"].Value : written),
        };
    }

    private static ReportRow? OfShape(string line)
    {
        Match match = Shape().Match(line);
        return !match.Success ? null : new ReportRow
        {
            Shares = [Share(match.Groups["share"].Captures[^1])],
            Scope = ScopeOf(match),
            Symbol = Plain(Decoded(match.Groups["symbol"].Value)),
        }.WithWords(Decoded(match.Groups["middle"].Value.Trim()));
    }

    /// <summary>Splits words that are two spaces apart; if the table lost them, the last word is the object.</summary>
    private ReportRow WithWords(string middle)
    {
        string[] words = Gap().Split(middle);
        if (words.Length == 1 && middle.LastIndexOf(' ') is int space and > 0)
        {
            words = [middle[..space].Trim(), middle[(space + 1)..]];
        }

        List<string> left = [.. words.Where(w => w.Length > 0)];
        ulong[] samples = left.Count > 1 && ulong.TryParse(left[0], NumberStyles.None, CultureInfo.InvariantCulture, out ulong number) && number <= (ulong)MostSamples ? [number] : [];
        left.RemoveRange(0, samples.Length);
        return this with
        {
            Samples = samples,
            Command = left.Count > 1 ? left[^2] : PerfFrame.Unknown,
            SharedObject = left.Count > 0 ? left[^1] : PerfFrame.Unknown,
        };
    }

    private static double Share(Capture written) => Math.Min(100, double.Parse(written.Value.Replace(',', '.'), CultureInfo.InvariantCulture));

    private static PerfScope ScopeOf(Match match) => match.Groups["mark"].Value is "k" or "g" ? PerfScope.Kernel : PerfScope.User;

    private static string Plain(string symbol)
    {
        const string inlined = " (inlined)";
        symbol = symbol.TrimEnd();
        return symbol.EndsWith(inlined, StringComparison.Ordinal) ? symbol[..^inlined.Length] : symbol;
    }

    private static string CommandOf(string? pidAndCommand) => pidAndCommand is null ? PerfFrame.Unknown : pidAndCommand[(pidAndCommand.IndexOf(':') + 1)..];

    private static string? Text(Dictionary<string, string> cells, string name) => cells.GetValueOrDefault(name) is { Length: > 0 } cell ? Decoded(cell) : null;

    private static string Decoded(string bytes) => Encoding.UTF8.GetString(_bytes.GetBytes(bytes));

    private static ulong[] Numbers(Dictionary<string, string> cells, string name, ulong most = ulong.MaxValue)
    {
        string[] words = (cells.GetValueOrDefault(name) ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        ulong[] numbers = [.. words.Select(w => ulong.TryParse(w, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number) && number <= most ? number : (ulong?)null).OfType<ulong>()];
        return numbers.Length == words.Length ? numbers : [];
    }

    // Each share ends with % or a space: a number that could be cut in many ways would be tried in all of them.
    [GeneratedRegex(@"^(?:(?<share>[0-9]{1,3}(?:[.,][0-9]+)?)(?:%\s*|\s+|$))+$")]
    private static partial Regex ShareCell();

    // With -v the address and the symbol table's letter come before the mark.
    [GeneratedRegex(@"^(?:0x[0-9a-f]+ .*?)?\[(?<mark>[k.guH!])\] (?<symbol>.+)$")]
    private static partial Regex MarkedSymbol();

    [GeneratedRegex(@"^\s*(?:[+-]\s*)?(?:(?<share>[0-9]{1,3}(?:[.,][0-9]+)?)%[\s;]+){1,2}(?<middle>.*?)\[(?<mark>[k.guH!])\] (?<symbol>.+)$")]
    private static partial Regex Shape();

    [GeneratedRegex(@"\s{2,}|;")]
    private static partial Regex Gap();
}
