using System.Globalization;
using UdpLab.Agent.Pktgen;
using UdpLab.Wire;

namespace UdpLab.Agent.Flood;

/// <summary>
/// How many packets leave back to back: as many as asked for; without a pace as many as go fastest; with one as few as can be
/// waited for, because a rate made of large bursts loses packets earlier than one of single packets.
/// </summary>
internal static class BurstChoice
{
    private const int Messages = 64;

    // With segmentation a message is many packets already, and the headers of a burst should stay in the cache.
    private const int SegmentedMessages = 8;

    // A sleep is late by some 50 microseconds, and costs five of CPU time: a thread waits no more often. Xdp waits by repetitions of
    // its program, which cost the less the more of them the kernel makes as one batch.
    private const double LeastWait = 50e-6, LeastWaitOfXdp = 2e-6;

    /// <summary>The burst of each step.</summary>
    public static int[] Of(FloodBackend backend, OpenFlood plan, int threads)
    {
        FloodPace pace = new(plan);
        return [.. Enumerable.Range(0, pace.Count).Select(step => plan.Burst ?? Default(backend, plan, pace.RateOf(step) / threads))];
    }

    /// <summary>pktgen's own setting goes before the flood's.</summary>
    public static int OfPktgen(OpenFlood plan) =>
        Array.FindLast(plan.Pktgen, c => c.StartsWith("burst ", StringComparison.Ordinal)) is { } own ? Math.Max(1, int.Parse(own.AsSpan(6), CultureInfo.InvariantCulture)) : plan.Burst ?? 1;

    /// <summary>Messages of a sendmmsg call that go fastest.</summary>
    public static int Fastest(OpenFlood plan) => plan.Gso is null ? Messages : SegmentedMessages;

    private static int Default(FloodBackend backend, OpenFlood plan, double? threadRate)
    {
        (int fastest, double wait) = backend == FloodBackend.Xdp ? (XdpFlood.DefaultBatch, LeastWaitOfXdp) : (Fastest(plan), LeastWait);
        return backend == FloodBackend.Pktgen ? OfPktgen(plan)
            : threadRate is double rate ? (int)Math.Clamp(Math.Ceiling(rate * wait / (plan.Gso ?? 1)), 1, fastest)
            : fastest;
    }
}
