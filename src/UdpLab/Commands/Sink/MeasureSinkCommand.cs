using System.Globalization;
using System.Management.Automation;
using System.Net;
using System.Net.Sockets;
using UdpLab.Parameters;
using UdpLab.Pipeline;
using UdpLab.Wire;

namespace UdpLab.Commands;

/// <summary>Measure-Sink: receives UDP packets and tells how many, at what cost, and where the others died.</summary>
[Cmdlet(VerbsDiagnostic.Measure, "Sink")]
[OutputType(typeof(SinkMeasurement))]
public sealed partial class MeasureSinkCommand : LabCmdlet
{
    private const string Activity = "Measure-Sink";
    private readonly Rendezvous _rendezvous = Rendezvous.Here;
    private FloodGroup? _attached;
    private UdpFlood[] _measured = [];
    private readonly HashSet<string> _warned = [];
    private LabException? _gone;
    private bool _measuring;
    private bool _emitting;

    [Parameter(ValueFromPipeline = true)]
    public UdpFlood? InputObject { get; set; }

    [Parameter(ValueFromPipeline = true)]
    [ValidateNotNull]
    public LabNic? Nic { get; set; }

    [Parameter]
    [Alias("Session", "ComputerName")]
    [LabHostName(TestbedEnd.Sink, One = true)]
    [ArgumentCompleter(typeof(LabHostCompleter))]
    [ValidateNotNull]
    public LabHost LabHost { get; set; } = LabHosts.Local;

    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    public ReceiveMethod[] Method { get; set; } = [ReceiveMethod.Recvmsg];

    [Parameter]
    [ArgumentCompleter(typeof(AddressCompleter))]
    [ValidateNotNull]
    [Address(Any = true)]
    public IPAddress Address { get; set; } = IPAddress.Any;

    [Parameter]
    public SwitchParameter AllowSpecialAddress { get; set; }

    [Parameter]
    [ArgumentCompleter(typeof(InterfaceCompleter))]
    [ValidateNotNullOrEmpty]
    [OneValue(Text = true)]
    public string? Interface { get; set; }

    [Parameter]
    [ArgumentCompleter(typeof(PortCompleter))]
    [ValidateRange(1, 65535)]
    [OneValue<int>]
    public int Port { get; set; }

    [Parameter]
    [ValidateRange(1, 1024)]
    [OneValue<int>]
    public int Sockets { get; set; } = 1;

    [Parameter]
    public SwitchParameter SteerByCpu { get; set; }

    [Parameter]
    [CpuList]
    [ArgumentCompleter(typeof(CpuCompleter))]
    [ValidateNotNullOrEmpty]
    public int[] Cpu { get; set; } = [];

    [Parameter]
    [ValidateRange(1, 1024)]
    [OneValue<int>]
    public int Batch { get; set; } = SinkPlan.DefaultBatch;

    [Parameter]
    [ValidateRange(0, 1_000_000)]
    [OneValue<int>]
    public int BusyPoll { get; set; }

    [Parameter]
    [ValidateRange(1024, int.MaxValue / 2)]
    [OneValue<int>]
    public int ReceiveBuffer { get; set; }

    [Parameter]
    public SwitchParameter Gro { get; set; }

    [Parameter]
    public SwitchParameter Connect { get; set; }

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
    [ValidateRange(1, long.MaxValue)]
    [OneValue<long>]
    public long Count { get; set; }

    [Parameter]
    [ValidateRange(1, 1_000_000)]
    [OneValue<int>]
    public int Repeat { get; set; } = 1;

    [Parameter]
    [ValidateRange(0.1, 86400.0)]
    [Seconds]
    public double Timeout { get; set; } = SinkPlan.DefaultTimeoutSeconds;

    [Parameter]
    public SwitchParameter NoCheck { get; set; }

    /// <summary>The bound sink.</summary>
    internal SinkRunner? Runner { get; private set; }

