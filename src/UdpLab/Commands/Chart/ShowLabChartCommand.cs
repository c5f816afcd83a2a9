using System.Management.Automation;
using System.Management.Automation.Host;
using UdpLab.Parameters;

namespace UdpLab.Commands;

/// <summary>Show-LabChart: draws measurements as a text chart.</summary>
[Cmdlet(VerbsCommon.Show, "LabChart")]
[OutputType(typeof(string))]
public sealed class ShowLabChartCommand : LabCmdlet
{
    private const int DefaultWidth = 80;
    private readonly List<SinkMeasurement> _measurements = [];

    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    [MeasurementsOf]
    public SinkMeasurement[] InputObject { get; set; } = [];

    [Parameter(Position = 0)]
    [ArgumentCompleter(typeof(MeasurementNameCompleter))]
    [ValidateNotNullOrEmpty]
    [OneValue(Text = true)]
    public string Y { get; set; } = nameof(SinkMeasurement.Pps);

    [Parameter]
    [ArgumentCompleter(typeof(MeasurementNameCompleter))]
    [ValidateNotNullOrEmpty]
    [OneValue(Text = true)]
    public string? X { get; set; }

    [Parameter]
    [ArgumentCompleter(typeof(MeasurementNameCompleter))]
    [ValidateNotNullOrEmpty]
    [OneValue(Text = true)]
    public string? Series { get; set; }

    [Parameter]
    [OneValue<ChartKind>]
    public ChartKind Kind { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [OneValue(Text = true)]
    public string? Title { get; set; }

    [Parameter]
    [ValidateRange(TerminalStyle.Narrowest, 1000)]
    [OneValue<int>]
    public int Width { get; set; }

    [Parameter]
    public SwitchParameter Plain { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => _measurements.AddRange(InputObject);

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_measurements.Count == 0)
        {
            Refuse("InvalidArgument.InputObject", nameof(InputObject), null, "No measurement came down the pipeline.");
        }

        IReadOnlyList<SinkMeasurement> counting = FailedRuns.Without(_measurements, WriteWarning);
        if (counting.Count == 0)
        {
            Refuse("InvalidArgument.InputObject", nameof(InputObject), null, "All measurements are of runs that failed.");
        }

        Chart chart = Terminating(() => ChartBuilder.Build(counting, new ChartRequest { Y = Y, X = X, Series = Series, Kind = Given(nameof(Kind), Kind), Title = Title }), Y);
        TerminalStyle style = TerminalStyle.Of(Given(nameof(Width), Width) ?? Columns(), Plain || OutputPlace.IsRedirected(MyInvocation), Environment.GetEnvironmentVariable);
        WriteObject(TerminalChart.Draw(chart, style), enumerateCollection: true);
    }

    // A character in the last column would make some terminals wrap. A host without a console has no width, and throws one of these
    // exceptions.
    private int Columns()
    {
        try
        {
            return Host?.UI?.RawUI is { } ui && ui.BufferSize.Width is > 0 and var width ? width - 1 : DefaultWidth;
        }
        catch (Exception e) when (e is HostException or NotImplementedException or InvalidOperationException)
        {
            return DefaultWidth;
        }
    }
}
