using System.Globalization;
using System.Management.Automation;
using UdpLab.Parameters;
using UdpLab.Pipeline;
using UdpLab.Wire;

namespace UdpLab.Commands;

/// <summary>Measure-UdpSocket: what another program's UDP sockets receive, lose and cost, without touching the program.</summary>
[Cmdlet(VerbsDiagnostic.Measure, "UdpSocket")]
[OutputType(typeof(SinkMeasurement))]
public sealed class MeasureUdpSocketCommand : LabCmdlet, IDownstreamSink, IMeasuringObserver
{
    private readonly Rendezvous _rendezvous = Rendezvous.Here;
    private readonly MeasuringRun _run = new();
    private bool _refused;
    private bool _emitting;

    [Parameter(ValueFromPipeline = true)]
    public UdpFlood? InputObject { get; set; }

    [Parameter(ValueFromPipeline = true)]
    [ValidateNotNull]
    public UdpSocket? Socket { get; set; }

    [Parameter(ValueFromPipeline = true)]
    [Alias("Session", "ComputerName")]
    [LabHostName(TestbedEnd.Sink, One = true, Except = [typeof(UdpFlood), typeof(UdpSocket)])]
    [ArgumentCompleter(typeof(LabHostCompleter))]
    [ValidateNotNull]
    public LabHost LabHost { get; set; } = LabHosts.Local;

    [Parameter(Position = 0)]
    [Alias("DestinationPort")]
    [ArgumentCompleter(typeof(PortCompleter))]
    [ValidateRange(1, 65535)]
    [OneValue<int>]
    public int Port { get; set; }

    [Parameter]
    [Alias("Id")]
    [ArgumentCompleter(typeof(ProcessCompleter))]
    [ValidateRange(1, int.MaxValue)]
    [OneValue<int>]
    public int ProcessId { get; set; }

    [Parameter]
    [ValidateRange(0.05, 86400.0)]
    [Seconds]
    [Alias("Seconds")]
    public double Duration { get; set; }

    [Parameter]
    [ValidateRange(1, 1_000_000)]
    [OneValue<int>]
    public int Repeat { get; set; } = 1;

    // The profile's parameters are those of Measure-Sink, tested to be equal: a class has one base.
    [Parameter]
    public SwitchParameter Profile { get; set; }

    [Parameter]
    [CpuList]
    [ArgumentCompleter(typeof(CpuCompleter))]
    [ValidateNotNullOrEmpty]
    public int[] ProfileCpu { get; set; } = [];

    [Parameter]
    [ArgumentCompleter(typeof(PerfFrequencyCompleter))]
    [ValidateRange(1, 1_000_000)]
    [OneValue<int>]
    public int ProfileFrequency { get; set; } = PerfDefaults.Frequency;

    [Parameter]
    [OneValue<CallGraphMode>]
    public CallGraphMode ProfileCallGraph { get; set; } = CallGraphMode.Fp;

    [Parameter]
    [OneValue<PerfSampler>]
    public PerfSampler ProfileSampler { get; set; }

    [Parameter]
    public SwitchParameter Trace { get; set; }

    bool IDownstreamSink.IsRefused => _refused;

    bool IDownstreamSink.AcceptsFloods => (_run.Sink is not null || MyInvocation.ExpectingInput) && !_emitting;

    private bool Profiling => Profile || ProfileCpu.Length > 0 || IsGiven(nameof(ProfileFrequency)) || IsGiven(nameof(ProfileCallGraph)) || IsGiven(nameof(ProfileSampler));

    FloodTarget IDownstreamSink.TargetFor(SenderHints sender, ILabObserver upstream) => _run.TargetFor(Plan(sender.Port), sender, upstream, Cancel);

