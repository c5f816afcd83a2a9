namespace UdpLab;

/// <summary>How measurements are compared.</summary>
internal sealed record ComparisonPlan
{
    /// <summary>Names of the metrics.</summary>
    public IReadOnlyList<string> Metrics { get; init; } = [nameof(SinkMeasurement.Pps)];

    /// <summary>Differences up to this many percent count as none.</summary>
    public double MarginPercent { get; init; } = 5;

    /// <summary>Conditions that may differ: names, ends of names, or patterns.</summary>
    public IReadOnlyList<string> AllowDifference { get; init; } = [];

    /// <summary>Factors or properties that make the cells; null for all other factors.</summary>
    public IReadOnlyList<string>? Per { get; init; }

    /// <summary>The lab's calibration, by metric; empty if it was not measured.</summary>
    public IReadOnlyDictionary<string, ComparisonCalibration> Calibrations { get; init; } = new Dictionary<string, ComparisonCalibration>();
}
