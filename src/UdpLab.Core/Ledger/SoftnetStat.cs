using System.Globalization;

namespace UdpLab;

/// <summary>
/// /proc/net/softnet_stat: one line per online CPU, hexadecimal columns without names. The number of columns shows what they
/// mean: 9 and 10 up to Linux 3.10, flow_limit as the 11th since, the CPU number as the 13th since 5.10 (before that, a
/// line's number is not its CPU's if a CPU is offline).
/// </summary>
internal sealed class SoftnetStat
{
    /// <summary>The file's name.</summary>
    public const string File = "/proc/net/softnet_stat";

    private const int FewestColumns = 9;
    private const int FlowLimitColumn = 11;
    private const int CpuColumn = 13;

    private SoftnetStat(IReadOnlyList<Row> rows) => Rows = rows;

    /// <summary>One row per online CPU.</summary>
    public IReadOnlyList<Row> Rows { get; }

    /// <summary>Reads a whole file; an empty text has no lines.</summary>
    /// <exception cref="KernelTextException">The text does not have that form.</exception>
    public static SoftnetStat Parse(string text)
    {
        string[] lines = KernelText.Lines(text, File);
        List<Row> rows = new List<Row>(lines.Length);
        int columns = 0;
        HashSet<uint> seen = new HashSet<uint>();
        for (int index = 0; index < lines.Length; index++)
        {
            string[] words = KernelText.Words(lines[index]);
            columns = index == 0 ? words.Length : columns;
            if (words.Length < FewestColumns || words.Length != columns)
            {
                string wanted = index == 0 ? $"{FewestColumns} columns or more" : $"{columns} columns as in the lines before";
                throw new KernelTextException(File, index + 1, $"{wanted}, not {words.Length}");
            }

            uint[] numbers = Array.ConvertAll(words, word => Hexadecimal(word, index + 1));
            Row row = new Row(
                columns >= CpuColumn ? numbers[CpuColumn - 1] : null,
                numbers[0],
                numbers[1],
                numbers[2],
                columns >= FlowLimitColumn ? numbers[FlowLimitColumn - 1] : null);
            if (row.Cpu is { } cpu && !seen.Add(cpu))
            {
                throw new KernelTextException(File, index + 1, $"CPU {cpu} once only");
            }

            rows.Add(row);
        }

        return new SoftnetStat(rows);
    }

    /// <summary>Like <see cref="Parse(string)"/>, but a damaged file yields no rows at all, rather than some CPUs only.</summary>
    /// <param name="text">The text.</param>
    /// <param name="damage">Receives the faults.</param>
    public static SoftnetStat Parse(string text, ICollection<string> damage)
    {
        try
        {
            return Parse(text);
        }
        catch (KernelTextException fault)
        {
            damage.Add(fault.Message);
            return new SoftnetStat([]);
        }
    }

    /// <summary>
    /// The difference between two readings, all CPUs together. Null if not known: no file, or the set of CPUs changed.
    /// </summary>
    public static Totals? Difference(SoftnetStat before, SoftnetStat after)
    {
        if (before.Rows.Count == 0 || before.Rows.Count != after.Rows.Count)
        {
            return null;
        }

        long dropped = 0, squeezed = 0;
        long? flowLimit = 0;
        for (int index = 0; index < before.Rows.Count; index++)
        {
            (Row? old, Row? now) = (before.Rows[index], after.Rows[index]);
            if (old.Cpu != now.Cpu)
            {
                return null;
            }

            // The columns are 32 bits wide and wrap.
            dropped += unchecked(now.Dropped - old.Dropped);
            squeezed += unchecked(now.Squeezed - old.Squeezed);
            flowLimit += unchecked(now.FlowLimit - old.FlowLimit);
        }

        return new Totals(dropped, squeezed, flowLimit);
    }

    private static uint Hexadecimal(string word, int line) =>
        word.Length == 8 && uint.TryParse(word, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint number)
            ? number
            : throw new KernelTextException(File, line, $"8 hexadecimal digits, not \"{word}\"");

    /// <summary>The row of one CPU.</summary>
    /// <param name="Cpu">The CPU's number, null before Linux 5.10.</param>
    /// <param name="Processed">Packets processed.</param>
    /// <param name="Dropped">Packets refused by the full backlog.</param>
    /// <param name="Squeezed">Times net_rx_action ran out of budget or time with work left.</param>
    /// <param name="FlowLimit">Packets refused by the flow limit (included in <paramref name="Dropped"/>), null on old kernels.</param>
    internal sealed record Row(uint? Cpu, uint Processed, uint Dropped, uint Squeezed, uint? FlowLimit);

    /// <summary>The sum over all CPUs.</summary>
    /// <param name="Dropped">Packets refused by the full backlog.</param>
    /// <param name="Squeezed">Times net_rx_action ran out of budget or time with work left.</param>
    /// <param name="FlowLimit">Packets refused by the flow limit, null on old kernels.</param>
    internal sealed record Totals(long Dropped, long Squeezed, long? FlowLimit);
}
