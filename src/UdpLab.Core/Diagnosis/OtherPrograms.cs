using System.Globalization;

namespace UdpLab;

/// <summary>Other programs that ran on the sink's CPUs, from the profile. Idle CPUs do not count, nor does what ran elsewhere.</summary>
internal static class OtherPrograms
{
    private const int MostCommands = 4;
    private const double Enough = 1;

    /// <summary>Their commands with their shares of the samples of the sink's CPUs, largest first; empty if none ran or if it is not known.</summary>
    /// <param name="rules">How to recognise readers and idle CPUs.</param>
    /// <param name="measurement">The sink's measurement.</param>
    public static string[] Of(BottleneckRules rules, SinkMeasurement measurement) => measurement.Profile is { } profile
        ? Of(rules, profile, profile, [.. measurement.PerSocket.Select(s => s.Cpu)])
        : [];

    /// <summary>The same in a span of time.</summary>
    /// <param name="rules">How to recognise readers and idle CPUs.</param>
    /// <param name="whole">All samples: they show who reads, and where.</param>
    /// <param name="profile">Those of the span.</param>
    /// <param name="pinned">The CPUs of the sink's threads; null for a thread that is not pinned.</param>
    public static string[] Of(BottleneckRules rules, PerfProfile whole, PerfProfile profile, int?[] pinned)
    {
        // Threads that are not pinned ran where their samples were taken.
        HashSet<string> readers = Readers(rules, whole);
        Dictionary<(int Cpu, string Command), long> everywhere = ByCommand(whole), samples = ByCommand(profile);
        HashSet<int> cpus = [.. pinned.Length > 0 && !pinned.Contains(null)
            ? pinned.OfType<int>()
            : everywhere.Keys.Where(s => readers.Contains(s.Command)).Select(s => s.Cpu)];
        long all = samples.Where(s => cpus.Contains(s.Key.Cpu)).Sum(s => s.Value);
        return [.. samples
            .Where(s => cpus.Contains(s.Key.Cpu) && !readers.Contains(s.Key.Command) && !FunctionName.Fits(s.Key.Command, rules.Idle.Commands))
            .GroupBy(s => s.Key.Command)
            .Select(g => (Command: g.Key, Percent: 100.0 * g.Sum(s => s.Value) / all))
            .Where(c => c.Percent >= Enough)
            .OrderByDescending(c => c.Percent)
            .Take(MostCommands)
            .Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.Percent:F1}% of the samples of the sink's CPU are from {c.Command}"))];
    }

    private static Dictionary<(int Cpu, string Command), long> ByCommand(PerfProfile profile) => profile.Collected.SamplesByCommand
        .GroupBy(s => (s.Key.Cpu, profile.Collected.Frames[s.Key.Command].Name))
        .ToDictionary(g => g.Key, g => g.Sum(s => s.Value));

    private static HashSet<string> Readers(BottleneckRules rules, PerfProfile profile) =>
        [.. profile.Stacks.Where(s => s.Frames.Any(f => FunctionName.Fits(FunctionName.Plain(f.Name), rules.Shared.Readers))).Select(s => s.Command)];
}
