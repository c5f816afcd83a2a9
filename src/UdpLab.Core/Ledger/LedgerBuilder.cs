namespace UdpLab;

/// <summary>Builds a <see cref="Ledger"/> from the counters before and after: each packet in one entry, in the order packets travel.</summary>
internal static class LedgerBuilder
{
    /// <summary>Builds the ledger of one measurement.</summary>
    /// <param name="input">The counters of both sides.</param>
    /// <param name="catalogue">The known counters; null for <see cref="LossCatalogue.All"/>.</param>
    public static Ledger Build(LedgerInput input, LossCatalogue? catalogue = null)
    {
        catalogue ??= LossCatalogue.All;
        List<string> damage = [];
        SoftnetStat.Totals? softnet = SoftnetStat.Difference(SoftnetStat.Parse(input.Before.Softnet, damage), SoftnetStat.Parse(input.After.Softnet, damage));
        ProtocolCounters protocols = new(input.Before, input.After, input.Ipv6, damage);
        LedgerPlace[] places =
        [
            .. input.Generators.Select(generator => LedgerPlaces.Generator(catalogue, generator)),
            .. LedgerPlaces.Receivers(catalogue, input.Before, input.After),
            LedgerPlaces.Sink(catalogue, input, softnet, protocols),
        ];
        Settlement.Settle(catalogue, places);
        Tally[] tallies = [.. places.SelectMany(place => place.Tallies)];
        List<LedgerEntry> uncounted = ReasonSettlement.Apply(input, catalogue, tallies);
        BundleEstimate.Apply(input, protocols, tallies);

        long? delivered = input.Delivered ?? protocols.Of(CounterSource.Udp, CounterNames.InDatagrams);
        return new Ledger
        {
            Sent = input.Sent,
            Received = input.TotalPackets,
            Entries = [.. tallies.Where(tally => tally.IsEntry).Select(tally => tally.Entry(UnitOf(tally.Counter, input))).Concat(uncounted).OrderBy(entry => entry.Layer)],
            KernelReceived = delivered,
            KernelDifference = delivered - input.TotalDatagrams,
            KernelUnit = input.Gro || (input.Delivered is not null && input.LargestTrain > 1) ? LedgerUnit.Bundles : LedgerUnit.Packets,
            Notes = [.. Unreadable(input).Concat(damage).Distinct()],
        };
    }

    /// <summary>Losses are converted to packets; information stays as the kernel counted it.</summary>
    private static LedgerUnit UnitOf(KnownCounter counter, LedgerInput input) => !counter.IsLoss && counter.BundledBy.Any(input.Has) ? LedgerUnit.Bundles : LedgerUnit.Packets;

    private static IEnumerable<string> Unreadable(LedgerInput input) =>
        new[] { input.Before, input.After }.Concat(input.Generators.SelectMany(g => new[] { g.Before, g.After })).SelectMany(c => c.Unreadable ?? []);
}
