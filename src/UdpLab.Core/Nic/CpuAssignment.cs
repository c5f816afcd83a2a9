using System.Collections;
using System.Globalization;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>
/// Which CPUs interrupts or queues get: <c>Spread</c> (each one CPU, in turn, near the device), <c>None</c>, a list of CPUs
/// to take in turn (interrupts) or as a set (queues), or a table that names each.
/// </summary>
public sealed record CpuAssignment
{
    /// <summary>"Spread", "None", or a list as "0-3,8".</summary>
    /// <exception cref="FormatException">It is none of these.</exception>
    public CpuAssignment(string text)
    {
        IsSpread = text.Equals("Spread", StringComparison.OrdinalIgnoreCase);
        Cpus = IsSpread ? [] : ParseList(text);
    }

    /// <summary>CPUs by the number of a queue or interrupt, or by its name.</summary>
    public CpuAssignment(IDictionary table)
    {
        Cpus = [];
        Table = table.Cast<DictionaryEntry>().ToDictionary(
            e => Convert.ToString(e.Key, CultureInfo.InvariantCulture)!,
            e => ParseList(e.Value is IEnumerable several and not string ? string.Join(',', several.Cast<object>().Select(c => Convert.ToString(c, CultureInfo.InvariantCulture))) : Convert.ToString(e.Value, CultureInfo.InvariantCulture) ?? ""));
    }

    /// <summary>One CPU each, in turn, near the device.</summary>
    public bool IsSpread { get; }

    /// <summary>The list; empty for None, and where <see cref="Table"/> says it.</summary>
    public IReadOnlyList<int> Cpus { get; }

    /// <summary>CPUs by name or number, null where there is one list for all.</summary>
    public IReadOnlyDictionary<string, int[]>? Table { get; }

    /// <summary>As it was written.</summary>
    public override string ToString() => IsSpread ? "Spread"
        : Table is null ? CpuText.List(Cpus)
        : FieldText.Of(Table.Select(t => KeyValuePair.Create(t.Key, CpuText.List(t.Value))));

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
            throw new FormatException($"'{(text.Length > 60 ? text[..60] + "..." : text)}' is no list of CPUs: give numbers and ranges as '0-3,8', 'None', or 'Spread'. {e.Message}", e);
        }
    }
}
