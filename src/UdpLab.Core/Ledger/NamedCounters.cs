namespace UdpLab;

/// <summary>/proc/net/snmp6: one counter per line, "Udp6InDatagrams    12".</summary>
internal sealed class NamedCounters
{
    private readonly Dictionary<string, ulong> _values = [];

    private NamedCounters()
    {
    }

    /// <summary>A counter's value; null if this kernel does not have it.</summary>
    public ulong? this[string name] => _values.TryGetValue(name, out ulong value) ? value : null;

    /// <summary>Reads a whole file; an empty text (IPv6 is off) has no counters.</summary>
    /// <param name="text">The text.</param>
    /// <param name="file">Its name.</param>
    /// <param name="damage">Receives the faults, each of which costs only the line it is in; null throws at the first fault.</param>
    /// <exception cref="KernelTextException">The text does not have that form.</exception>
    public static NamedCounters Parse(string text, string file, ICollection<string>? damage = null)
    {
        NamedCounters counters = new NamedCounters();
        string[] lines = KernelText.Lines(text, file, damage);
        for (int index = 0; index < lines.Length; index++)
        {
            try
            {
                counters.Add(lines[index], file, index + 1);
            }
            catch (KernelTextException fault)
            {
                KernelText.Report(fault, damage);
            }
        }

        return counters;
    }

    private void Add(string line, string file, int number)
    {
        string[] words = KernelText.Words(line);
        if (words.Length != 2)
        {
            throw new KernelTextException(file, number, "a counter's name and its value");
        }

        string name = KernelText.Name(words[0], file, number);
        if (!_values.TryAdd(name, KernelText.Decimal(words[1], file, number)))
        {
            throw new KernelTextException(file, number, $"\"{name}\" once only");
        }
    }
}
