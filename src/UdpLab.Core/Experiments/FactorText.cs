using System.Collections;
using System.Globalization;

namespace UdpLab;

/// <summary>A factor's value as text, and the order of values.</summary>
internal static class FactorText
{
    /// <summary>The text of a value that is missing.</summary>
    public const string None = "none";

    /// <summary>The value as text; lists by their items.</summary>
    public static string Of(object? value) => HostText.Clean(value switch
    {
        null => None,
        string text => text,
        IDictionary table => string.Join("; ", table.Cast<DictionaryEntry>().Select(e => $"{e.Key}={Of(e.Value)}")),
        IEnumerable items => string.Join(", ", items.Cast<object?>().Select(Of)),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? None,
    });

    /// <summary>The values in their order: numbers by size, others as they come first.</summary>
    public static IReadOnlyList<string> InOrder(IEnumerable<object?> values)
    {
        string[] texts = [.. values.Select(Of).Distinct(StringComparer.OrdinalIgnoreCase)];
        return Array.TrueForAll(texts, t => Number(t) is not null) ? [.. texts.OrderBy(t => Number(t))] : texts;
    }

    private static double? Number(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : null;
}
