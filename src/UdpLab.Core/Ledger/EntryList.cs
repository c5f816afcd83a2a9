namespace UdpLab;

/// <summary>Collects the entries of a ledger.</summary>
internal sealed class EntryList
{
    private readonly List<LedgerEntry> _entries = [];

    /// <summary>The entries so far.</summary>
    public IReadOnlyList<LedgerEntry> Entries => _entries;

    /// <summary>Sum of the losses so far.</summary>
    public long Losses => Delta.Sum(_entries.Where(entry => entry.IsLoss).Select(entry => entry.Packets));

    /// <summary>Adds a loss; nothing if the kernel does not have the counter.</summary>
    public void Loss(LedgerLayer layer, string counter, long? packets, string source, string meaning, string? device = null) =>
        Add(layer, counter, packets, source, meaning, device, isLoss: true, LedgerUnit.Packets);

    /// <summary>Adds a number that is not a loss; nothing if the kernel does not have the counter.</summary>
    public void Info(LedgerLayer layer, string counter, long? packets, string source, string meaning, string? device = null, LedgerUnit unit = LedgerUnit.Packets) =>
        Add(layer, counter, packets, source, meaning, device, isLoss: false, unit);

    private void Add(LedgerLayer layer, string counter, long? packets, string source, string meaning, string? device, bool isLoss, LedgerUnit unit)
    {
        if (packets is { } number)
        {
            _entries.Add(new LedgerEntry
            {
                Layer = layer,
                Counter = counter,
                Packets = number,
                Unit = unit,
                Source = source,
                Meaning = meaning,
                IsLoss = isLoss,
                Interface = device,
            });
        }
    }
}
