using System.Collections.ObjectModel;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace UdpLab;

/// <summary>A list in a result. Its text is its contents, because Export-Csv writes the text of a property.</summary>
public sealed class LabList<T> : ReadOnlyCollection<T>
{
    internal LabList(IList<T> items)
        : base(items)
    {
    }

    /// <summary>The items, separated by semicolons.</summary>
    public override string ToString() => LabList.Text(this.Select(item => Convert.ToString(item, CultureInfo.InvariantCulture)), Count);
}

/// <summary>A table in a result, in insertion order. Its text is its contents, because Export-Csv writes the text of a property.</summary>
public sealed class LabTable<TKey, TValue> : ReadOnlyDictionary<TKey, TValue>
    where TKey : notnull
{
    // Nothing is ever removed, so it stays in order.
    internal LabTable(IEnumerable<KeyValuePair<TKey, TValue>> items, IEqualityComparer<TKey>? comparer)
        : base(new Dictionary<TKey, TValue>(items, comparer))
    {
    }

    /// <summary>"key=value" pairs, separated by semicolons.</summary>
    public override string ToString() => LabList.Text(this.Select(item => string.Create(CultureInfo.InvariantCulture, $"{item.Key}={item.Value}")), Count);
}

/// <summary>Creates lists and tables with readable text.</summary>
internal static class LabList
{
    /// <summary>Items shown in the text of a longer list; the rest is only counted.</summary>
    private const int Shown = 200;

    public static LabList<T> Empty<T>() => new([]);

    [return: NotNullIfNotNull(nameof(items))]
    public static LabList<T>? Of<T>(IEnumerable<T>? items) => items is null ? null : items as LabList<T> ?? new LabList<T>([.. items]);

    [return: NotNullIfNotNull(nameof(items))]
    public static LabTable<TKey, TValue>? Table<TKey, TValue>(IEnumerable<KeyValuePair<TKey, TValue>>? items, IEqualityComparer<TKey>? comparer = null)
        where TKey : notnull => items is null ? null : items as LabTable<TKey, TValue> ?? new LabTable<TKey, TValue>(items, comparer);

    public static string Text(IEnumerable<string?> items, int count)
    {
        string text = string.Join("; ", items.Take(Shown));
        return count > Shown ? string.Create(CultureInfo.InvariantCulture, $"{text}; ... ({count} in all)") : text;
    }
}
