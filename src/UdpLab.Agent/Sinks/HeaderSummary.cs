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
            List<Numbering>[] seen = [.. checkers.Select(c => c.Numberings(id))];

            // The last of each is the generator's that sends now; those before it belong together from there.
            for (int back = 1; seen.Any(n => n.Count >= back); back++)
            {
                Numbering[] same = [.. seen.Where(n => n.Count >= back).Select(n => n[^back])];
                lost += Span(same) - same.Sum(n => n.Unique);
            }

            outOfOrder += checkers.Sum(c => c.Stream(id).OutOfOrder);
            duplicates += checkers.Sum(c => c.Stream(id).Duplicates);
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
    private static long Span(Numbering[] ranges) =>
        ranges.Min(earliest => ranges.Max(r => (uint)(r.First - earliest.First) + (long)(r.End - r.First)));
}
