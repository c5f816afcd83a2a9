using System.Globalization;
using System.Text.RegularExpressions;

namespace UdpLab;

/// <summary>
/// The columns of a perf c2c report table, which differ between releases. Their positions come from the row of dots, their names
/// from the two lines above it; the upper one has group names ("----- HITM -----") or the start of a name ("Total" over "records").
/// </summary>
internal sealed partial class CacheLineColumns
{
    private readonly (int Start, int End)[] _places;
    private readonly string[] _names;

    private CacheLineColumns((int, int)[] places, string[] names)
    {
        _places = places;
        _names = names;
    }

    /// <summary>Null if the row is not a row of dots.</summary>
    public static CacheLineColumns? Of(string upper, string lower, string dots)
    {
        (int Start, int End)[] places = [.. Dots().Matches(dots).Select(m => (m.Index, m.Index + m.Length))];
        (int Start, int End, string Name)[] groups = [.. Group().Matches(upper).Select(m => (m.Index, m.Index + m.Length, m.Groups[1].Value.Trim()))];
        string[] names = [.. places.Select((place, i) =>
        {
            int from = i == 0 ? 0 : places[i - 1].End;
            string group = Array.Find(groups, g => g.Start < place.End && place.Start < g.End).Name ?? Cut(upper, from, place.End);
            return $"{group} {Cut(lower, from, place.End)}".Trim().ToLowerInvariant();
        })];
        return places.Length < 3 ? null : new CacheLineColumns(places, names);
    }

    /// <summary>A cell's text; null if this release does not have the column or the cell is empty.</summary>
    public string? Cell(string row, params string[] names)
    {
        int column = Array.FindIndex(_names, name => names.Contains(name));
        return column < 0 ? null : Text(row, column) is { Length: > 0 } text ? text : null;
    }

    /// <summary>A number; null if there is none or it is "N/A".</summary>
    public long? Number(string row, params string[] names) => long.TryParse(Cell(row, names), NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : null;

    /// <summary>The first cell with a percent sign.</summary>
    public double? Percent(string row) => Enumerable.Range(0, _places.Length).Select(i => Text(row, i)).FirstOrDefault(t => t.EndsWith('%')) is { } text
        && double.TryParse(text.TrimEnd('%'), System.Globalization.CultureInfo.InvariantCulture, out double percent) ? percent : null;

    /// <summary>For a name that occurs twice, once as percent and once as count: the first column whose cell is a number.</summary>
    public long? Count(string row, params string[] names) => _names
        .Select((name, i) => names.Contains(name) && long.TryParse(Text(row, i), NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : (long?)null)
        .FirstOrDefault(n => n is not null);

    private string Text(string row, int column) =>
        Cut(row, column == 0 ? 0 : _places[column - 1].End, column == _places.Length - 1 ? row.Length : _places[column].End);

    private static string Cut(string line, int from, int to) => from >= line.Length ? "" : line[from..Math.Min(to, line.Length)].Trim(' ', '#');

    [GeneratedRegex(@"\.{2,}", RegexOptions.CultureInvariant)]
    private static partial Regex Dots();

    [GeneratedRegex(@"(?<!-)-+ ([^-]+?) -+", RegexOptions.CultureInvariant)]
    private static partial Regex Group();
}
