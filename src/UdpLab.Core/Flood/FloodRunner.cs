using System.Globalization;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>A flood on a host: resolved once, run once per measurement.</summary>
internal sealed class FloodRunner : IDisposable
{
    private readonly AgentSession _agent;
    private readonly OpenFlood _request;
    private readonly FloodReady _ready;
    private readonly List<Interval> _intervals = [];
    private long _running;
    private RunLimit _limit = null!;
    private long _started;
    private bool _disposed;

    private FloodRunner(AgentSession agent, FloodPlan plan, OpenFlood request, FloodReady ready)
    {
        _agent = agent;
        Plan = plan;
        _request = request;
        _ready = ready;
    }

    public LabHost Host => _agent.Host;

    /// <summary>Its parameters, with the destination resolved.</summary>
    public FloodPlan Plan { get; }

    /// <summary>The request to the agent, and its answer.</summary>
    public (OpenFlood Asked, FloodReady Ready) Settings => (_request, _ready);

    public WaitHandle Arrived => _agent.Arrived;

    /// <summary>Hosts with the same boot id share their clocks.</summary>
    public string BootId => _agent.Hello.BootId;

    public string Interface => _ready.Interface;

    /// <summary>Packets per send as one train; 1 for none.</summary>
    public int Gso => _request.Gso ?? 1;

    public string Destination => _ready.Destination;

    /// <summary>Requests made for this flood so far.</summary>
    public long Requests => _agent.Requests;

    /// <summary>Why this backend was chosen.</summary>
    public string BackendReason => $"Backend {_ready.Backend}: {_ready.Reason.TrimEnd('.')}.";

    /// <summary>Warnings about the flood's settings, and kernel messages of the latest run.</summary>
    public IEnumerable<string> Warnings => [.. FloodCombinations.Warnings(Plan, _request, _ready), .. _ready.Warnings, .. Result?.Warnings ?? []];

    /// <summary>The agent is gone, and with it the count of sent packets.</summary>
    public bool IsLost { get; private set; }

    /// <summary>Records that the agent is gone.</summary>
    /// <param name="why">The reason, as a sentence.</param>
    public void Lose(string why)
    {
        IsLost = true;
        if (Flood is { } flood)
        {
            flood.Outcome = flood.Outcome with
            {
                State = FloodState.Failed,
                Sent = null,
                Notes = [$"The generator was lost during the flood; the number of sent packets is unknown: {why}"],
            };
        }
    }

    /// <summary>Whether every packet has a unique number, so that the sink can detect loss and duplicates.</summary>
    public bool Numbered => _ready.Numbered;

    /// <summary>Why packets have no unique numbers, as the beginning of a sentence.</summary>
    public string WhyUnnumbered => Plan.Payloads.Length > 0 ? "The packets carry -Payload and no header (-PayloadHeader would write it)" : "Packets repeat their headers (clone_skb, burst)";

    /// <summary>The number of each thread's first packet: pktgen starts at 1 (pktgen_clear_counters of net/core/pktgen.c).</summary>
    public int FirstNumber => _ready.Backend == FloodBackend.Pktgen ? 1 : 0;

    /// <summary>Whether the packets carry a time stamp.</summary>
    public bool Timed => _ready.Timed;

    /// <summary>How the sink distinguishes the threads without tags; null if they have tags.</summary>
    public StreamSource? Streams => _ready.FirstSourcePort is int first
        ? new StreamSource { Address = _ready.Source, FirstPort = first, PortsPerThread = _ready.SourcePortsPerThread ?? 1, Threads = _ready.Threads }
        : null;

    /// <summary>The result of the latest run.</summary>
    public UdpFlood? Flood { get; private set; }

    /// <summary>The agent's report on the latest run; null while it runs.</summary>
    public FloodResult? Result { get; private set; }

    /// <summary>Packets per second in the latest interval; 0 before the first.</summary>
    public double CurrentPps { get; private set; }

