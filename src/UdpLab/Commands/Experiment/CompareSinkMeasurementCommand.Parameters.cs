using System.Management.Automation;
using UdpLab.Parameters;

namespace UdpLab.Commands;

/// <summary>The parameters of a comparison.</summary>
public sealed partial class CompareSinkMeasurementCommand
{
    [Parameter(Position = 0)]
    [ValidateNotNull]
    public object? Baseline { get; set; }

    [Parameter(Position = 1, ValueFromPipeline = true)]
    [Alias("InputObject")]
    [ValidateNotNullOrEmpty]
    public SinkMeasurement[] Candidate { get; set; } = [];

    [Parameter]
    [ArgumentCompleter(typeof(MeasurementNameCompleter))]
    [ValidateNotNullOrEmpty]
    [OneValue(Text = true)]
    public string? By { get; set; }

    [Parameter]
    [ArgumentCompleter(typeof(MeasurementNameCompleter))]
    [AllowEmptyCollection]
    public string[]? Per { get; set; }

    [Parameter]
    [ArgumentCompleter(typeof(MeasurementNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Metric { get; set; } = [nameof(SinkMeasurement.Pps)];

    [Parameter]
    [ValidateRange(0.01, 100.0)]
    [OneValue<double>]
    public double Margin { get; set; } = 5;

    [Parameter]
    [ArgumentCompleter(typeof(MeasurementNameCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] AllowDifference { get; set; } = [];

    [Parameter]
    public SwitchParameter Calibrate { get; set; }

    [Parameter]
    [ValidateNotNull]
    public ScriptBlock? ScriptBlock { get; set; }

    [Parameter]
    [ValidateRange(2, 1000)]
    [OneValue<int>]
    public int Repeat { get; set; } = 10;
}