    UdpFlood[] IDownstreamSink.Attach(FloodGroup flood, ILabObserver upstream) => _run.Attach(flood, upstream, Cancel);

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (Contradiction() is { } contradiction)
        {
            _refused = true;
            WriteError(contradiction);
        }
        else if (!MyInvocation.ExpectingInput)
        {
            _refused = !Try(() => _run.Bind(Plan(null), null, this, Cancel), LabHost);
        }
        else if (_rendezvous.WaitingFlood is { } flood)
        {
            _refused = !Try(() => _run.Bind(Plan(flood.Hints.Port), flood.Hints, this, Cancel), LabHost);
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
        else if (Contradiction() is { } contradiction)
        {
            WriteError(contradiction);
        }
        else
        {
            // Only now is the socket or the host known.
            Try(
                () =>
                {
                    _run.Bind(Plan(null), null, this, Cancel);
                    _run.Measure(this, Cancel);
                },
                (object?)Socket ?? LabHost);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (!MyInvocation.ExpectingInput && !_refused)
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
            WarnWhileStopping("Measure-UdpSocket was stopped; the measurement is not finished.");
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _rendezvous.Leave(this);
        _run.Dispose();
        base.Dispose(disposing);
    }

    void IMeasuringObserver.Measured(SinkMeasurement measurement)
    {
        _emitting = true;
        try
        {
            WriteObject(ResultObject.Of(measurement));
        }
        finally
        {
            _emitting = false;
        }
    }

    void IMeasuringObserver.NothingCame(string message, Ledger ledger) =>
        WriteError(new ErrorRecord(new TimeoutException(message), "NoPacket", ErrorCategory.OperationTimeout, ledger));

    private ErrorRecord? Contradiction() => Socket is not null && (IsGiven(nameof(Port)) || IsGiven(nameof(ProcessId)))
        ? Wrong("SocketWithPort", IsGiven(nameof(Port)) ? nameof(Port) : nameof(ProcessId), Socket, $"-Socket {Socket} is one socket; omit -{(IsGiven(nameof(Port)) ? nameof(Port) : nameof(ProcessId))}, or give it alone for all sockets of that {(IsGiven(nameof(Port)) ? "port" : "process")}.")
        : MyInvocation.ExpectingInput || Socket is not null || IsGiven(nameof(Port)) || IsGiven(nameof(ProcessId)) ? null
        : Wrong("InvalidArgument.Port", nameof(Port), null, "Nothing says which sockets to measure: give -Port or -ProcessId, or pipe a socket of Get-UdpSocket, or a flood with -Port.");

    private void MeasureFlood(UdpFlood flood)
    {
        if (!_run.Measure(flood, this, Cancel))
        {
            WriteError(new ErrorRecord(
                new PSInvalidOperationException("This flood had already ended, or another one took its place. Pipe Invoke-UdpFlood itself to Measure-UdpSocket, not an object from an earlier call."),
                "FloodIsOver",
                ErrorCategory.InvalidOperation,
                flood));
        }
    }

    /// <param name="floodPort">The port of the flood upstream, for what was not given here.</param>
    private MeasuringPlan Plan(int? floodPort) => new()
    {
        Host = Socket?.Host ?? LabHost,
        Repeat = Repeat,
        Sink = new()
        {
            Watch = Watch(floodPort),
            Check = false,
            Trace = Trace,
            Duration = Given(nameof(Duration), Duration),
            Profile = Profiling ? new PerfPlan { Frequency = ProfileFrequency, CallGraph = ProfileCallGraph, Sampler = ProfileSampler, Cpus = ProfileCpu } : null,
        },
    };

    private SocketWatchPlan Watch(int? floodPort) => Socket is { } socket
        ? new SocketWatchPlan { Cookie = socket.Cookie, Port = socket.Port, ProcessId = socket.Cookie is null ? socket.ProcessId : null }
        : new SocketWatchPlan
        {
            Port = Given(nameof(Port), Port) ?? (IsGiven(nameof(ProcessId)) ? null : floodPort ?? throw new LabException(FailureCode.InvalidArgument, "Nothing says which sockets to measure: give -Port or -ProcessId here, or -Port to the flood.", nameof(Port))),
            ProcessId = Given(nameof(ProcessId), ProcessId),
        };
}
