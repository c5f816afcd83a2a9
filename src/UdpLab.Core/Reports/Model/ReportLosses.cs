using System.Globalization;

namespace UdpLab;

/// <summary>A counter's packets, of all measurements of a report.</summary>
/// <param name="Layer">Where on the way.</param>
/// <param name="Counter">Its name.</param>
/// <param name="Packets">How many.</param>
/// <param name="Source">What it was read from.</param>
/// <param name="Meaning">What it means.</param>
/// <param name="Remedy">What to do; null if the catalogue has no advice.</param>
/// <param name="IsLoss">They were lost there.</param>
/// <param name="Reasons">The kernel's reasons for them, the most frequent first; empty if they were not traced.</param>
internal sealed record ReportLoss(LedgerLayer Layer, string Counter, long Packets, string Source, string Meaning, string? Remedy, bool IsLoss, IReadOnlyList<DropReason> Reasons)
{
    /// <summary>Reasons that say more than the counter's own name.</summary>
    public IReadOnlyList<DropReason> Causes => Reasons.Count == 1 && Reasons[0].Name == Counter ? [] : Reasons;

    public string Name => $"{Layer} {Counter}";
}

/// <summary>The ledgers of several measurements as one: where all of their packets went.</summary>
internal sealed class ReportLosses
{
    private ReportLosses(IReadOnlyList<SinkMeasurement> measurements)
    {
        Ledger[] ledgers = [.. measurements.Select(m => m.Ledger)];
        Measurements = ledgers.Length;
        Known = ledgers.Count(ledger => ledger.Sent is not null);
        Sent = Known == 0 ? null : Delta.Sum(ledgers.Select(ledger => ledger.Sent ?? 0));
        Received = Delta.Sum(ledgers.Select(ledger => ledger.Received));
        Unexplained = Known == 0 ? null : Delta.Sum(ledgers.Select(ledger => ledger.Unexplained ?? 0));
        Counters = [.. measurements.SelectMany(m => m.Ledger.Entries)
            .GroupBy(entry => (entry.Layer, entry.Counter, entry.IsLoss, entry.Unit))
            .Select((group, i) => (i, Entry: group.First(), Packets: Delta.Sum(group.Select(entry => entry.Packets)), Reasons: Together(group.SelectMany(entry => entry.Reasons ?? []))))
            .OrderBy(counter => counter.Entry.Layer)
            .ThenBy(counter => counter.i)
            .Select(counter => new ReportLoss(
                counter.Entry.Layer,
                counter.Entry.Counter,
                counter.Packets,
                counter.Entry.Source,
                counter.Entry.Unit == LedgerUnit.Bundles ? $"{counter.Entry.Meaning} (bundles of packets)" : counter.Entry.Meaning,
                counter.Entry.IsLoss ? LossCatalogue.All.AdviceFor(counter.Entry)?.Fix : null,
                counter.Entry.IsLoss,
                counter.Reasons))];
    }

    public int Measurements { get; }

    /// <summary>Measurements of which it is known how many packets were sent.</summary>
    public int Known { get; }

    /// <summary>Packets sent; null where that is known of no measurement.</summary>
    public long? Sent { get; }

    public long Received { get; }

    public long? Unexplained { get; }

    /// <summary>What was counted, in the order packets travel.</summary>
    public IReadOnlyList<ReportLoss> Counters { get; }

    /// <summary>Counters that lost packets, the most first.</summary>
    public IReadOnlyList<ReportLoss> Losses => [.. Counters.Where(counter => counter is { IsLoss: true, Packets: > 0 }).OrderByDescending(counter => counter.Packets)];

    /// <summary>It is known of all measurements how many packets were sent.</summary>
    public bool IsWhole => Measurements > 0 && Known == Measurements;

    /// <summary>What shares are of: the packets sent, where that is known of all measurements, else those accounted for.</summary>
    public double All => IsWhole ? Sent!.Value : Received + Losses.Sum(loss => (double)loss.Packets) + Math.Max(0, Unexplained ?? 0);

    public static ReportLosses Of(IReadOnlyList<SinkMeasurement> measurements) => new(measurements);

    /// <summary>The same reason of several measurements as one.</summary>
    private static DropReason[] Together(IEnumerable<DropReason> reasons) =>
    [
        .. reasons.GroupBy(reason => (reason.Name, reason.Function)).Select(same => same.First() with
        {
            Frames = Delta.Sum(same.Select(reason => reason.Frames)),
            Packets = Delta.Sum(same.Select(reason => reason.Packets)),
            Reader = ReaderLosses.Sum(same.Select(reason => reason.Reader)),
        }).OrderByDescending(reason => reason.Packets),
    ];

    /// <summary>A share in percent, such as "12.3 %"; not quite nothing is "&lt; 0.01 %".</summary>
    public static string Percent(double part, double whole) => whole <= 0 || part == 0 ? "0 %"
        : Math.Abs(part / whole) < 0.0001 ? "< 0.01 %"
        : string.Create(CultureInfo.InvariantCulture, $"{100 * part / whole:0.##} %");
}
