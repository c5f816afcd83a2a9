using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>A flood on a host: resolved once, run as often as a sink has measurements to make.</summary>
internal sealed class FloodRunner : IDisposable
{
    private const int VlanTag = 4;

    private readonly AgentSession _agent;
    private readonly LabHost _host;
    private readonly OpenFlood _request;
    private readonly FloodReady _ready;
    private long _running;

    private FloodRunner(AgentSession agent, LabHost host, OpenFlood request, FloodReady ready)
    {
        _agent = agent;
        _host = host;
        _request = request;
        _ready = ready;
    }

    public LabHost Host => _host;

    public WaitHandle Arrived => _agent.Arrived;

    /// <summary>Hosts with the same boot id share their clocks.</summary>
    public string BootId => _agent.Hello.BootId;

    public string Interface => _ready.Interface;

    /// <summary>Packets a send carries as one train, 1 for none.</summary>
    public int Gso => _request.Gso ?? 1;

    public string Destination => _ready.Destination;

    /// <summary>Requests this flood has cost so far.</summary>
    public long Requests => _agent.Requests;

    /// <summary>Why this backend was taken.</summary>
    public string BackendReason => $"Backend {_ready.Backend}: {_ready.Reason.TrimEnd('.')}.";

    /// <summary>What works, but not as one would think: of the flood's settings, and what the kernel said of the latest run.</summary>
    public IEnumerable<string> Warnings => [.. _ready.Warnings, .. Result?.Warnings ?? []];

    /// <summary>Every packet has a number of its own: losses and repetitions can be told.</summary>
    public bool Numbered => _ready.Numbered;

    /// <summary>The packets carry the time they were made at.</summary>
    public bool Timed => _ready.Timed;

    /// <summary>How the sink tells its threads apart where they have no tags; null where they have.</summary>
    public StreamSource? Streams => _ready.FirstSourcePort is int first
        ? new StreamSource { Address = _ready.Source, FirstPort = first, PortsPerThread = _ready.SourcePortsPerThread ?? 1, Threads = _ready.Threads }
        : null;

    /// <summary>The object of the latest run.</summary>
    public UdpFlood? Flood { get; private set; }

    /// <summary>The agent's account of the latest run, null while it runs.</summary>
    public FloodResult? Result { get; private set; }

    /// <summary>Packets of the latest interval per second, 0 before the first.</summary>
    public double CurrentPps { get; private set; }

    /// <summary>Resolves and checks a flood; nothing is sent.</summary>
    /// <param name="host">Where it will run.</param>
    /// <param name="plan">What it was told.</param>
    /// <param name="sink">The sink downstream, which knows what the flood was not told; null for none.</param>
    /// <param name="cancel">Ends the wait.</param>
    public static FloodRunner Open(LabHost host, FloodPlan plan, SinkRunner? sink, CancellationToken cancel)
    {
        AgentSession agent = host.OpenAgent();
        try
        {
            OpenFlood request = Complete(host, plan, sink) with { SameMachine = sink is not null && agent.Hello.BootId == sink.HostFacts.BootId };
            return new FloodRunner(agent, host, request, agent.Ask<FloodReady>(id => request with { Id = id }, cancel));
        }
        catch
        {
            agent.Dispose();
            throw;
        }
    }

    /// <summary>How long a word to its agent and back takes.</summary>
    public TimeSpan RoundTrip => _agent.Clock.RoundTrip ?? TimeSpan.Zero;

    /// <summary>Asks the agent to let the packets go.</summary>
    /// <param name="at">When, by this process's monotonic clock; null for at once.</param>
    public void SendStart(long? at)
    {
        Result = null;
        CurrentPps = 0;
        _agent.SetPatience(Heartbeat.Flooding);
        _running = _agent.Send(id => new StartFlood { Id = id, AtNanoseconds = at is long here ? _agent.Clock.ToAgent(here) : null });
    }

    /// <summary>Returns when the first packet is about to leave.</summary>
    public UdpFlood AwaitStart(CancellationToken cancel)
    {
        FloodStarted started = _agent.Receive<FloodStarted>(_running, cancel);
        return Flood = new UdpFlood
        {
            Host = _host,
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
            RatePps = _request.RatePps,
            Started = _agent.Clock.ToWallClock(started.StartedNanoseconds),
        };
    }

    /// <summary>Takes in what has arrived; true once the run is over.</summary>
    /// <param name="stoppedByUs">The sink had enough: being stopped is then its way to complete.</param>
    public bool Poll(bool stoppedByUs)
    {
        while (Result is null && _agent.TryReceive(_running) is { } reply)
        {
            switch (reply)
            {
                case Interval interval:
                    CurrentPps = interval.Packets / interval.Length;
                    break;
                case FloodResult result:
                    Result = result;
                    _agent.Forget(_running);
                    _agent.SetPatience(Heartbeat.Idle);
                    Complete(result, stoppedByUs);
                    break;
            }
        }

        return Result is not null;
    }

