using System.Globalization;

namespace UdpLab;

/// <summary>Measurements of the same values of everything that varies.</summary>
/// <param name="Values">The value of each of <see cref="ReportCells.Keys"/>, as text.</param>
/// <param name="Runs">At least one, in the order they came.</param>
/// <param name="Name">What tells it from others: "RssQueues=4, Kernel=6.12"; "all runs" if there is only one cell.</param>
/// <param name="Label">The same without the names: "4, 6.12".</param>
internal sealed record ReportCell(IReadOnlyList<string> Values, IReadOnlyList<SinkMeasurement> Runs, string Name, string Label)
{
    /// <summary>Those whose path was undisturbed.</summary>
    public IReadOnlyList<SinkMeasurement> Completed { get; } = [.. Runs.Where(run => run.State != MeasurementState.Incomplete)];

    /// <summary>Packets per second; null where no run has them.</summary>
    public MedianInterval? Pps { get; } = Middle(Runs, run => run.Pps);

    public MedianInterval? CpuNsPerPacket { get; } = Middle(Runs, run => run.CpuNsPerPacket);

    public MedianInterval? LossPercent { get; } = Middle(Runs, run => run.LossPercent);

    public MedianInterval? LatencyP99 { get; } = Middle(Runs, run => run.Latency?.P99Microseconds);

    /// <summary>The counter that lost most packets of all its runs; "none" if none did.</summary>
    public string BiggestLoss => Runs.SelectMany(run => run.Ledger.Entries).Where(entry => entry is { IsLoss: true, Packets: > 0 })
        .GroupBy(entry => $"{entry.Layer} {entry.Counter}")
        .MaxBy(counter => counter.Sum(entry => entry.Packets))?.Key ?? "none";

    /// <summary>The run whose rate is the median, or next to it; null where no run has a rate.</summary>
    public SinkMeasurement? Typical => Completed.Where(run => run.Pps is not null).OrderBy(run => run.Pps).ToArray() is { Length: > 0 } sorted ? sorted[(sorted.Length - 1) / 2] : null;

    private static MedianInterval? Middle(IEnumerable<SinkMeasurement> runs, Func<SinkMeasurement, double?> value)
    {
        double[] values = [.. runs.Where(run => run.State != MeasurementState.Incomplete).Select(value).OfType<double>().Where(double.IsFinite)];
        return values.Length > 0 ? MedianInterval.Of(values) : null;
    }
}

/// <summary>Something that makes cells, and its values.</summary>
/// <param name="Key">A factor or a property.</param>
/// <param name="Levels">Its values in their order.</param>
internal sealed record ReportKey(MeasurementKey Key, IReadOnlyList<string> Levels)
{
    public string Name => Key.Name;

    public bool Varies => Levels.Count > 1;

    public bool IsNumber => Levels.All(level => double.TryParse(level, NumberStyles.Float, CultureInfo.InvariantCulture, out _));
}
