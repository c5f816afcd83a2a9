using UdpLab.Wire;

namespace UdpLab;

/// <summary>What a flood sent over time, from its agent's reports during and after the run.</summary>
internal static class FloodIntervals
{
    /// <summary>The intervals, plus one for what was sent after the last report, so that they contain everything.</summary>
    public static IReadOnlyList<FloodInterval> Of(IReadOnlyList<Interval> reported, FloodResult result, OpenFlood asked)
    {
        List<FloodInterval> all = [.. reported.Select(i => new FloodInterval { Seconds = i.Seconds, RatePps = i.RatePps, Packets = i.Packets, Pps = i.Packets / i.Length })];
        double last = all.Count > 0 ? all[^1].Seconds : 0;
        long rest = (result.Sent ?? 0) - reported.Aggregate(0L, (sum, i) => unchecked(sum + i.Packets));
        if (rest > 0)
        {
            double end = Math.Max(result.Seconds, last), length = end - last;
            all.Add(new FloodInterval
            {
                Seconds = end,
                RatePps = result.StepSeconds.Length is > 0 and var steps && steps <= asked.StepRates.Length ? asked.StepRates[steps - 1] : asked.RatePps,
                Packets = rest,
                Pps = length > 0 ? rest / length : 0,
            });
        }

        return all;
    }
}
