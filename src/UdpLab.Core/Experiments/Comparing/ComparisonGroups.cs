using UdpLab.Wire;

namespace UdpLab;

/// <summary>Sorts measurements into cells, and within each cell into a baseline and candidates.</summary>
internal static class ComparisonGroups
{
    /// <summary>Compares the levels of a factor or property, cell by cell.</summary>
    /// <param name="all">The measurements.</param>
    /// <param name="by">The factor or property.</param>
    /// <param name="baseline">The level that is the baseline; null for the first: the smallest number, or the first that the sweep was given, or the first to occur.</param>
    /// <param name="plan">How to compare.</param>
    /// <param name="warn">Receives warnings about what could not be compared.</param>
    /// <exception cref="LabException">There is nothing to compare, or a name is unknown.</exception>
    public static IEnumerable<Comparison> Compare(IReadOnlyList<SinkMeasurement> all, string by, string? baseline, ComparisonPlan plan, Action<string> warn)
    {
        MeasurementKey key = MeasurementKey.Find(by, "By", all);
        IReadOnlyList<string> levels = key.Levels(all);
        if (levels.Count < 2)
        {
            throw new LabException(FailureCode.InvalidArgument, $"-By {by}: {(all.Count == 1 ? "the only measurement has" : $"all {all.Count} measurements have")} {key.Name} {levels[0]}, so there is nothing to compare.", "By");
        }

        string first = baseline is null ? levels[0] : levels.FirstOrDefault(l => l.Equals(baseline, StringComparison.OrdinalIgnoreCase))
            ?? throw new LabException(FailureCode.InvalidArgument, $"-Baseline {baseline} is not a level of {key.Name}: they are {string.Join(", ", levels)}.", "Baseline");
        return Compare(all, key, levels, first, plan, warn);
    }

    /// <summary>Compares two groups, cell by cell: the factors of -Per, or those that have a value on both sides.</summary>
    /// <exception cref="LabException">A name is unknown.</exception>
    public static IEnumerable<Comparison> Compare(IReadOnlyList<SinkMeasurement> baseline, IReadOnlyList<SinkMeasurement> candidate, ComparisonPlan plan, Action<string> warn)
    {
        IReadOnlyList<SinkMeasurement> all = [.. baseline, .. candidate];
        string[] shared = [.. MeasurementKey.Factors(all).Where(f => Values(baseline, f).Intersect(Values(candidate, f)).Any())];
        string[] differing = [.. MeasurementKey.Factors(all).Except(shared)];
        MeasurementKey[] per = Per(plan.Per ?? shared, all);
        ILookup<string, SinkMeasurement> old = baseline.ToLookup(m => Cell(m, per)), now = candidate.ToLookup(m => Cell(m, per));
        foreach (string cell in old.Select(g => g.Key).Union(now.Select(g => g.Key)))
        {
            if (!old.Contains(cell) || !now.Contains(cell))
            {
                warn($"{TextOf(old[cell].Concat(now[cell]).First(), per)} is only in the {(old.Contains(cell) ? "baseline" : "candidate")} and is left out.");
                continue;
            }

            SinkMeasurement[] a = [.. old[cell]], b = [.. now[cell]];
            (string by, string first, string second) = differing is [var factor] && Values(a, factor) is [var before] && Values(b, factor) is [var after] ? (factor, before, after) : ("", "", "");
            foreach (Comparison comparison in MeasurementComparer.Compare(new ComparedGroup(first, a), new ComparedGroup(second, b), by, TableOf(a[0], per), plan))
            {
                yield return comparison;
            }
        }
    }

    private static IEnumerable<Comparison> Compare(IReadOnlyList<SinkMeasurement> all, MeasurementKey key, IReadOnlyList<string> levels, string baseline, ComparisonPlan plan, Action<string> warn)
    {
        MeasurementKey[] per = Per(plan.Per ?? [.. MeasurementKey.Factors(all).Where(f => !f.Equals(key.Name, StringComparison.OrdinalIgnoreCase) && IsShared(f, key, all))], all);
        foreach (IGrouping<string, SinkMeasurement> cell in InOrder(all, per))
        {
            ILookup<string, SinkMeasurement> groups = cell.ToLookup(key.Text, StringComparer.OrdinalIgnoreCase);
            if (!groups.Contains(baseline) || groups.Count == 1)
            {
                warn($"{(per.Length > 0 ? TextOf(cell.First(), per) : "A cell")} has {(groups.Contains(baseline) ? "only the baseline" : "no measurement of the baseline")}, {key.Name} {baseline}, and is left out.");
                continue;
            }

            foreach (string level in levels.Where(l => l != baseline && groups.Contains(l)))
            {
                foreach (Comparison comparison in MeasurementComparer.Compare(new ComparedGroup(baseline, [.. groups[baseline]]), new ComparedGroup(level, [.. groups[level]]), key.Name, TableOf(cell.First(), per), plan))
                {
                    yield return comparison;
                }
            }
        }
    }

    /// <summary>The cells, in the order of the levels of each of their factors.</summary>
    private static IEnumerable<IGrouping<string, SinkMeasurement>> InOrder(IReadOnlyList<SinkMeasurement> all, MeasurementKey[] per)
    {
        IEnumerable<IGrouping<string, SinkMeasurement>> cells = all.GroupBy(m => Cell(m, per));
        foreach (MeasurementKey key in Enumerable.Reverse(per))
        {
            List<string> order = [.. key.Levels(all)];
            cells = cells.OrderBy(c => order.FindIndex(o => o.Equals(key.Text(c.First()), StringComparison.OrdinalIgnoreCase)));
        }

        return cells;
    }

    /// <summary>
    /// Whether a value of the factor occurs with several levels. A factor that goes along with the levels, such as the guest of
    /// a kernel, makes no cells.
    /// </summary>
    private static bool IsShared(string factor, MeasurementKey key, IReadOnlyList<SinkMeasurement> all) => all
        .Where(m => m.Factors.ContainsKey(factor))
        .GroupBy(m => FactorText.Of(m.Factors[factor]), key.Text, StringComparer.OrdinalIgnoreCase)
        .Any(levels => levels.Distinct(StringComparer.OrdinalIgnoreCase).Skip(1).Any());

    private static MeasurementKey[] Per(IReadOnlyList<string> names, IReadOnlyList<SinkMeasurement> all) => [.. names.Select(name => MeasurementKey.Find(name, "Per", all))];

    /// <summary>The values of a factor in measurements that have it.</summary>
    private static string[] Values(IReadOnlyList<SinkMeasurement> group, string factor) => [.. group.Where(m => m.Factors.ContainsKey(factor)).Select(m => FactorText.Of(m.Factors[factor])).Distinct(StringComparer.OrdinalIgnoreCase)];

    private static string Cell(SinkMeasurement measurement, MeasurementKey[] per) => string.Join('\n', per.Select(p => p.Text(measurement).ToUpperInvariant()));

    private static string TextOf(SinkMeasurement measurement, MeasurementKey[] per) => string.Join(", ", per.Select(p => $"{p.Name}={p.Text(measurement)}"));

    private static Dictionary<string, object?> TableOf(SinkMeasurement measurement, MeasurementKey[] per) => per.DistinctBy(p => p.Name).ToDictionary(p => p.Name, p => p.Read(measurement), StringComparer.OrdinalIgnoreCase);
}
