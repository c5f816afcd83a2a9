namespace UdpLab;

/// <summary>
/// /proc/net/snmp and /proc/net/netstat: pairs of lines, "Udp: InDatagrams NoPorts" over "Udp: 12 3". Kernels add and
/// move columns, so counters are found by name only.
/// </summary>
internal sealed class HeaderedCounters
{
    private readonly Dictionary<(string Section, string Name), ulong> _values = [];

    private HeaderedCounters()
    {
    }

    /// <summary>A counter's value; null if this kernel does not have it.</summary>
    public ulong? this[string section, string name] => _values.TryGetValue((section, name), out ulong value) ? value : null;

    /// <summary>Reads a whole file; an empty text has no counters.</summary>
    /// <param name="text">The text.</param>
    /// <param name="file">Its name.</param>
    /// <param name="damage">Receives the faults, each of which costs only the lines it is in; null throws at the first fault.</param>
    /// <exception cref="KernelTextException">The text does not have that form.</exception>
    public static HeaderedCounters Parse(string text, string file, ICollection<string>? damage = null)
    {
        HeaderedCounters counters = new HeaderedCounters();
        string[] lines = KernelText.Lines(text, file, damage);
        for (int index = 0; index < lines.Length;)
        {
            bool pair = damage is null || HasValues(lines, index);
            try
            {
                if (!pair || index + 1 == lines.Length)
                {
                    throw new KernelTextException(file, index + 1, "a line of values after this line of names");
                }

                counters.Add(lines[index], lines[index + 1], file, index + 1);
            }
            catch (KernelTextException fault)
            {
                KernelText.Report(fault, damage);
            }

            index += pair ? 2 : 1;
        }

        return counters;
    }

    /// <summary>Whether the next line belongs to the same section; if not, the values are missing and the next line starts a new section.</summary>
    private static bool HasValues(string[] lines, int index) =>
        index + 1 < lines.Length && lines[index].IndexOf(':') is >= 0 and var colon && lines[index + 1].StartsWith(lines[index][..(colon + 1)], StringComparison.Ordinal);

    private void Add(string header, string row, string file, int line)
    {
        (string? section, string[]? names) = Cut(header, file, line);
        (string? valueSection, string[]? values) = Cut(row, file, line + 1);
        if (valueSection != section)
        {
            throw new KernelTextException(file, line + 1, $"the values of \"{section}:\", not of \"{valueSection}:\"");
        }

        if (values.Length != names.Length)
        {
            throw new KernelTextException(file, line + 1, $"{names.Length} values, not {values.Length}");
        }

        for (int index = 0; index < names.Length; index++)
        {
            string name = KernelText.Name(names[index], file, line);
            // A section may repeat (IcmpMsg does, 16 types at a time), a counter may not.
            if (!_values.TryAdd((section, name), KernelText.Decimal(values[index], file, line + 1)))
            {
                throw new KernelTextException(file, line, $"\"{section}: {name}\" once only");
            }
        }
    }

    private static (string Section, string[] Words) Cut(string line, string file, int number)
    {
        int colon = line.IndexOf(':');
        return colon > 0
            ? (KernelText.Name(line[..colon], file, number), KernelText.Words(line[(colon + 1)..]))
            : throw new KernelTextException(file, number, "a section's name and a colon");
    }
}
