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
            ulong first = ulong.MaxValue, end = 0;
            long unique = 0;
            foreach (HeaderChecker checker in checkers)
            {
                ref SequenceTracker stream = ref checker.Stream(id);
                if (!stream.Started)
                {
                    continue;
                }

                first = Math.Min(first, stream.First);
                end = Math.Max(end, stream.Expected);
                unique += stream.Unique;
                lost += stream.LostBefore;
                outOfOrder += stream.OutOfOrder;
                duplicates += stream.Duplicates;
            }

            lost += (long)(end - first) - unique;
        }

        return new HeaderFindings
        {
            Lost = lost,
            OutOfOrder = outOfOrder,
            Duplicates = duplicates,
            BadMagic = checkers.Sum(c => c.BadMagic),
        };
    }
}
