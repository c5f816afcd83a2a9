using UdpLab.Wire;

namespace UdpLab.Agent.Sink;

/// <summary>The results of each step of a ramp, by its packets' numbers: a late packet belongs to the step it was sent in.</summary>
internal static class StepSummary
{
    // The numbers have 32 bits on the wire: after a wrap they are ambiguous.
    private const long MostNumbers = 1L << 32;

    /// <summary>The steps in order; null if the numbers do not show them.</summary>
    /// <param name="checkers">One checker per thread.</param>
    /// <param name="streams">The steps of each stream.</param>
    /// <param name="fromStart">The window opened with the first packet.</param>
    /// <param name="toEnd">The window was open until the flood's end.</param>
    public static StepFindings[]? Of(IReadOnlyList<HeaderChecker> checkers, StreamSteps[] streams, bool fromStart, bool toEnd)
    {
        StepFindings[] steps = [.. Enumerable.Range(0, streams.Max(s => s.Starts.Length)).Select(_ => new StepFindings())];
        foreach (StreamSteps stream in streams)
        {
            if (stream.End > MostNumbers || checkers.Any(c => !c.Remembers(stream.Stream)))
            {
                return null;
            }

            HeaderChecker[] seen = [.. checkers.Where(c => c.Stream(stream.Stream).Started)];
            long first = fromStart ? 0 : seen.Length > 0 ? seen.Min(c => NumberOf(c.Stream(stream.Stream).First)) : stream.End;
            long end = toEnd ? stream.End : seen.Length > 0 ? seen.Max(c => NumberOf(c.Stream(stream.Stream).Expected)) : first;
            for (int i = 0; i < stream.Starts.Length; i++)
            {
                long from = Math.Max(stream.Starts[i], first), to = Math.Min(i + 1 < stream.Starts.Length ? stream.Starts[i + 1] : stream.End, end);
                if (from < to)
                {
                    steps[i].Sent += to - from;
                    steps[i].Received += seen.Sum(c => c.ReceivedOf(stream.Stream, SequenceTracker.Base + (ulong)from, SequenceTracker.Base + (ulong)to));
                }
            }
        }

        return steps;
    }

    private static long NumberOf(ulong extended) => (long)(extended - SequenceTracker.Base);
}
