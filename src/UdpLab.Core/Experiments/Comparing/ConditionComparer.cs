using System.Globalization;

namespace UdpLab;

/// <summary>Finds in what two groups of measurements differ, or are not the same in themselves.</summary>
internal sealed class ConditionComparer
{
    private readonly HashSet<string> _exempt;
    private readonly IReadOnlyList<string> _allowed;

    /// <param name="factors">The compared factor and those of the cell, which differ or are the same on purpose.</param>
    /// <param name="allowed">Names and patterns of -AllowDifference.</param>
    public ConditionComparer(IEnumerable<string> factors, IReadOnlyList<string> allowed)
    {
        _exempt = [.. factors.SelectMany(ImpliedConditions.Of)];
        _allowed = allowed;
    }

    /// <summary>The differences that are not those of the compared factor.</summary>
    /// <param name="baseline">The baseline's measurements.</param>
    /// <param name="candidate">The candidate's.</param>
    /// <param name="metric">What is compared.</param>
    public IReadOnlyList<ComparisonDifference> Compare(IReadOnlyList<SinkMeasurement> baseline, IReadOnlyList<SinkMeasurement> candidate, ComparedMetric metric)
    {
        bool kernels = baseline.Concat(candidate).Select(m => m.Environment.Kernel).Distinct().Skip(1).Any();
        bool oneBoot = baseline.Concat(candidate).Select(m => m.Environment.BootId).Distinct().ToArray() is [{ Length: > 0 }];
        Dictionary<(string Room, string Name), HashSet<string>> before = Values(baseline, metric), after = Values(candidate, metric);
        List<ComparisonDifference> differences = [];
        foreach (((string room, string name), HashSet<string> old) in before)
        {
            // One machine in one boot may be reached by several names.
            if (after.GetValueOrDefault((room, name)) is { } now && !(oneBoot && name is "Host") && !Same(name, old, now, kernels) && !_exempt.Any(e => Condition.Matches(e, room, name)))
            {
                differences.Add(new() { Name = name, Baseline = Text(old), Candidate = Text(now), Allowed = _allowed.Any(a => Condition.Matches(a, room, name)) });
            }
        }

        return differences;
    }

    /// <summary>The values of each condition that every measurement of a group has.</summary>
    private static Dictionary<(string Room, string Name), HashSet<string>> Values(IReadOnlyList<SinkMeasurement> group, ComparedMetric metric) => group
        .SelectMany(m => MeasurementConditions.Of(m).Concat(OfMetric(m, metric)))
        .GroupBy(c => (c.Room, c.Name))
        .Where(g => g.Count() == group.Count)
        .ToDictionary(g => g.Key, g => g.Select(c => c.Value).ToHashSet());

    private static IEnumerable<Condition> OfMetric(SinkMeasurement m, ComparedMetric metric) =>
    [
        .. metric.IsLoss && m.LossBasis is { } basis ? [new Condition("Sink", "LossBasis", basis.ToString())] : Array.Empty<Condition>(),
        .. metric.IsTotal ? [new Condition("Sink", "Duration", FactorText.Of(m.Duration)), new Condition("Sink", "Count", FactorText.Of(m.Count))] : Array.Empty<Condition>(),
        .. metric.IsTotal && m.Flood is [{ } flood] ? [new Condition("Flood", "Flood.Duration", FactorText.Of(flood.Duration)), new Condition("Flood", "Flood.Count", FactorText.Of(flood.Count))] : Array.Empty<Condition>(),
    ];

    private static bool Same(string name, HashSet<string> old, HashSet<string> now, bool kernels)
    {
        // irqbalance moves interrupts from run to run: that is noise of either side.
        if (name is "IrqAffinity" && (old.Count > 1 || now.Count > 1))
        {
            return true;
        }

        // Kernels describe the same mitigation in different words.
        if (kernels && name.StartsWith("Mitigations.", StringComparison.Ordinal))
        {
            return old.Concat(now).Select(words => words.Split(':', ';', ' ')[0]).Distinct(StringComparer.OrdinalIgnoreCase).Count() == 1;
        }

        // In pages of the memory that is left after boot.
        return name is "Sysctls.net.ipv4.udp_mem"
            ? old.All(o => now.All(n => AreNear(o, n)))
            : old.Count == 1 && old.SetEquals(now);
    }

    private static bool AreNear(string a, string b)
    {
        double[] one = Numbers(a), two = Numbers(b);
        return one.Length == two.Length && one.Zip(two).All(p => Math.Abs(p.First - p.Second) <= 0.1 * Math.Max(p.First, p.Second));
    }

    private static double[] Numbers(string text) =>
        [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(t => double.TryParse(t, NumberStyles.Float, CultureInfo.InvariantCulture, out double n) ? n : double.NaN)];

    private static string Text(HashSet<string> values) => HostText.Short(string.Join(", ", values.Take(3)) + (values.Count > 3 ? ", ..." : ""), 60);
}
