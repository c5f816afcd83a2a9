using System.Globalization;
using UdpLab.Agent.Pktgen;
using UdpLab.Wire;

namespace UdpLab.Agent.Flood;

/// <summary>
/// How many packets are sent back to back: the given number; without a pace, the fastest; with a pace, as few as the waits
/// allow, because large bursts lose packets at lower rates than single packets do.
/// </summary>
internal static class BurstChoice
{
    private const int Messages = 64;

    // With segmentation a message is many packets already, and a burst's headers should stay in the cache.
    private const int SegmentedMessages = 8;

    // A sleep overshoots by about 50 microseconds and costs five of CPU time, so a thread waits no more often than that. Xdp waits
    // by repeating its program, which is cheaper the more repetitions the kernel makes as one batch.
    private const double LeastWait = 50e-6, LeastWaitOfXdp = 2e-6;

    /// <summary>The burst of each step.</summary>
    public static int[] Of(FloodBackend backend, OpenFlood plan, int threads)
    {
        FloodPace pace = new(plan);
        return [.. Enumerable.Range(0, pace.Count).Select(step => plan.Burst ?? Default(backend, plan, pace.RateOf(step) / threads))];
    }

    /// <summary>A burst among pktgen's own settings takes precedence over the flood's.</summary>
    public static int OfPktgen(OpenFlood plan) =>
        Array.FindLast(plan.Pktgen, c => c.StartsWith("burst ", StringComparison.Ordinal)) is { } own ? Math.Max(1, int.Parse(own.AsSpan(6), CultureInfo.InvariantCulture)) : plan.Burst ?? 1;

    /// <summary>The fastest number of messages per sendmmsg call.</summary>
    public static int Fastest(OpenFlood plan) => plan.Gso is null ? Messages : SegmentedMessages;

    private static int Default(FloodBackend backend, OpenFlood plan, double? threadRate)
    {
        (int fastest, double wait) = backend == FloodBackend.Xdp ? (XdpFlood.DefaultBatch, LeastWaitOfXdp) : (Fastest(plan), LeastWait);
        return backend == FloodBackend.Pktgen ? OfPktgen(plan)
            : threadRate is double rate ? (int)Math.Clamp(Math.Ceiling(rate * wait / (plan.Gso ?? 1)), 1, fastest)
            : fastest;
    }
}
