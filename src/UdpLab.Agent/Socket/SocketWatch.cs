using UdpLab.Agent.Kernel;
using UdpLab.Agent.Ledger;
using UdpLab.Agent.Perf;
using UdpLab.Agent.Readiness;
using UdpLab.Wire;

namespace UdpLab.Agent.Socket;

/// <summary>Sockets of other programs, open for any number of measurements, one at a time. Nothing of the programs is changed.</summary>
internal sealed class SocketWatch : IDisposable
{
    private readonly WatchSockets _plan;
    private readonly Action<Reply> _reply;
    private readonly SocketTracks _found;
    private readonly PerfRecipe? _profile;
    private WatchRun? _running;
    private Recording? _recording;

    private SocketWatch(WatchSockets plan, Action<Reply> reply)
    {
        _plan = plan;
        _reply = reply;
        _found = SocketTracks.Find(plan);
        if (plan.Profile is { } profile)
        {
            int process = _found.Processes.FirstOrDefault()?.Id
                ?? throw new AgentException(FailureCode.NotFound, "-Profile: no process was found that holds the socket: those of other users' processes take root.") { Parameter = "Profile" };
            _profile = PerfRecipe.Check(profile with { ProcessId = process }, ownSink: true);
        }
    }

    public static SocketWatch Open(WatchSockets plan, Action<Reply> reply) => new(plan, reply);

    public SinkReady Ready(long id) => new()
    {
        Id = id,
        Address = _found.Address().ToString(),
        Port = _found.Ports[0],
        ReceiveBuffer = (int)(_found.All.First().Facts.ReceiveBuffer ?? 0),
        Addresses = Interfaces.Addresses(),
    };

    public void Measure(Measure plan)
    {
        if (_running is not null)
        {
            throw new AgentException(FailureCode.Protocol, "A measurement is running; finish it first.");
        }

        ReadinessFacts? facts = plan.WithFacts ? new OptionalReadings().Try("the host's facts", () => ReadinessReader.ReadForSink(null)) : null;

        // The sockets may have changed since they were found.
        _running = new WatchRun(SocketTracks.Find(_plan), plan, _reply);
        try
        {
            Record(plan);
            _running.Start();
        }
        catch
        {
            _running.Dispose();
            _running = null;
            throw;
        }

        _reply(new Armed { Id = plan.Id, Facts = facts });
        _running.StartClock();
    }

    public void Finish(long id, long? sent)
    {
        WatchRun measurement = _running ?? throw new AgentException(FailureCode.Protocol, "No measurement is running.");
        _running = null;
        using (measurement)
        {
            SinkResult result = measurement.Finish(id, sent);
            if (result.Packets == 0)
            {
                _recording?.Dispose();
                _recording = null;
            }

            _reply(result);
            _recording?.Finish(id, new PerfWindow(result.FirstNanoseconds, result.LastNanoseconds, measurement.Threads.ToHashSet(), _plan.Profile!.Cpus.ToHashSet()));
        }
    }

    public void Dispose()
    {
        _recording?.Dispose();
        _recording = null;
        _running?.Dispose();
        _running = null;
    }

    private void Record(Measure plan)
    {
        _recording?.Dispose();
        _recording = null;
        if (plan.Profile)
        {
            PerfRecipe recipe = _profile ?? throw new AgentException(FailureCode.Protocol, "The watch was not opened with a profile.");
            int[] threads = _running!.Threads;
            _recording = Recording.Begin(recipe, PerfTarget.OfSink(threads, [.. threads.Select(_ => (int?)null)], recipe.Plan.Cpus), _reply);
        }
    }
}
