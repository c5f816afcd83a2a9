using UdpLab.Wire;

namespace UdpLab;

/// <summary>The lost packets of a window, and their source.</summary>
/// <param name="Lost">Packets; null if unknown.</param>
/// <param name="Basis">The source; null if there is none.</param>
/// <param name="Numbered">Loss by sequence numbers; null without usable numbers.</param>
internal sealed record WindowLoss(long? Lost, LossBasis? Basis, HeaderFindings? Numbered)
{
    // If losses before the sockets (of any traffic) exceed a tenth of the sockets' drops, those drops do not stand for the loss.
    private const int Negligible = 10;

    public static WindowLoss Of(SinkRunner sink, SinkResult result, FloodGroup? flood, Ledger ledger, bool isPart = false)
    {
        HeaderFindings? numbered = result.Headers is { } headers && Count(headers, result.Packets, flood is null) ? headers : null;

        // What went to sockets that are not measured is no loss of those that are.
        if (result.Watch is { Elsewhere: > 0 })
        {
            return new(result.WindowDrops, LossBasis.Sockets, null);
        }

        // The window is the whole flood if no packet was received outside it.
        if (!isPart && flood is { IsOver: true } && flood.Floods.All(f => f.Result!.Sent is not null) && sink.Plan.Warmup == 0 && result.TotalPackets == result.Packets && sink.WindowEnd is null)
        {
            long strangers = (numbered?.Duplicates ?? 0) + (result.Headers?.BadMagic ?? 0);
            return new(Math.Max(0, flood.Floods.Sum(f => f.Result!.Sent!.Value) - (result.Packets - strangers)), LossBasis.Flood, numbered);
        }

        if (sink.Plan.Watch is not null)
        {
            return new(result.WindowDrops, LossBasis.Sockets, null);
        }

        if (numbered is not null)
        {
            return new(numbered.Lost, LossBasis.Sequence, numbered);
        }

        return AtSockets(sink, result, ledger) is > 0 and var dropped ? new(dropped, LossBasis.Sockets, null) : new(null, null, null);
    }

    /// <summary>The numbers are sequence numbers, and most packets have one. UdpLab's own floods leave none out: what is missing of them was lost, however regularly.</summary>
    private static bool Count(HeaderFindings headers, long packets, bool foreign) =>
        !(foreign && headers.Step is not null) && headers.Numbers is null or NumberTrouble.HostOrder && headers.BadMagic * 2 <= packets && headers.BadMagic < packets;

    /// <summary>Drops of the sink's sockets in the window; null if they are unknown, or not the bulk of the loss.</summary>
    private static long? AtSockets(SinkRunner sink, SinkResult result, Ledger ledger)
    {
        if (result.SocketDrops is null)
        {
            return null;
        }

        long inAll = ledger.Entries.Where(e => e.IsLoss && LossCatalogue.All.IsAtSocket(e)).Sum(e => e.Packets);
        return (ledger.Losses - inAll) * Negligible > inAll ? null
            : result.TotalPackets == result.Packets ? inAll
            : sink.Plan.Gro ? null
            : result.WindowDrops;
    }
}
