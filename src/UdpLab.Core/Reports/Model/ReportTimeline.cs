using System.Globalization;

namespace UdpLab;

/// <summary>The time axes of a report's measurements.</summary>
/// <param name="Name">What tells the measurement from others.</param>
/// <param name="Trace">Its trace, which has an axis.</param>
/// <param name="Number">Its place among the measurements of the report's data, from 0.</param>
/// <param name="First">The first slot in which something happened.</param>
/// <param name="Count">How many slots from there to the last one.</param>
internal sealed record ReportTimeline(string Name, SinkTrace Trace, int Number, int First, int Count)
{
    private const int Margin = 3;

    /// <summary>Those slots.</summary>
    public IEnumerable<TraceSlot> Slots => Trace.Slots.Skip(First).Take(Count);

    /// <summary>Those of all measurements that have one, by cell.</summary>
    public static IReadOnlyList<ReportTimeline> Of(ReportCells cells, IReadOnlyList<SinkMeasurement> all)
    {
        Dictionary<SinkMeasurement, int> numbers = new(ReferenceEqualityComparer.Instance);
        for (int i = 0; i < all.Count; i++)
        {
            numbers[all[i]] = i;
        }

        return [.. cells.Cells.SelectMany(cell => cell.Runs.Select((run, i) => Of(cell.Runs.Count > 1 ? string.Create(CultureInfo.InvariantCulture, $"{cell.Name}, run {run.Repeat ?? (i + 1)}") : cell.Name, run, numbers[run]))).OfType<ReportTimeline>()];
    }

    /// <summary>Null if it has no axis, or nothing happened on it.</summary>
    private static ReportTimeline? Of(string name, SinkMeasurement run, int number)
    {
        if (run.Trace is not { Axis: not null } trace)
        {
            return null;
        }

        List<TraceSlot> slots = [.. trace.Slots];
        int first = slots.FindIndex(Happened), last = slots.FindLastIndex(Happened);
        int from = Math.Max(0, first - Margin);
        return first < 0 ? null : new ReportTimeline(name, trace, number, from, Math.Min(slots.Count, last + 1 + Margin) - from);
    }

    private static bool Happened(TraceSlot slot) => slot.Received > 0 || slot.Lost > 0;
}