    /// <summary>Resolves and checks a flood; nothing is sent.</summary>
    /// <param name="host">Where it will run.</param>
    /// <param name="plan">Its parameters.</param>
    /// <param name="target">The sink downstream, which completes the plan; null for none.</param>
    /// <param name="cancel">Ends the wait.</param>
    public static FloodRunner Open(LabHost host, FloodPlan plan, FloodTarget? target, CancellationToken cancel)
    {
        AgentSession agent = host.OpenAgent();
        try
        {
            (FloodPlan resolved, OpenFlood request, FloodReady ready) = Ask(agent, plan, target, preview: false, cancel);
            return new FloodRunner(agent, resolved, request, ready);
        }
        catch
        {
            agent.Dispose();
            throw;
        }
    }

    /// <summary>Determines what a flood would send: checked as when it is opened, but nothing is loaded, added or probed.</summary>
    /// <inheritdoc cref="Open"/>
    public static FloodPreview Preview(LabHost host, FloodPlan plan, FloodTarget? target, CancellationToken cancel)
    {
        using AgentSession agent = host.OpenAgent();
        (FloodPlan resolved, OpenFlood request, FloodReady ready) = Ask(agent, plan, target, preview: true, cancel);
        return new FloodPreview(agent.Host, resolved, request, ready);
    }

    /// <summary>Round-trip time to the agent.</summary>
    public TimeSpan RoundTrip => _agent.Clock.RoundTrip ?? TimeSpan.Zero;

    /// <summary>Asks the agent to start sending.</summary>
    /// <param name="at">Start time by this process's monotonic clock; null to start at once.</param>
    public void SendStart(long? at)
    {
        Result = null;
        CurrentPps = 0;
        _intervals.Clear();
        _limit = RunLimit.On(Host, _request.Duration is double seconds ? TimeSpan.FromSeconds(seconds) : null, TimeSpan.Zero);
        _agent.SetPatience(Heartbeat.Flooding);
        _agent.Hush();
        _running = _agent.Send(id => new StartFlood { Id = id, AtNanoseconds = at is long here ? _agent.Clock.ToAgent(here) : null });
    }

    /// <summary>Returns when the first packet is about to be sent.</summary>
    public UdpFlood AwaitStart(CancellationToken cancel)
    {
        FloodStarted started = _agent.Receive<FloodStarted>(_running, cancel);
        _started = started.StartedNanoseconds;
        return Flood = new UdpFlood
        {
            Host = Host,
            Backend = _ready.Backend,
            BackendReason = _ready.Reason,
            Interface = _ready.Interface,
            Source = _ready.Source,
            Destination = _ready.Destination,
            Port = _request.Port,
            DestinationMac = _ready.DestinationMac,
            PacketSize = _request.PacketSize,
            Flows = _ready.Flows,
            Threads = _ready.Threads,
            RatePps = _request.StepRates.Length > 0 ? _request.StepRates.Average() : _request.RatePps,
            Count = _request.Count,
            Duration = _request.Duration,
            Cpu = _request.Cpus,
            Burst = _ready.Bursts.Length > 0 ? _ready.Bursts.Max() : _request.Burst,
            Gso = _request.Gso,
            Inject = _request.Inject,
            Payload = [.. _request.Payloads.Select(PayloadText.Format)],
            PayloadHeader = _request.PayloadHeader,
            Started = _agent.Clock.ToWallClock(started.StartedNanoseconds),
        };
    }

    /// <summary>Processes received lines; true once the run has ended.</summary>
    /// <param name="stoppedByUs">The sink has measured enough: being stopped then counts as completion.</param>
    public bool Poll(bool stoppedByUs)
    {
        while (Result is null && _agent.TryReceive(_running, _limit) is { } reply)
        {
            switch (reply)
            {
                case Interval interval:
                    _intervals.Add(interval);
                    CurrentPps = interval.Packets / interval.Length;
                    break;
                case FloodResult result:
                    Result = result;
                    _agent.Forget(_running);
                    _agent.Unhush();
                    _agent.SetPatience(Heartbeat.Idle);
                    Complete(result, stoppedByUs);
                    break;
            }
        }

        return Result is not null;
    }

