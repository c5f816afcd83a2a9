using System.Management.Automation;
using UdpLab.Parameters;
using UdpLab.Pipeline;
using UdpLab.Wire;

namespace UdpLab.Commands;

/// <summary>Measure-Sink: receives UDP packets and reports how many, at what cost, and where the others were dropped.</summary>
[Cmdlet(VerbsDiagnostic.Measure, "Sink")]
[OutputType(typeof(SinkMeasurement))]
public sealed partial class MeasureSinkCommand : MeasuringCmdlet
{
    private readonly Rendezvous _rendezvous = Rendezvous.Here;
    private readonly MeasuringRun _run = new();
    private bool _refused;

    [Parameter(ValueFromPipeline = true)]
    public UdpFlood? InputObject { get; set; }

    [Parameter(ValueFromPipeline = true)]
    [SupportsWildcards]
    [SinkName]
    [ArgumentCompleter(typeof(SinkCompleter))]
    [ValidateNotNull]
    public Sink[] Sink { get; set; } = [];

    [Parameter(ValueFromPipeline = true)]
    [ValidateNotNull]
    public LabNic? Nic { get; set; }

    [Parameter(ValueFromPipeline = true)]
    [Alias("Session", "ComputerName")]
    [LabHostName(TestbedEnd.Sink, One = true, Except = [typeof(UdpFlood), typeof(LabNic), typeof(Sink)])]
    [ArgumentCompleter(typeof(LabHostCompleter))]
    [ValidateNotNull]
    public LabHost LabHost { get; set; } = LabHosts.Local;

    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    public ReceiveMethod[] Method { get; set; } = [ReceiveMethod.Recvmsg];

    [Parameter]
    [ValidateRange(0.0, 86400.0)]
    [Seconds]
    public double Warmup { get; set; }

    [Parameter]
    [ValidateRange(0.001, 86400.0)]
    [Seconds]
    [Alias("Seconds")]
    public double Duration { get; set; }

    [Parameter]
    [ValidateRange(0.1, 86400.0)]
    [Seconds]
    public double Interval { get; set; }

    [Parameter]
    [ValidateRange(1, long.MaxValue)]
    [OneValue<long>]
    public long Count { get; set; }

    [Parameter]
    [ValidateRange(1, 1_000_000)]
    [OneValue<int>]
    public int Repeat { get; set; } = 1;

    [Parameter]
    public SwitchParameter ProfileCost { get; set; }

    [Parameter]
    public SwitchParameter Trace { get; set; }

    [Parameter]
    public SwitchParameter TraceCost { get; set; }

    private bool Tracing => Trace || TraceCost;

    private protected override bool Profiling => ProfileCost || base.Profiling;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (Contradiction() is { } contradiction)
        {
            _refused = true;
            WriteError(contradiction);
        }
        else
        {
            _refused = !Try(Begin, LabHost);
        }

        _rendezvous.Enter(this);
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (!MyInvocation.ExpectingInput || _refused)
        {
            return;
        }

        if (InputObject is { } flood)
        {
            Try(() => MeasureFlood(flood), flood);
        }
        else if (Sink.Length > 0)
        {
            MeasureRunning();
        }
        else if (Nic is not null || !IsGiven(nameof(InputObject)))
        {
            // Only now is the interface or host known: packets that arrive there from elsewhere are measured.
            Try(
                () =>
                {
                    TakeNic();
                    _run.Bind(Plan(), null, this, Cancel);
                    _run.Measure(this, Cancel);
                },
                (object?)Nic ?? LabHost);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (MyInvocation.ExpectingInput || _refused)
        {
            return;
        }

        if (Sink.Length > 0)
        {
            MeasureRunning();
        }
        else
        {
            Try(() => _run.Measure(this, Cancel), LabHost);
        }
    }

    /// <inheritdoc/>
    protected override void StopProcessing()
    {
        base.StopProcessing();
        if (_run.IsMeasuring)
        {
            WarnWhileStopping("Measure-Sink was stopped; the measurement is not finished.");
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _rendezvous.Leave(this);
        _run.Dispose();
        base.Dispose(disposing);
    }

    private void Begin()
    {
        if (Sink.Length > 0)
        {
            return;
        }

        Plan().Warn(this);
        TakeNic();

        // The pipeline may bring an interface of another host, or a flood that is not known yet: then the sink is bound when it
        // arrives.
        if (!MyInvocation.ExpectingInput)
        {
            _run.Bind(Plan(), null, this, Cancel);
        }
        else if (_rendezvous.WaitingFlood is { } flood)
        {
            _run.Bind(Plan(), flood.Hints, this, Cancel);
        }
    }

    private void TakeNic() => (LabHost, Interface) = Nic is null ? (LabHost, Interface) : (Nic.Host, Nic.Name);

    private MeasuringPlan Plan() => new()
    {
        Host = LabHost,
        Methods = Method,
        Repeat = Repeat,
        ProfileCost = ProfileCost,
        TraceCost = TraceCost,
        Interval = Given(nameof(Interval), Interval),
        Sink = SocketPlan() with { Warmup = Warmup, Duration = Given(nameof(Duration), Duration), Count = Given(nameof(Count), Count), Trace = Tracing },
    };
}
