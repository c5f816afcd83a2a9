using UdpLab.Wire;

namespace UdpLab;

/// <summary>The steps of a measurement, from what the floods sent in each and the numbers of the packets that arrived.</summary>
internal static class RateSteps
{
    /// <summary>The steps for the request to the sink; empty if the floods' rates are constant, or their packets cannot be told apart.</summary>
    public static StreamSteps[] StreamsOf(FloodGroup? floods)
    {
        if (floods is not { IsOver: true } || !AreSteps(floods))
        {
            return [];
        }

        // pktgen's threads are streams by source port, in the order of the floods; packets of a single thread are stream 0.
        bool byPort = floods.Floods.Sum(f => f.Streams?.Threads) > 1;
        if (byPort && floods.Floods.Any(f => f.Streams is null))
        {
            return [];
        }

        List<StreamSteps> streams = [];
        foreach (FloodRunner flood in floods.Floods)
        {
            foreach (FloodThreadFindings thread in flood.Result!.Threads)
            {
                int stream = byPort ? streams.Count : flood.Streams is null ? flood.Plan.FirstStream + streams.Count(s => s.Stream >= flood.Plan.FirstStream) : 0;
                streams.Add(new StreamSteps
                {
                    Stream = stream,
                    Starts = [.. FloodSteps.Starts(thread, flood.Flood!.Steps.Count).Select(sent => sent + flood.FirstNumber)],
                    End = (thread.Sent ?? 0) + flood.FirstNumber,
                });
            }
        }

        return [.. streams];
    }

    /// <summary>The steps; empty if the floods' rates are constant.</summary>
    public static IReadOnlyList<RateStep> Of(FloodGroup? floods, SinkResult result)
    {
        if (floods is null || !AreSteps(floods))
        {
            return [];
        }

        int count = floods.Results.Max(f => f.Steps.Count);
        StepFindings[]? found = result.Steps is { } steps && steps.Length == count && Array.TrueForAll(steps, s => s.Received >= 0 && s.Received <= s.Sent) ? steps : null;
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            (UdpFlood Flood, FloodStep Step)[] all = [.. floods.Results.Where(f => i < f.Steps.Count).Select(f => (f, f.Steps[i]))];
            return new RateStep
            {
                RatePps = all.Sum(s => s.Step.RatePps),
                Burst = all.Max(s => s.Step.Burst * (s.Flood.Gso ?? 1)),
                Seconds = all.Max(s => s.Step.Seconds),
                Sent = all.Aggregate((long?)0, (sum, s) => sum + s.Step.Sent),
                Received = found?[i].Received,
                Lost = found?[i].Sent - found?[i].Received,
            };
        })];
    }

    /// <summary>Why the steps have no losses; null if they have, or if there are no steps.</summary>
    public static string? Gap(SinkRunner sink, IReadOnlyList<RateStep> steps, FloodGroup? floods) =>
        steps.Count == 0 || steps[0].Received is not null ? null
        : "The losses of each step are unknown: " + (
            sink.Plan.Watch is not null ? "a server's packets are counted, not read."
            : !sink.Plan.Check ? "with -NoCheck the sink does not read the packets' numbers."
            : floods!.Floods.FirstOrDefault(f => !f.Numbered) is { } unnumbered ? $"{char.ToLowerInvariant(unnumbered.WhyUnnumbered[0])}{unnumbered.WhyUnnumbered[1..]}, so no numbers show which of them arrived."
            : !sink.Checks ? "only methods that return a packet's source can distinguish pktgen's threads; use -Method Recvmsg or Recvmmsg, or one thread (-Threads 1)."
            : "the packets' numbers restarted, or too many of them are missing.");

    private static bool AreSteps(FloodGroup floods) => floods.Results.All(f => f.Steps.Count > 0);
}
