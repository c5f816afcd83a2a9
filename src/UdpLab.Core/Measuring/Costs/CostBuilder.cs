using System.Globalization;

namespace UdpLab;

/// <summary>Computes where a packet's time went, or says what is missing to know it.</summary>
internal static class CostBuilder
{
    /// <summary>Fewer samples divide no time: with 200, a share of 10 % is accurate to 4 points.</summary>
    public const int FewestThreadSamples = 200, FewestSoftirqSamples = 50;

    // The names of a sink's threads.
    private const string SinkThread = "sink";

    /// <summary>Adds the costs to a measurement with a profile or a trace.</summary>
    public static SinkMeasurement Complete(SinkMeasurement measurement)
    {
        if (measurement.Profile is not { } profile)
        {
            return measurement.Trace is null ? measurement : measurement with { CostsMissing = "-Profile" };
        }

        long packets = measurement.Packets - measurement.OpeningPackets;
        if (measurement.Trace?.Axis is not { } axis)
        {
            return measurement with { CostsMissing = measurement.Trace is null ? "-Trace" : "times of the softirq, which the kernel did not give to -Trace" };
        }

        if (measurement.CpuSeconds is not > 0 || measurement.Seconds is not { } seconds || packets <= 0)
        {
            return measurement with { CostsMissing = "the CPU time of the threads that received, in a window with packets" };
        }

        if (!profile.HasCallChains)
        {
            return measurement with { CostsMissing = "callers in the profile (-ProfileCallGraph Fp)" };
        }

        CostSamples samples = new(CostLayers.All, profile.Stacks, Threads(measurement));
        return samples.ThreadSamples < FewestThreadSamples
            ? measurement with { CostsMissing = string.Create(CultureInfo.InvariantCulture, $"{FewestThreadSamples} samples of the threads that received ({samples.ThreadSamples:N0} were taken): a longer flood, or a higher -ProfileFrequency") }
            : measurement with { Costs = Of(samples, Own(measurement.CpuSeconds.Value, axis, seconds, samples), Within(axis, axis.SoftirqSeconds, seconds), packets) };
    }

    /// <summary>The costs.</summary>
    /// <param name="samples">The profile.</param>
    /// <param name="own">CPU seconds of the threads without softirqs on top of them.</param>
    /// <param name="softirq">Seconds of the receiving softirq.</param>
    /// <param name="packets">Packets in this time.</param>
    private static PacketCosts Of(CostSamples samples, double own, double softirq, long packets)
    {
        double thread = samples.Thread.Values.Sum(), inSoftirq = samples.Softirq.Values.Sum(), ownNs = own * 1e9 / packets, softirqNs = softirq * 1e9 / packets;
        bool divides = samples.SoftirqSamples >= FewestSoftirqSamples;
        return new PacketCosts
        {
            SoftirqNs = softirqNs,
            DriverNs = OfSoftirq(CostLayer.Driver),
            GroNs = OfSoftirq(CostLayer.Gro),
            IpNs = OfSoftirq(CostLayer.Ip),
            UdpNs = OfSoftirq(CostLayer.Udp),
            WakingNs = OfSoftirq(CostLayer.Waking),
            WakeupNs = OfThread(CostLayer.Wakeup),
            SystemCallNs = OfThread(CostLayer.SystemCall),
            CopyNs = OfThread(CostLayer.Copy),
            UserNs = OfThread(CostLayer.User),
            RemainderNs = OfThread(CostLayer.Remainder),
            ThreadSamples = samples.ThreadSamples,
            SoftirqSamples = samples.SoftirqSamples,
        };

        double OfThread(CostLayer layer) => ownNs * samples.Thread.GetValueOrDefault(layer) / thread;

        double? OfSoftirq(CostLayer layer) => divides ? softirqNs * samples.Softirq.GetValueOrDefault(layer) / inSoftirq : null;
    }

    /// <summary>
    /// CPU time of the threads without the softirqs that ran on top of them, which the trace has. A kernel with
    /// CONFIG_IRQ_TIME_ACCOUNTING does not charge them to the thread; others do. The trace's time with a CPU includes them: whichever
    /// of the two the CPU time is closer to decides.
    /// </summary>
    private static double Own(double cpu, TraceAxis axis, double seconds, CostSamples samples)
    {
        double thread = samples.Thread.Values.Sum(), share = samples.ThreadInSoftirq / (thread + samples.ThreadInSoftirq), running = Within(axis, axis.RunningSeconds, seconds);
        bool charged = running <= 0 || Math.Abs(cpu - running) <= Math.Abs(cpu - (running * (1 - share)));
        return charged ? cpu * (1 - share) : cpu;
    }

    /// <summary>The sum of the slots in the window; of one that is partly in it, its part.</summary>
    private static double Within(TraceAxis axis, IReadOnlyList<double> slots, double seconds) => slots.Select((value, i) =>
    {
        double begin = axis.BeginSeconds + (i * axis.SlotSeconds), end = begin + axis.SlotSeconds;
        return axis.SlotSeconds > 0 ? value * Math.Max(0, Math.Min(end, seconds) - Math.Max(begin, 0)) / axis.SlotSeconds : 0;
    }).Sum();

    private static HashSet<string> Threads(SinkMeasurement measurement) =>
        measurement.PerThread.Count > 0 ? [.. measurement.PerThread.Select(t => t.Name)] : measurement.Process is { } process ? [process] : [SinkThread];
}
