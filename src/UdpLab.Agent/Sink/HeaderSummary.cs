using System.Buffers.Binary;
using UdpLab.Wire;

namespace UdpLab.Agent.Sink;

/// <summary>Adds up what the threads of a sink found: a number missing on one socket may have arrived on another.</summary>
internal static class HeaderSummary
{
    /// <summary>Their combined findings.</summary>
    /// <param name="checkers">One checker per thread.</param>
    /// <param name="seconds">Duration of the measurement.</param>
    public static HeaderFindings Of(IReadOnlyList<HeaderChecker> checkers, double seconds = double.PositiveInfinity) => Totals(checkers).ToFindings(seconds);

    /// <summary>Their combined counts so far.</summary>
    /// <param name="checkers">One checker per thread, none of which receives meanwhile.</param>
    public static HeaderTotals Totals(IReadOnlyList<HeaderChecker> checkers)
    {
        long lost = 0, outOfOrder = 0, duplicates = 0, unique = 0;
        bool hostOrder = false;
        ulong step = 1;
        foreach (int id in checkers.SelectMany(c => c.Used).Distinct())
        {
            bool turned = checkers.Any(c => c.Stream(id).HostOrder);
            List<Numbering>[] seen = [.. checkers.Select(c => c.Stream(id).HostOrder == turned ? c.Numberings(id) : [.. c.Numberings(id).Select(Turned)])];

            // The last sequence of each is that of the current generator; those before it are matched from there.
            for (int back = 1; seen.Any(n => n.Count >= back); back++)
            {
                Numbering[] same = [.. seen.Where(n => n.Count >= back).Select(n => n[^back])];
                long here = same.Sum(n => n.Unique);
                lost += Span(same) - here;
                unique += here;
            }

            outOfOrder += checkers.Sum(c => c.Stream(id).OutOfOrder);
            duplicates += checkers.Sum(c => c.Stream(id).Duplicates);
            hostOrder |= turned;
            step = Math.Max(step, StepOf([.. checkers.Where(c => c.Stream(id).Started).Select(c => c.Stream(id))]));
        }

        return new HeaderTotals
        {
            Lost = lost,
            OutOfOrder = outOfOrder,
            Duplicates = duplicates,
            BadMagic = checkers.Sum(c => c.BadMagic),
            Unique = unique,
            Step = step,
            HostOrder = hostOrder,
            Erratic = checkers.Any(c => c.Erratic),
        };
    }

    /// <summary>Threads that share a stream see a number each in turn: only what divides the distances between them too is the stream's step.</summary>
    private static ulong StepOf(SequenceTracker[] seen) => seen.Any(s => s.Step == 0)
        ? 0
        : seen.Aggregate(0UL, (step, s) => CommonDivisor.Of(CommonDivisor.Of(step, s.Step), s.First > seen[0].First ? s.First - seen[0].First : seen[0].First - s.First));

    /// <summary>A thread that saw a single number cannot know its byte order; the others can.</summary>
    private static Numbering Turned(Numbering one) => one.Unique > 1
        ? one
        : new Numbering(BinaryPrimitives.ReverseEndianness((uint)one.First), BinaryPrimitives.ReverseEndianness((uint)one.First) + 1UL, 1);

    /// <summary>
    /// Length of the sequence across all ranges. Each range is extended to 64 bits from its own first packet, so one that began
    /// after a 32-bit wrap appears below the others: the range that makes the total shortest came first.
    /// </summary>
    private static long Span(Numbering[] ranges) =>
        ranges.Min(earliest => ranges.Max(r => (uint)(r.First - earliest.First) + (long)(r.End - r.First)));
}