    /// <summary>It is bound, or will be for the first flood, and is not handing on a measurement.</summary>
    internal bool AcceptsFloods => (Runner is not null || MyInvocation.ExpectingInput) && !_emitting;

    /// <summary>Called by the flood upstream: binds the sink, or binds it again to what the flood was told and the sink was not.</summary>
    /// <param name="port">The port the flood was told, null for none.</param>
    /// <param name="ipv6">The family of the addresses it was told, null for none.</param>
    internal SinkRunner OpenFor(int? port, bool? ipv6)
    {
        if (Runner is not null
            && (Port > 0 || port is null || port == Runner.Port)
            && (IsTold(nameof(Address)) || ipv6 is null || ipv6 == (Runner.Address.AddressFamily == AddressFamily.InterNetworkV6)))
        {
            return Runner;
        }

        Runner?.Dispose();
        Runner = null;
        Runner = SinkRunner.Open(LabHost, Plan(ipv6), port, floodWillBeTold: true, Cancel);
        return Runner;
    }

    /// <summary>Called by the flood upstream: arms the first measurement and lets the flood go.</summary>
    internal UdpFlood[] Attach(FloodGroup flood)
    {
        if (_attached is not null)
        {
            // The flood before was never handed on to us: what came of it is not measured.
            _ = Runner!.Finish(Cancel);
        }

        try
        {
            Runner!.Arm(Method[0], flood, Cancel, Profiling && !ProfileCost);
        }
        catch (LabException)
        {
            Abandon(null);
            throw;
        }

        _attached = flood;
        _measuring = true;
        return flood.Start(Cancel);
    }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (Contradiction() is { } contradiction)
        {
            IsRefused = true;
            WriteError(contradiction);
        }
        else
        {
            IsRefused = !Succeeds(Begin, null, LabHost);
        }

        _rendezvous.Enter(this);
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (MyInvocation.ExpectingInput && Nic is not null && InputObject is null && !IsRefused)
        {
            // Which interface is known only now: what comes to it from outside is measured.
            _ = Succeeds(
                () =>
                {
                    TakeNic();
                    Runner?.Dispose();
                    Open(null, null, floodWillBeTold: false);
                    MeasureAll(null);
                },
                null,
                Nic);
            return;
        }

        if (!MyInvocation.ExpectingInput || InputObject is null || IsRefused)
        {
            return;
        }

        if (_attached is null && _measured.Contains(InputObject))
        {
            // One of several generators: the first of their floods brought the measurement of all.
            return;
        }

        FloodGroup? flood = _attached;
        _attached = null;
        if (flood is null || !flood.Results.Contains(InputObject))
        {
            WriteError(new ErrorRecord(
                new PSInvalidOperationException("This is not the flood the sink waits for: it was over before, or another one took its place. Pipe Invoke-UdpFlood itself to Measure-Sink, not an object it gave earlier."),
                "FloodIsOver",
                ErrorCategory.InvalidOperation,
                InputObject));
            return;
        }

