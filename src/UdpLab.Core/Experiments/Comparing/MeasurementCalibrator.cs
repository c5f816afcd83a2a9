using UdpLab.Wire;

namespace UdpLab;

/// <summary>Calibrates comparisons with identical runs.</summary>
internal static class MeasurementCalibrator
{
    /// <summary>This lab's result for a metric of identical runs.</summary>
    /// <param name="runs">The runs in order, two per pair.</param>
    /// <param name="name">The metric's name.</param>
    /// <param name="marginPercent">Differences up to this many percent count as none.</param>
    /// <exception cref="LabException">There is no such metric, or the runs have no value for it.</exception>
    public static ComparisonCalibration Calibrate(IReadOnlyList<SinkMeasurement> runs, string name, double marginPercent)
    {
        ComparedMetric metric = ComparedMetric.Find(name, runs);
        double[] values = [.. runs.Select(metric.Read).Chunk(2).Where(pair => pair.All(v => v is not null)).SelectMany(pair => pair.Select(v => v!.Value))];
        return values.Length > 0
            ? ComparisonCalibration.Of(metric.Name, values, marginPercent / 100)
            : throw new LabException(FailureCode.InvalidArgument, $"-Metric {name}: the runs of the -ScriptBlock have no such value.", "Metric");
    }
}
