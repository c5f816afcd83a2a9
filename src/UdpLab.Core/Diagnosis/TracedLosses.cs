using System.Globalization;

namespace UdpLab;

/// <summary>What -Trace says of the losses at a sink's sockets: was there a CPU for its threads?</summary>
internal static class TracedLosses
{
    private const double Most = 50, LeastSeconds = 0.005;
    private const int MostHolders = 3;

    /// <summary>Percent of the losses that fell while the reader was awake but had no CPU; null if they were not traced.</summary>
    public static double? WithoutCpu(SinkMeasurement? measurement) => Percent(measurement?.Trace?.Losses, l => l.Preempted + l.Waiting);

    /// <summary>Most of the losses fell without a CPU; null if they were not traced.</summary>
    public static bool? MostWithoutCpu(SinkMeasurement? measurement) => WithoutCpu(measurement) is double percent ? percent >= Most : null;

    /// <summary>Who had the CPU for which the sink waited the longest, with its share of the time, as text; null if nobody is known.</summary>
    public static string? Holder(SinkTrace? trace)
    {
        double all = trace?.Holders.Sum(h => h.Seconds) ?? 0;
        return all > 0 ? string.Create(CultureInfo.InvariantCulture, $"{trace!.Holders[0].Name} had it for {100 * trace.Holders[0].Seconds / all:F0}% of that time") : null;
    }

    /// <summary>Those who had the CPU meanwhile, as text.</summary>
    public static IEnumerable<string> Holders(SinkTrace? trace) => (trace?.Holders ?? []).Where(h => h.Seconds >= LeastSeconds).Take(MostHolders)
        .Select(h => string.Create(CultureInfo.InvariantCulture, $"{h.Name} had the CPU for {h.Seconds:N2} s while the sink waited for it"));

    /// <summary>The losses by what the reader was doing, as text.</summary>
    public static IEnumerable<string> Evidence(ReaderLosses? losses)
    {
        if (losses is null || Sum(losses) == 0)
        {
            yield break;
        }

        foreach ((string when, long packets) in new[]
        {
            ("while its reader was woken and waited for a CPU", losses.Waiting),
            ("while its reader was preempted", losses.Preempted),
            ("while its reader had its CPU: it read, or a softirq interrupted it", losses.Running),
            ("while its reader slept", losses.Asleep),
        }.Where(s => s.Item2 > 0).OrderByDescending(s => s.Item2))
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{packets:N0} packets ({100.0 * packets / Sum(losses):F1}%) were lost at the socket {when}");
        }
    }

    private static double? Percent(ReaderLosses? losses, Func<ReaderLosses, long> part) => losses is not null && Sum(losses) - losses.Unknown is > 0 and long known ? 100.0 * part(losses) / known : null;

    private static long Sum(ReaderLosses losses) => losses.Running + losses.Preempted + losses.Waiting + losses.Asleep + losses.Unknown;
}
