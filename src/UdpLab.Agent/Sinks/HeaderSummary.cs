using UdpLab.Wire;

namespace UdpLab.Agent.Sinks;

/// <summary>Adds up what the threads of a sink found: a number one socket misses may have come to another.</summary>
internal static class HeaderSummary
{
    public static HeaderFindings Of(IReadOnlyList<HeaderChecker> checkers)
    {
        long lost = 0, outOfOrder = 0, duplicates = 0;
        foreach (int id in checkers.SelectMany(c => c.Used).Distinct())
        {
            List<(ulong First, ulong End)> ranges = [];
            long unique = 0;
            foreach (HeaderChecker checker in checkers)
            {
                ref SequenceTracker stream = ref checker.Stream(id);
                if (!stream.Started)
                {
                    continue;
                }

                ranges.Add((stream.First, stream.Expected));
                unique += stream.Unique;
                lost += stream.LostBefore;
                outOfOrder += stream.OutOfOrder;
                duplicates += stream.Duplicates;
            }

            lost += Span(ranges) - unique;
        }

        return new HeaderFindings
        {
            Lost = lost,
            OutOfOrder = outOfOrder,
            Duplicates = duplicates,
            BadMagic = checkers.Sum(c => c.BadMagic),
        };
    }

    /// <summary>
    /// Numbers from the first to the last of any range. Each is extended to 64 bits from its own first packet, so one that
    /// began after the 32 bits wrapped seems to lie below the others: the range that makes the whole shortest came first.
    /// </summary>
    private static long Span(List<(ulong First, ulong End)> ranges) =>
        ranges.Min(earliest => ranges.Max(r => (uint)(r.First - earliest.First) + (long)(r.End - r.First)));
}
