using System.Globalization;

namespace UdpLab;

/// <summary>Finds the conditions in which two groups of measurements differ, or vary within a group.</summary>
internal sealed class ConditionComparer
{
    private readonly ComparisonDifference[] _differences;
    private readonly SinkMeasurement[] _baseline, _candidate;
    private readonly string[] _exempt;
    private readonly IReadOnlyList<string> _allowed;
    private readonly bool _kernels, _oneBoot;

    /// <param name="baseline">The baseline's measurements.</param>
    /// <param name="candidate">The candidate's.</param>
    /// <param name="factors">The compared factor and those of the cell, which differ or are equal on purpose.</param>
    /// <param name="allowed">Names and patterns of -AllowDifference.</param>
    public ConditionComparer(IEnumerable<SinkMeasurement> baseline, IEnumerable<SinkMeasurement> candidate, IEnumerable<string> factors, IReadOnlyList<string> allowed)
    {
        _baseline = [.. baseline];
        _candidate = [.. candidate];
        SinkMeasurement[] all = [.. _baseline, .. _candidate];
        _exempt = [.. factors.Where(f => f.Length > 0).SelectMany(f => ImpliedConditions.Of(f).Concat(ImpliedConditions.OfHosts(f, all))).Concat(ImpliedConditions.OtherNamesOfHost(all)).Distinct()];
        _allowed = allowed;
        MeasurementEnvironment[] environments = [.. _baseline.Concat(_candidate).Select(m => m.Environment).Distinct(ReferenceEqualityComparer.Instance).Cast<MeasurementEnvironment>()];
        _kernels = environments.Select(e => e.Kernel).Distinct().Skip(1).Any();
        _oneBoot = environments.Select(e => e.BootId).Distinct().ToArray() is [{ Length: > 0 }];
        _differences = [.. Compare(new ConditionTally(_baseline), new ConditionTally(_candidate))];
    }

    /// <summary>The differences that the compared factor does not explain.</summary>
    /// <param name="metric">The compared metric.</param>
    public IReadOnlyList<ComparisonDifference> Compare(ComparedMetric metric)
    {
        ILookup<(string Room, string Name), string> old = Values(_baseline, metric), now = Values(_candidate, metric);
        return
        [
            .. _differences,
            .. old.Where(c => c.Count() == _baseline.Length && now[c.Key].Count() == _candidate.Length).Select(c => Compare(c.Key.Room, c.Key.Name, [.. c], [.. now[c.Key]])).OfType<ComparisonDifference>(),
        ];
    }

    private IEnumerable<ComparisonDifference> Compare(ConditionTally old, ConditionTally now) =>
        old.Known.Select(c => now.Find(c.Room, c.Name) is { } values ? Compare(c.Room, c.Name, c.Values, values) : null).OfType<ComparisonDifference>();

    private ComparisonDifference? Compare(string room, string name, HashSet<string> old, HashSet<string> now)
    {
        bool never = name == MeasurementConditions.Clock;

        // One machine in one boot may be reached by several names.
        return (_oneBoot && name is "Host") || Same(name, old, now, _kernels) || (!never && Array.Exists(_exempt, e => Condition.Matches(e, room, name)))
            ? null
            : new ComparisonDifference { Name = name, Baseline = Text(old), Candidate = Text(now), Allowed = !never && _allowed.Any(a => Condition.Matches(a, room, name)) };
    }

    private static ILookup<(string Room, string Name), string> Values(SinkMeasurement[] group, ComparedMetric metric) => group.SelectMany(m => OfMetric(m, metric)).ToLookup(c => (c.Room, c.Name), c => c.Value);

    private static IEnumerable<Condition> OfMetric(SinkMeasurement m, ComparedMetric metric) =>
    [
        .. metric.IsLoss && m.LossBasis is { } basis ? [new Condition("Sink", "LossBasis", basis.ToString())] : Array.Empty<Condition>(),
        .. metric.IsTotal ? [new Condition("Sink", "Duration", FactorText.Of(m.Duration)), new Condition("Sink", "Count", FactorText.Of(m.Count))] : Array.Empty<Condition>(),
        .. metric.IsTotal && m.Flood is [{ } flood] ? [new Condition("Flood", "Flood.Duration", FactorText.Of(flood.Duration)), new Condition("Flood", "Flood.Count", FactorText.Of(flood.Count))] : Array.Empty<Condition>(),
    ];

    private static bool Same(string name, HashSet<string> old, HashSet<string> now, bool kernels)
    {
        // irqbalance moves interrupts from run to run: that is noise on both sides.
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