        _measured = [.. flood.Results.Where(f => !ReferenceEquals(f, InputObject))];
        _ = Succeeds(() => MeasureAll(flood), flood, InputObject);
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (!MyInvocation.ExpectingInput && !IsRefused)
        {
            _ = Succeeds(() => MeasureAll(null), null, LabHost);
        }
    }

    /// <inheritdoc/>
    protected override void StopProcessing()
    {
        base.StopProcessing();
        if (_measuring)
        {
            TellStopped("Measure-Sink was stopped; the measurement is not finished.");
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _rendezvous.Leave(this);
        Runner?.Dispose();
        base.Dispose(disposing);
    }

    private void Begin()
    {
        foreach (string warning in SinkCombinations.Warnings(Plan(null), Method, IsTold(nameof(Batch))))
        {
            WriteWarning(warning);
        }

        TakeNic();

        // What comes down the pipeline may be an interface of another host, or a flood that is not known yet: then the sink
        // is bound when it is.
        if (!MyInvocation.ExpectingInput)
        {
            Open(null, null, floodWillBeTold: false);
        }
        else if (_rendezvous.WaitingFlood is { } flood)
        {
            Open(flood.ToldPort, flood.ToldIpv6, floodWillBeTold: true);
        }
    }

    private void TakeNic()
    {
        if (Nic is not null)
        {
            LabHost = Nic.Host;
            Interface = Nic.Name;
        }
    }

    private void Open(int? port, bool? ipv6, bool floodWillBeTold)
    {
        Runner = SinkRunner.Open(LabHost, Plan(ipv6), port, floodWillBeTold, Cancel);
        foreach (string warning in SinkCombinations.Warnings(Runner))
        {
            WriteWarning(warning);
        }

        if (Runner.BufferWarning is { } capped)
        {
            Warn(capped);
        }

        WriteVerbose($"Sink bound to {Runner.Address} port {Runner.Port} on {LabHost}, receive buffer {Runner.ReceiveBuffer} bytes.");
    }

    /// <summary>Every method in turn, as often as asked. The flood of the first is on its way; each further one gets a run of its own.</summary>
    private void MeasureAll(FloodGroup? flood)
    {
        bool started = flood is not null;
        double? ppsWithout = null;
        if (ProfileCost)
        {
            // The first measurement is taken twice: this time without perf, and not handed on.
            Start(started, Method[0], flood, profile: false);
            started = false;
            ppsWithout = Take(Method[0], flood, null)?.Pps;
        }

        for (int i = 0; i < Repeat; i++)
        {
            foreach (ReceiveMethod method in Method)
            {
                Start(started, method, flood, Profiling);
                started = false;
                SinkMeasurement? measurement = Take(method, flood, ppsWithout);
                ppsWithout = null;
                if (measurement is not null)
                {
                    Emit(measurement);
                }

                if (_gone is not null)
                {
                    // There is no flood any more to measure again.
                    throw _gone;
                }
            }
        }
    }

    private void Start(bool started, ReceiveMethod method, FloodGroup? flood, bool profile)
    {
        if (!started)
        {
            Runner!.Arm(method, flood, Cancel, profile);
            _measuring = true;
            flood?.Start(Cancel);
        }
    }

    /// <summary>Waits for the measurement that runs; null when no packet came.</summary>
    private SinkMeasurement? Take(ReceiveMethod method, FloodGroup? flood, double? ppsWithout)
    {
        SinkRunner sink = Runner!;
        try
        {
            Await(sink, flood);
        }
        catch (LabException e) when (flood is { HasLostOne: true })
        {
            // The generator is gone; what was received of its flood stands.
            _gone = e;
        }

        SinkResult result = sink.Finish(Cancel);
        EndProgress(Activity);
        _measuring = false;
        if (flood is not null)
        {
            TellFailures(flood);
        }

        WriteVerbose($"{sink.Requests + (flood?.Requests ?? 0)} requests to the agents so far.");
        if (result.Packets == 0)
        {
            Ledger ledger = MeasurementBuilder.LedgerOf(sink, result, flood);
            WriteError(new ErrorRecord(
                new TimeoutException(string.Create(CultureInfo.InvariantCulture, $"{(result.TotalPackets > 0 && Warmup > 0 ? "No packet of the measured window reached" : "No packet reached")} the sink on {sink.Address} port {sink.Port} {(sink.WindowEnd == WindowEnd.NoPacket ? string.Create(CultureInfo.InvariantCulture, $"within {Timeout:0.###} s") : "before the flood was over")}. {(result.TotalPackets > 0 && Warmup > 0 ? string.Create(CultureInfo.InvariantCulture, $"All {result.TotalPackets:N0} that came were of the -Warmup of {Warmup:0.###} s, which is not measured; make it shorter, or the flood longer.") : LedgerNarrative.HowFar(ledger, flood?.Floods.Max(f => f.Gso) ?? 1))}")),
                "NoPacket",
                ErrorCategory.OperationTimeout,
                ledger));
            return null;
        }

        PerfProfile? profile = ReceiveProfile(sink, result.Packets);
        SinkMeasurement measurement = HostAnswer.Understand(sink.Host, "the measurement", () => MeasurementBuilder.Build(sink, method, result, flood, profile));
        if (ppsWithout is double without && measurement.Pps is double with)
        {
            measurement = measurement with { ProfileCost = new ProfileCost(without, with) };
        }

        // What failed was an error already.
        string[] failed = [.. flood?.Failures.Select(f => f.Failure.Message) ?? []];
        foreach (MeasurementNote note in measurement.Notes.Where(n => !failed.Contains(n.Message)))
        {
            Warn(note.Message);
        }

        if (Count > 0 && measurement.Packets < Count)
        {
            WriteWarning(string.Create(CultureInfo.InvariantCulture, $"The flood ended before -Count {Count:N0} was reached: {measurement.Packets:N0} packets were measured."));
        }

        return measurement;
    }

    /// <summary>Each warning once, however often is measured.</summary>
    private void Warn(string message)
    {
        if (_warned.Add(message))
        {
            WriteWarning(message);
        }
    }

    private void Emit(SinkMeasurement measurement)
    {
        _emitting = true;
        try
        {
            WriteObject(measurement);
        }
        finally
        {
            _emitting = false;
        }
    }

    /// <summary>Waits until the window is closed and the flood, which the sink may end, is over.</summary>
    private void Await(SinkRunner sink, FloodGroup? flood)
    {
        bool stopped = false;
        WaitHandle[] events = flood is null ? [sink.Arrived, Cancel.WaitHandle] : [sink.Arrived, .. flood.Arrived, Cancel.WaitHandle];
        while (true)
        {
            bool closed = sink.Poll();
            if (flood is null ? closed : flood.Poll(stopped))
            {
                return;
            }

            if (closed && !stopped)
            {
                flood!.Stop();
                stopped = true;
            }

            _ = WaitHandle.WaitAny(events, 200);
            Cancel.ThrowIfCancellationRequested();
            ShowProgress(Activity, () => Status(sink, flood));
        }
    }

    private static string Status(SinkRunner sink, FloodGroup? flood)
    {
        SinkInterval? last = sink.Intervals.Count > 0 ? sink.Intervals[^1] : null;
        string received = last is null ? "waiting for packets" : string.Create(CultureInfo.InvariantCulture, $"{last.Seconds:0.0} s, {last.Pps:N0} pps received");
        return flood is null ? received : string.Create(CultureInfo.InvariantCulture, $"{received}, {flood.CurrentPps:N0} pps sent");
    }

    private bool IsTold(string parameter) => MyInvocation.BoundParameters.ContainsKey(parameter);

    private SinkPlan Plan(bool? ipv6) => new()
    {
        Address = !IsTold(nameof(Address)) && ipv6 == true ? IPAddress.IPv6Any : Address,
        AllowSpecialAddress = AllowSpecialAddress,
        Port = Port > 0 ? Port : null,
        Interface = Interface,
        Sockets = Sockets,
        SteerByCpu = SteerByCpu,
        Cpus = Cpu,
        ReceiveBuffer = ReceiveBuffer > 0 ? ReceiveBuffer : null,
        BusyPoll = IsTold(nameof(BusyPoll)) ? BusyPoll : null,
        Gro = Gro,
        Connect = Connect,
        Batch = Batch,
        Warmup = Warmup,
        Duration = Duration > 0 ? Duration : null,
        Count = Count > 0 ? Count : null,
        Timeout = Timeout,
        Check = !NoCheck,
        Profile = ProfilePlan,
    };
}
