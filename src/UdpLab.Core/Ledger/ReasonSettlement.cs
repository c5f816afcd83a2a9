namespace UdpLab;

/// <summary>
/// Joins the kernel's reasons with its counters: the catalogue says which reasons a counter counts
/// (<see cref="KnownCounter.Reasons"/>). What no counter has becomes an entry of its own.
/// </summary>
internal static class ReasonSettlement
{
    /// <summary>A drop without a reason of its own: it may be in any counter.</summary>
    private static readonly string?[] _vague = [null, "NOT_SPECIFIED"];

    /// <summary>Gives counters their reasons, and the packets of those.</summary>
    /// <param name="input">The reasons, and the totals.</param>
    /// <param name="catalogue">What reasons mean.</param>
    /// <param name="tallies">The settled counters, still in the kernel's unit.</param>
    /// <returns>Entries for what no counter has.</returns>
    public static List<LedgerEntry> Apply(LedgerInput input, LossCatalogue catalogue, IReadOnlyList<Tally> tallies)
    {
        List<DropReason> uncounted = [];
        foreach (DropReason reason in input.Drops.Select(reason => Named(reason, catalogue)))
        {
            DropReason left = reason;
            foreach (Tally tally in tallies.Where(t => reason.Name is not null && t.Counter.IsLoss && t.Counter.Reasons.Contains(reason.Name)))
            {
                left = tally.Explain(left);
            }

            if (left.Frames > 0)
            {
                uncounted.Add(left);
            }
        }

        foreach (Tally tally in tallies.Where(t => t.Reasons.Count > 0))
        {
            // The counter is of the namespace, the reasons are of this sink's packets.
            long others = tally.Unexplained;
            tally.Packets = tally.Reasons.Sum(r => r.Packets);
            if (others > 0 && tally.Place.Tallies.FirstOrDefault(t => t.Counter.Counter == tally.Counter.Rest) is { } rest)
            {
                rest.Packets += others;
            }
        }

        return Entries(input, catalogue, tallies, uncounted);
    }

    /// <summary>The reason that the function stands for, where the kernel gives none.</summary>
    private static DropReason Named(DropReason reason, LossCatalogue catalogue) =>
        _vague.Contains(reason.Name) && reason.Function is { } function && catalogue.Counters.FirstOrDefault(c => c.Functions.Contains(function)) is { } known
            ? reason with { Name = known.Counter }
            : reason;

    private static List<LedgerEntry> Entries(LedgerInput input, LossCatalogue catalogue, IReadOnlyList<Tally> tallies, List<DropReason> uncounted)
    {
        // No more than is missing: a drop whose reason says nothing is in a counter already.
        long missing = input.Sent - input.TotalPackets - input.LeftInSocket - Delta.Sum(tallies.Where(t => t.Counter.IsLoss && t.Counter.Counter != CounterNames.LeftInSocket).Select(t => t.Packets))
            - uncounted.Where(r => !_vague.Contains(r.Name)).Sum(r => r.Packets) ?? 0;
        List<LedgerEntry> entries = [];
        foreach (IGrouping<string?, DropReason> reasons in uncounted.GroupBy(r => r.Name))
        {
            long packets = reasons.Sum(r => r.Packets);
            if (_vague.Contains(reasons.Key))
            {
                packets = Math.Clamp(packets, 0, Math.Max(0, missing));
                missing -= packets;
            }

            if (packets > 0)
            {
                KnownCounter? known = catalogue.Counters.FirstOrDefault(c => c.Source == CounterSource.Reason && c.Counter == reasons.Key);
                entries.Add(new LedgerEntry
                {
                    Layer = known?.Layer ?? LedgerLayer.Ip,
                    Counter = reasons.Key ?? "dropped, no reason given",
                    Packets = packets,
                    Source = catalogue.Sources[CounterSource.Reason].Text.Replace("{counter}", reasons.Key ?? "not named by this kernel", StringComparison.Ordinal),
                    Meaning = known?.Meaning ?? "the kernel dropped them for this reason, which has no counter of its own",
                    IsLoss = true,
                    Reasons = [.. reasons],
                });
            }
        }

        return entries;
    }
}
