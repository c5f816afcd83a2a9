using System.Collections;
using System.Globalization;
using System.Text.RegularExpressions;

namespace UdpLab;

/// <summary>A factor's value as text, and the order of values.</summary>
internal static partial class FactorText
{
    /// <summary>The text of a missing value.</summary>
    public const string None = "none";

    /// <summary>The value as text; a list by its items.</summary>
    public static string Of(object? value) => HostText.Clean(value switch
    {
        null => None,
        string text => text,
        IDictionary table => string.Join("; ", table.Entries().Select(e => $"{e.Key}={Of(e.Value)}")),
        IEnumerable items => string.Join(", ", items.Cast<object?>().Select(Of)),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? None,
    });

    /// <summary>Sorts values: numbers by size, version texts, such as kernels, by version, others as planned, else in order of occurrence.</summary>
    /// <param name="values">The values.</param>
    /// <param name="planned">The texts of all of them in the order that a sweep was given; empty if there is none.</param>
    public static IReadOnlyList<string> InOrder(IEnumerable<object?> values, params IReadOnlyList<string> planned)
    {
        object?[] all = [.. values.DistinctBy(Of, StringComparer.OrdinalIgnoreCase)];
        string[] texts = [.. all.Select(Of)];
        return Array.TrueForAll(all, v => v is string text && VersionText().IsMatch(text)) ? [.. texts.Order(Comparer<string>.Create(CompareVersions))]
            : Array.TrueForAll(texts, t => Number(t) is not null) ? [.. texts.OrderBy(t => Number(t))]
            : Array.TrueForAll(texts, t => planned.Contains(t, StringComparer.OrdinalIgnoreCase)) ? [.. texts.OrderBy(t => planned.ToList().FindIndex(p => p.Equals(t, StringComparison.OrdinalIgnoreCase)))]
            : texts;
    }

    private static int CompareVersions(string a, string b)
    {
        long[] one = Numbers(a), other = Numbers(b);
        int at = Enumerable.Range(0, Math.Min(one.Length, other.Length)).FirstOrDefault(i => one[i] != other[i], -1);
        return at >= 0 ? one[at].CompareTo(other[at]) : one.Length.CompareTo(other.Length);

        static long[] Numbers(string text) => [.. DigitsText().Matches(text).Select(m => long.TryParse(m.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : long.MaxValue)];
    }

    // At least two numbers: 6.12 and 6.1.0-56-amd64, but not 10G.
    [GeneratedRegex(@"^v?[0-9]+\.[0-9]+([.+~_-].*)?$", RegexOptions.IgnoreCase)]
    private static partial Regex VersionText();

    [GeneratedRegex("[0-9]+")]
    private static partial Regex DigitsText();

    private static double? Number(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : null;
}
