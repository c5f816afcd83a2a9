namespace UdpLab;

/// <summary>One side of a comparison.</summary>
/// <param name="Level">Its level of the compared factor; empty if the group was given without one.</param>
/// <param name="Measurements">Its measurements.</param>
internal sealed record ComparedGroup(string Level, IReadOnlyList<SinkMeasurement> Measurements)
{
    /// <summary>The measurements whose path was undisturbed and that have a value, with it, in the order of <paramref name="moment"/>.</summary>
    public IReadOnlyList<(SinkMeasurement Run, double Value)> Values(ComparedMetric metric, Func<SinkMeasurement, long>? moment)
    {
        IEnumerable<SinkMeasurement> runs = moment is null ? Measurements : Measurements.OrderBy(moment);
        return [.. runs.Where(m => m.State != MeasurementState.Incomplete).Select(m => (Run: m, Value: metric.Read(m))).Where(v => v.Value is not null).Select(v => (v.Run, v.Value!.Value))];
    }
}