    /// <summary>Asks the agent to stop; <see cref="Poll"/> reports when it has.</summary>
    public void Stop() => _agent.Post(id => new StopFlood { Id = id });

    /// <summary>The flood's own failure; null if it had none.</summary>
    public LabException? Failure => Result?.Failure is { } failure ? new LabException(failure, Host.Name) : null;

    public void Dispose()
    {
        // By a second call the agent may already serve another cmdlet.
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        if (_ready.Backend == FloodBackend.Pktgen)
        {
            _agent.Undo();
        }

        _agent.Dispose();
        if (Flood is { State: FloodState.Running } flood)
        {
            flood.Outcome = flood.Outcome with { State = FloodState.Stopped, Sent = null };
        }
    }

    /// <summary>What was sent over time, by this process's clock; null before its end.</summary>
    public SentCurve? Curve => Flood is { Intervals.Count: > 0 } flood ? new SentCurve(_agent.Clock.ToHere(_started), flood.Intervals) : null;

    private void Complete(FloodResult result, bool stoppedByUs) => Flood!.Outcome = new FloodOutcome
    {
        Sent = result.Sent,
        Errors = result.Errors,
        Seconds = result.Seconds,
        PerThread = [.. result.Threads.Select(t => new FloodThreadResult { Cpu = t.Cpu, Sent = t.Sent, Errors = t.Errors, Seconds = t.Seconds, CpuSeconds = t.CpuSeconds })],
        MeanBurst = result.Threads.Aggregate((long?)0, (sum, t) => sum + t.Bursts) is > 0 and var bursts ? (double?)result.Sent / bursts : null,
        Replies = result.Replies?.Packets,
        ReplyBytes = result.Replies?.Bytes,
        ReplyDrops = result.Replies?.Drops,
        ReplySeconds = result.Replies is { Packets: > 0 } replies ? replies.Seconds : null,
        Steps = FloodSteps.Of(_request, _ready, result),
        Intervals = FloodIntervals.Of(_intervals, result, _request),
        Notes = [.. PathWatch.Changes(Host.Name, result.Before, result.After)],
        State = result.Failure is not null || PathWatch.IsCut(result.Before, result.After) ? FloodState.Failed : result.Stopped && !stoppedByUs ? FloodState.Stopped : FloodState.Completed,
    };

    private static (FloodPlan Plan, OpenFlood Request, FloodReady Ready) Ask(AgentSession agent, FloodPlan plan, FloodTarget? target, bool preview, CancellationToken cancel)
    {
        if (plan.DestinationName is string name)
        {
            NameResolved answer = agent.Ask<NameResolved>(id => new ResolveName { Id = id, Name = name }, cancel);
            plan = plan with { Destination = FloodCompletion.Choose(name, answer.Addresses, plan.Source ?? target?.Address) };
        }

        OpenFlood request = FloodCompletion.Complete(agent.Host, plan, target) with { SameMachine = target is not null && agent.Hello.BootId == target.BootId, Preview = preview };
        try
        {
            long id = agent.Send(i => request with { Id = i });
            return (plan, request, agent.Receive<FloodReady>(id, cancel));
        }
        catch (LabException e) when (e.Parameter == nameof(plan.PacketSize) && plan.Payloads.Length > 0)
        {
            throw new LabException(e.Code, string.Create(CultureInfo.InvariantCulture, $"-Payload of {plan.Payloads.Max(p => p.Length)} bytes gives packets of {request.PacketSize} bytes including headers. {e.Message}"), "Payload", e);
        }
        catch (LabException e) when (e.Parameter == nameof(plan.PacketSize) && plan.PayloadSize is int payload)
        {
            throw new LabException(e.Code, string.Create(CultureInfo.InvariantCulture, $"-PayloadSize {payload} gives packets of {request.PacketSize} bytes including headers. {e.Message}"), nameof(plan.PayloadSize), e);
        }
    }
}
