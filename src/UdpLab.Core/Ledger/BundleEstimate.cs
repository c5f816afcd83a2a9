namespace UdpLab;

/// <summary>
/// Estimates losses in packets where the kernel counted bundles: the packets IP saw that nothing else accounts for, but at least
/// one per bundle, and at most what a bundle can hold and what is missing.
/// </summary>
internal static class BundleEstimate
{
    /// <summary>UDP_MAX_SEGMENTS of the newest kernels: the most segments a super-packet can have.</summary>
    private const long MostSegments = 128;

    /// <summary>Converts bundles to packets.</summary>
    /// <param name="input">The totals.</param>
    /// <param name="protocols">The counters of IP and UDP.</param>
    /// <param name="tallies">The settled counters.</param>
    public static void Apply(LedgerInput input, ProtocolCounters protocols, IReadOnlyList<Tally> tallies)
    {
        long received = input.TotalPackets + input.LeftInSocket;
        if (input.Delivered is not null)
        {
            // Nothing counts packets here: a train dropped before it is divided counts once.
            Share(tallies, Bundling.Gso, input.LargestTrain, input.Sent - received ?? 0, long.MaxValue);
            return;
        }

        if (protocols.RealPackets is not { } real)
        {
            return;
        }

        long atUdp = real - received - protocols.IcmpMessages - Lost(tallies, t => t.Counter.Layer == LedgerLayer.Ip);
        long whole = Lost(tallies, t => t.Counter.Layer == LedgerLayer.Udp && !IsBundled(t, Bundling.Gro));
        if (input.LargestTrain > 1)
        {
            // A train that finds no socket counts once.
            Share(tallies, Bundling.Gso, input.LargestTrain, atUdp - (input.SocketDrops ?? 0), long.MaxValue);
        }

        if (input.Gro)
        {
            long others = Math.Max(0, (protocols.Of(CounterSource.Udp, CounterNames.InDatagrams) ?? 0) - input.TotalDatagrams);
            long missing = input.Sent - received - Lost(tallies, t => t.Counter.Layer <= LedgerLayer.Udp && !IsBundled(t, Bundling.Gro)) ?? long.MaxValue;
            Share(tallies, Bundling.Gro, MostSegments, atUdp - whole - others, missing);
        }
    }

    /// <summary>Distributes packets over the losses counted in bundles, in proportion.</summary>
    private static void Share(IReadOnlyList<Tally> tallies, Bundling by, long segments, long packets, long missing)
    {
        Tally[] bundled = [.. tallies.Where(t => t.Counter.IsLoss && IsBundled(t, by) && t.Packets > 0)];
        long bundles = bundled.Sum(t => t.Packets);
        if (bundles == 0)
        {
            return;
        }

        long total = Math.Clamp(packets, bundles, Math.Max(bundles, Math.Min(bundles * segments, missing)));
        Tally biggest = bundled.MaxBy(t => t.Packets)!;
        long left = total;
        foreach (Tally tally in bundled.Where(t => t != biggest))
        {
            tally.Packets = (long)((Int128)tally.Packets * total / bundles);
            left -= tally.Packets;
        }

        // The largest one gets the rounding remainder.
        biggest.Packets = left;
    }

    // Traced losses are packets already.
    private static bool IsBundled(Tally tally, Bundling by) => tally.Reasons.Count == 0 && tally.Counter.BundledBy.Contains(by);

    private static long Lost(IReadOnlyList<Tally> tallies, Func<Tally, bool> which) => Delta.Sum(tallies.Where(t => t.Counter.IsLoss && which(t)).Select(t => t.Packets));
}
