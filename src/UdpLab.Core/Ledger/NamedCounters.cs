namespace UdpLab;

/// <summary>/proc/net/snmp6: a counter a line, "Udp6InDatagrams    12".</summary>
internal sealed class NamedCounters
{
    private readonly Dictionary<string, ulong> _values = [];

    private NamedCounters()
    {
    }

    /// <summary>A counter's value, null where this kernel does not have it.</summary>
    public ulong? this[string name] => _values.TryGetValue(name, out var value) ? value : null;

    /// <summary>Reads a whole file; an empty text (IPv6 is off) has no counters.</summary>
    /// <exception cref="KernelTextException">The text is not of that form.</exception>
    public static NamedCounters Parse(string text, string file)
    {
        var counters = new NamedCounters();
        var lines = KernelText.Lines(text, file);
        for (var index = 0; index < lines.Length; index++)
        {
            var words = KernelText.Words(lines[index]);
            if (words.Length != 2)
            {
                throw new KernelTextException(file, index + 1, "a counter's name and its value");
            }

            var name = KernelText.Name(words[0], file, index + 1);
            if (!counters._values.TryAdd(name, KernelText.Decimal(words[1], file, index + 1)))
            {
                throw new KernelTextException(file, index + 1, $"\"{name}\" once only");
            }
        }

        return counters;
    }
}
