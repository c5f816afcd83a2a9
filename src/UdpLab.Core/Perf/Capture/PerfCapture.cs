using UdpLab.Wire;

namespace UdpLab;

/// <summary>A capture running on a host.</summary>
internal sealed class PerfCapture : IDisposable
{
    private readonly AgentSession _agent;
    private readonly PerfReception _reception;

    private PerfCapture(AgentSession agent, PerfReception reception, PerfStarted started)
    {
        _agent = agent;
        _reception = reception;
        Command = string.Join(' ', started.Command);
    }

    public WaitHandle Arrived => _agent.Arrived;

    /// <summary>perf's command line.</summary>
    public string Command { get; }

    /// <summary>The recording has ended and its data is arriving.</summary>
    public bool HasRecorded => _reception.HasBegun;

    /// <summary>Starts perf; returns once it is recording.</summary>
    public static PerfCapture Start(LabHost host, PerfPlan plan, double duration, string? dataPath, CancellationToken cancel)
    {
        AgentSession agent = host.OpenAgent();
        try
        {
            long id = agent.Send(request => new StartPerf { Id = request, Plan = plan, Duration = duration });
            PerfStarted started = agent.Receive<PerfStarted>(id, cancel);
            return new PerfCapture(agent, new PerfReception(agent, agent.Host, id, plan, dataPath, new RunLimit(null, TimeSpan.FromSeconds(duration) + AgentSession.LongestPause)), started);
        }
        catch
        {
            agent.Dispose();
            throw;
        }
    }

    /// <summary>Waits for the profile.</summary>
    public PerfProfile Receive(CancellationToken cancel) => _reception.Receive(null, cancel);

    public void Dispose() => _agent.Dispose();
}
