namespace UdpLab;

/// <summary>
/// All knowledge about counters, from LossCatalogue.json. The ledger, Get-LabNic, Get-UdpBottleneck, the error that says how far
/// packets got, and the reasons of readiness checks use it.
/// </summary>
internal sealed record LossCatalogue
{
    /// <summary>The resource it is read from.</summary>
    public const string Resource = "UdpLab.Ledger.Catalogue.LossCatalogue.json";

    private static readonly Lazy<LossCatalogue> _all = new(() => EmbeddedData.Read<LossCatalogue>(Resource));

    /// <summary>The catalogue.</summary>
    public static LossCatalogue All => _all.Value;

    /// <summary>Describes the file.</summary>
    public string About { get; init; } = "";

    /// <summary>Drivers whose devices come in pairs: one end receives what the other sends, and both may count the same drop.</summary>
    public required string[] Pairs { get; init; }

    /// <summary>How to name each source of counters.</summary>
    public required IReadOnlyDictionary<CounterSource, SourceText> Sources { get; init; }

    /// <summary>The counters in the order packets travel; a part stands before the counter that includes it.</summary>
    public required KnownCounter[] Counters { get; init; }

    /// <summary>What to do about losses.</summary>
    public required LossAdvice[] Advice { get; init; }

    /// <summary>The advice for a loss: that of its counter, otherwise of its layer; null if none.</summary>
    public LossAdvice? AdviceFor(LedgerEntry loss)
    {
        KnownCounter[] named = Array.FindAll(Counters, c => c.Counter == loss.Counter && c.Advice is not null);
        KnownCounter? counter = Array.Find(named, c => c.Layer == loss.Layer) ?? named.FirstOrDefault();
        return Array.Find(Advice, a => counter is null ? a.Layers.Contains(loss.Layer) : a.Cause == counter.Advice);
    }

    /// <summary>The counters that show what a readiness check warns about, as text: "Softnet dropped".</summary>
    /// <param name="check">The check's name.</param>
    /// <param name="drivers">Drivers of the interfaces checked; counters of other drivers are left out.</param>
    public string NamesFor(string check, IReadOnlyCollection<string> drivers) => string.Join(", ", Counters
        .Where(c => c.Checks.Contains(check) && (c.Drivers.Length == 0 || c.Drivers.Any(drivers.Contains)))
        .Select(c => $"{c.Layer} {c.Counter}")
        .Distinct());

    /// <summary>The readiness checks that warn about a loss.</summary>
    public IEnumerable<string> ChecksFor(LedgerEntry loss) => Counters.Where(c => c.Layer == loss.Layer && c.Counter == loss.Counter).SelectMany(c => c.Checks);

    /// <summary>True if a socket of the sink refused the packets, so that the socket's own counter includes them.</summary>
    public bool IsAtSocket(LedgerEntry loss) => (loss.Layer == LedgerLayer.Socket && loss.Counter != CounterNames.OtherSockets)
        || (Array.Find(Counters, c => c.Layer == loss.Layer && c.Counter == loss.Counter) is { } counter && Names(counter.AlsoIn).Contains(CounterNames.SocketDrops));

    /// <summary>True if a socket of the sink refuses packets for this reason.</summary>
    public bool IsAtSocket(string reason) => Counters.Any(c => c.Counter == CounterNames.SocketDrops && c.Reasons.Contains(reason));

    private static IEnumerable<string> Names(Overlap[] overlaps) => overlaps.SelectMany(o => o.Counters.Concat(Names(o.AlsoIn)));
}
