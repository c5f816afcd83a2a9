using UdpLab.Wire;

namespace UdpLab;

/// <summary>The steps of a flood whose rate changes, from its agent's report on each thread.</summary>
internal static class FloodSteps
{
    /// <summary>The steps that were started; empty for a constant rate, or if the agent's numbers are implausible.</summary>
    public static IReadOnlyList<FloodStep> Of(OpenFlood asked, FloodReady ready, FloodResult result)
    {
        int begun = Math.Min(result.StepSeconds.Length, asked.StepRates.Length);
        if (!Array.TrueForAll(result.Threads, MakeSense))
        {
            return [];
        }

        return [.. Enumerable.Range(0, begun).Select(step => new FloodStep
        {
            RatePps = asked.StepRates[step],
            Burst = step < ready.Bursts.Length ? ready.Bursts[step] : 0,
            Seconds = result.StepSeconds[step],
            Sent = result.Threads.Aggregate((long?)0, (sum, t) => sum + (step == begun - 1 ? t.Sent : StartOf(t, step + 1)) - StartOf(t, step)),
        })];
    }

    /// <summary>Packets a thread sent before each step.</summary>
    public static long[] Starts(FloodThreadFindings thread, int steps) => [.. Enumerable.Range(0, steps).Select(step => StartOf(thread, step) ?? 0)];

    /// <summary>A step that a thread did not start is empty.</summary>
    private static long? StartOf(FloodThreadFindings thread, int step) => thread.Sent is null ? null : step < thread.StepStarts.Length ? thread.StepStarts[step] : thread.Sent;

    private static bool MakeSense(FloodThreadFindings thread)
    {
        long least = 0;
        foreach (long start in thread.StepStarts)
        {
            if (start < least || start > thread.Sent)
            {
                return false;
            }

            least = start;
        }

        return thread.Sent is not < 0;
    }
}
