using UdpLab.Wire;

namespace UdpLab;

/// <summary>pktgen of one host: the requests of the cmdlets to its agent.</summary>
internal sealed class PktgenClient : IDisposable
{
    private readonly AgentSession _agent;
    private long _running;
    private RunLimit _limit = null!;

    private PktgenClient(LabHost host) => _agent = host.OpenAgent();

    public LabHost Host => _agent.Host;

    public WaitHandle Arrived => _agent.Arrived;

    /// <summary>Packets per second in the latest interval.</summary>
    public double CurrentPps { get; private set; }

    /// <summary>The state at the end of the run; null while it runs.</summary>
    public PktgenState? Result { get; private set; }

    public static PktgenClient Open(LabHost host) => new(host);

    /// <summary>Reads threads and devices.</summary>
    /// <param name="cancel">Ends the wait.</param>
    /// <param name="withOutside">Also find the devices that send outside the host's own networks.</param>
    public PktgenState Read(CancellationToken cancel, bool withOutside = false) => _agent.Ask<PktgenState>(id => new ReadPktgen { Id = id, WithOutside = withOutside }, cancel);

    /// <summary>Reads threads and devices; an error if the module is not loaded.</summary>
    public PktgenState ReadLoaded(CancellationToken cancel)
    {
        PktgenState state = Read(cancel);
        return state.Loaded ? state
            : throw new LabException(FailureCode.NotFound, $"The kernel module pktgen is not loaded on {Host}{(state.Obstacle is { } obstacle ? $", and it has no devices: {obstacle}" : "; Add-PktgenDevice and Invoke-UdpFlood -Backend Pktgen load it.")}", "LabHost");
    }

    /// <summary>Checks a change; nothing is loaded or changed.</summary>
    public void Preview(ChangePktgen change, CancellationToken cancel) => _ = _agent.Ask<PktgenState>(id => change with { Id = id, Preview = true }, cancel);

    /// <summary>Changes devices, after loading the module if necessary.</summary>
    public PktgenState Change(ChangePktgen change, CancellationToken cancel) => _agent.Ask<PktgenState>(id => change with { Id = id }, cancel);

    /// <summary>Starts all devices; returns when they are about to send.</summary>
    public void Start(double? duration, CancellationToken cancel)
    {
        _agent.SetPatience(Heartbeat.Flooding);
        _limit = new RunLimit(duration is double seconds ? TimeSpan.FromSeconds(seconds) : null, TimeSpan.Zero);
        _running = _agent.Send(id => new RunPktgen { Id = id, Duration = duration });
        _ = _agent.Receive<FloodStarted>(_running, cancel);
    }

    /// <summary>Processes what has arrived; true once the run is over.</summary>
    public bool Poll()
    {
        while (Result is null && _agent.TryReceive(_running, _limit) is { } reply)
        {
            switch (reply)
            {
                case Interval interval:
                    CurrentPps = interval.Packets / interval.Length;
                    break;
                case PktgenState state:
                    Result = state;
                    _agent.Forget(_running);
                    _agent.SetPatience(Heartbeat.Idle);
                    break;
            }
        }

        return Result is not null;
    }

    /// <summary>Stops the run, whichever program started it.</summary>
    public void Stop(CancellationToken cancel) => _ = _agent.Ask<Done>(id => new StopPktgen { Id = id }, cancel);

    public IEnumerable<PktgenThread> Threads(PktgenState state) => HostAnswer.Understand<PktgenThread[]>(Host, "pktgen", () => [.. state.Threads.Select(t => PktgenThread.Parse(Host, t))]);

    public IEnumerable<PktgenDevice> Devices(PktgenState state)
    {
        HashSet<string> running = [.. Threads(state).SelectMany(t => t.Running)];
        return HostAnswer.Understand<PktgenDevice[]>(Host, "pktgen", () => [.. state.Devices.Select(d => PktgenDeviceParser.Parse(Host, d, running.Contains(d.Name)))]);
    }

    public void Dispose() => _agent.Dispose();
}