    /// <summary>Asks the agent to stop; <see cref="Poll"/> tells when it has.</summary>
    public void Stop() => _agent.Tell(id => new StopFlood { Id = id });

    /// <summary>The flood's own failure, null when it had none.</summary>
    public LabException? Failure => Result?.Failure is { } failure ? new LabException(failure, _host.Name) : null;

    public void Dispose()
    {
        if (_ready.Backend == FloodBackend.Pktgen)
        {
            _agent.Undo();
        }

        _agent.Dispose();
        if (Flood is { State: FloodState.Running } flood)
        {
            flood.State = FloodState.Stopped;
        }
    }

    private void Complete(FloodResult result, bool stoppedByUs)
    {
        UdpFlood flood = Flood!;
        flood.Sent = result.Sent;
        flood.Errors = result.Errors;
        flood.Seconds = result.Seconds;
        flood.PerThread = [.. result.Threads.Select(t => new FloodThreadResult { Cpu = t.Cpu, Sent = t.Sent, Errors = t.Errors, Seconds = t.Seconds })];
        flood.State = result.Failure is not null ? FloodState.Failed : result.Stopped && !stoppedByUs ? FloodState.Stopped : FloodState.Completed;
    }

    /// <summary>What the flood was not told it takes from the sink downstream, and then from the defaults.</summary>
    private static OpenFlood Complete(LabHost host, FloodPlan plan, SinkRunner? sink)
    {
        IPAddress? destination = plan.Destination ?? DefaultDestination(host, plan, sink);
        InterfaceAddress[] addresses = sink?.ReachableAddresses ?? [];
        bool ipv6 = (destination ?? sink?.Address)?.AddressFamily == AddressFamily.InterNetworkV6;
        if (destination is not null && plan.Source is not null && destination.AddressFamily != plan.Source.AddressFamily)
        {
            throw new LabException(FailureCode.InvalidArgument, $"-Source {plan.Source}: the destination {destination} is of the other address family; give both as IPv4 or both as IPv6.", "Source");
        }

        if (sink is not null && destination is not null && destination.AddressFamily != sink.Address.AddressFamily)
        {
            throw new LabException(FailureCode.InvalidArgument, $"-Destination {destination}: the sink listens on {sink.Address}, of the other address family; give Measure-Sink an -Address of the same one.", "Destination");
        }

        bool forever = plan.Duration is null && plan.Count is null && sink is { DecidesHowLong: true };
        return new OpenFlood
        {
            Backend = plan.Backend,
            Destination = destination?.ToString(),
            Port = plan.Port ?? sink?.Port ?? FloodPlan.DefaultPort,
            Source = plan.Source?.ToString(),
            DestinationMac = plan.DestinationMac is null ? null : Format(plan.DestinationMac),
            SinkAddresses = addresses,
            Interface = plan.Interface,
            PacketSize = plan.PacketSize ?? (PktgenHeader.MinimumPacketSize(ipv6) + (plan.Pktgen.VlanId is null ? 0 : VlanTag)),
            Flows = plan.Flows,
            Threads = plan.Threads,
            Cpus = plan.Cpus,
            Burst = plan.Burst,
            RatePps = plan.RatePps,
            Duration = plan.Duration ?? (plan.Count is null && !forever ? FloodPlan.DefaultDurationSeconds : null),
            Count = plan.Count,
            Gso = plan.Gso,
            Inject = plan.Inject,
            FirstStream = plan.FirstStream,
            Pktgen = PktgenCommands.Of(plan.Pktgen),
        };
    }

    /// <summary>Null leaves the choice among the sink's addresses to the generator's routes.</summary>
    private static IPAddress? DefaultDestination(LabHost host, FloodPlan plan, SinkRunner? sink)
    {
        if (sink is null)
        {
            return plan.Inject ? throw new LabException(FailureCode.InvalidArgument, "-Inject without a sink downstream needs a -Destination.", "Destination") : IPAddress.Loopback;
        }

        if (!sink.Address.Equals(IPAddress.Any) && !sink.Address.Equals(IPAddress.IPv6Any))
        {
            return sink.Address;
        }

        bool near = sink.Host.SharesNetworkWith(host) && plan.Interface is null && sink.Interface is null;
        return !near ? null : sink.Address.AddressFamily == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Loopback : IPAddress.Loopback;
    }

    private static string Format(PhysicalAddress mac) => string.Join(':', mac.GetAddressBytes().Select(b => b.ToString("x2", CultureInfo.InvariantCulture)));
}
