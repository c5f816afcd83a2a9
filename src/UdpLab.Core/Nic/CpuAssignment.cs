using System.Collections;
using System.Globalization;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>
/// The CPUs for interrupts or queues: <c>Spread</c> (one CPU each, in turn, near the device), <c>None</c>, a list of CPUs to
/// use in turn (interrupts) or as a set (queues), or a table with CPUs for each.
/// </summary>
public sealed record CpuAssignment
{
    /// <summary>"Spread", "None", or a list such as "0-3,8".</summary>
    /// <exception cref="FormatException">It is none of these.</exception>
    public CpuAssignment(string text)
    {
        IsSpread = text.Equals("Spread", StringComparison.OrdinalIgnoreCase);
        Cpus = IsSpread ? [] : ParseList(text);
    }

    /// <summary>CPUs by queue or interrupt number, or by name.</summary>
    public CpuAssignment(IDictionary table)
    {
        Cpus = [];
        Table = table.Entries().ToDictionary(
            e => Convert.ToString(e.Key, CultureInfo.InvariantCulture)!,
            e => ParseList(e.Value is IEnumerable several and not string ? string.Join(',', several.Cast<object>().Select(c => Convert.ToString(c, CultureInfo.InvariantCulture))) : Convert.ToString(e.Value, CultureInfo.InvariantCulture) ?? ""));
    }

    /// <summary>One CPU each, in turn, near the device.</summary>
    public bool IsSpread { get; }

    /// <summary>The list; empty for None or if there is a <see cref="Table"/>.</summary>
    public IReadOnlyList<int> Cpus { get; }

    /// <summary>CPUs by name or number; null if one list applies to all.</summary>
    public IReadOnlyDictionary<string, int[]>? Table { get; }

    /// <summary>The text form.</summary>
    public override string ToString() => IsSpread ? "Spread"
        : Table is null ? CpuText.List(Cpus)
        : FieldText.Of(Table.Select(t => KeyValuePair.Create(t.Key, CpuText.List(t.Value))));

    /// <summary>Parses a text form, including that of a table: "0=1 1=2-3".</summary>
    /// <exception cref="FormatException">Malformed.</exception>
    internal static CpuAssignment Parse(string text) => text.Contains('=', StringComparison.Ordinal) ? new CpuAssignment((IDictionary)FieldText.Parse(text)) : new CpuAssignment(text);

    private static int[] ParseList(string text)
    {
        if (text.Equals(CpuText.None, StringComparison.OrdinalIgnoreCase))
        {
            return [];
        }

        try
        {
            int[] cpus = CpuText.ParseList(text);
            return cpus.Length > 0 ? cpus : throw new FormatException("It is empty.");
        }
        catch (FormatException e)
        {
            throw new FormatException($"'{(text.Length > 60 ? text[..60] + "..." : text)}' is not a list of CPUs: give numbers and ranges such as '0-3,8', 'None', or 'Spread'. {e.Message}", e);
        }
    }
}
