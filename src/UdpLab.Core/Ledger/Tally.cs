namespace UdpLab;

/// <summary>What a counter counted at a place, minus what other counters account for.</summary>
/// <param name="counter">The counter.</param>
/// <param name="place">The place.</param>
/// <param name="packets">The count.</param>
/// <param name="source">Where it was read.</param>
internal sealed class Tally(KnownCounter counter, LedgerPlace place, long packets, string source)
{
    public KnownCounter Counter => counter;

    public LedgerPlace Place => place;

    public string Source => source;

    /// <summary>The packets it still accounts for.</summary>
    public long Packets { get; set; } = packets;

    /// <summary>True if it makes an entry: of the many driver statistics only those that moved, the other counters at 0 too.</summary>
    public bool IsEntry => counter.IsShown && (Packets > 0 || counter.Source is not (CounterSource.Ethtool or CounterSource.Reason or CounterSource.Rest));

    /// <summary>The kernel's reasons for what it counted; empty if they were not traced.</summary>
    public List<DropReason> Reasons { get; } = [];

    /// <summary>What it counted and no reason explains.</summary>
    public long Unexplained => Packets - Reasons.Sum(r => r.Frames);

    /// <summary>Takes what it counted of a reason's packets; returns the others.</summary>
    public DropReason Explain(DropReason reason)
    {
        long frames = Math.Min(reason.Frames, Math.Max(0, Unexplained));
        if (frames <= 0)
        {
            return reason;
        }

        if (frames == reason.Frames)
        {
            Reasons.Add(reason);
            return reason with { Frames = 0, Packets = 0 };
        }

        long share = (long)((Int128)reason.Packets * frames / reason.Frames);
        Reasons.Add(reason with { Frames = frames, Packets = share });
        return reason with { Frames = reason.Frames - frames, Packets = reason.Packets - share };
    }

    /// <summary>Subtracts packets counted elsewhere, at most as many as it has; returns how many.</summary>
    public long Take(long packets)
    {
        long taken = Math.Clamp(packets, 0, Math.Max(0, Packets));
        Packets -= taken;
        return taken;
    }

    /// <summary>Its ledger entry.</summary>
    public LedgerEntry Entry(LedgerUnit unit = LedgerUnit.Packets) => new()
    {
        Layer = counter.Layer,
        Counter = counter.Counter,
        Packets = Packets,
        Unit = unit,
        Source = source,
        Meaning = counter.Meaning,
        IsLoss = counter.IsLoss,
        Reasons = Reasons.Count > 0 ? Reasons : null,
        Interface = counter.Source == CounterSource.Flood ? null : place.Device?.Name,
    };
}
