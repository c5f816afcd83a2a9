using System.Runtime.InteropServices;

namespace UdpLab;

/// <summary>
/// The conditions of a group of measurements, each with its values. Parts that several measurements share, as after reading a
/// file, are examined once.
/// </summary>
internal sealed class ConditionTally
{
    private readonly Dictionary<(string Room, string Name), (HashSet<string> Values, int Count)> _conditions = [];
    private readonly int _measurements;

    public ConditionTally(IReadOnlyList<SinkMeasurement> group)
    {
        _measurements = group.Count;
        AddShared(group.Select(m => m.Environment), MeasurementConditions.OfEnvironment);
        AddShared(group.Select(m => m.Nic).OfType<LabNic>(), MeasurementConditions.OfNic);
        foreach (Condition condition in group.SelectMany(MeasurementConditions.OfRun))
        {
            Add(condition, 1);
        }
    }

    /// <summary>The conditions that every measurement of the group has, with all values; the others are partly unknown.</summary>
    public IEnumerable<(string Room, string Name, HashSet<string> Values)> Known => _conditions.Where(c => c.Value.Count == _measurements).Select(c => (c.Key.Room, c.Key.Name, c.Value.Values));

    /// <summary>The values of a condition that every measurement has; otherwise null.</summary>
    public HashSet<string>? Find(string room, string name) => _conditions.TryGetValue((room, name), out (HashSet<string> Values, int Count) found) && found.Count == _measurements ? found.Values : null;

    private void AddShared<T>(IEnumerable<T> parts, Func<T, IEnumerable<Condition>> conditions)
        where T : class
    {
        Dictionary<T, int> counts = new(ReferenceEqualityComparer.Instance);
        foreach (T part in parts)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(counts, part, out _)++;
        }

        foreach ((T part, int count) in counts)
        {
            foreach (Condition condition in conditions(part))
            {
                Add(condition, count);
            }
        }
    }

    private void Add(Condition condition, int count)
    {
        ref (HashSet<string> Values, int Count) entry = ref CollectionsMarshal.GetValueRefOrAddDefault(_conditions, (condition.Room, condition.Name), out _);
        entry.Values ??= [];
        entry.Values.Add(condition.Value);
        entry.Count += count;
    }
}
