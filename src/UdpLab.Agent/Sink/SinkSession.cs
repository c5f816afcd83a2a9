using System.Net;
using UdpLab.Agent.Kernel;
using UdpLab.Agent.Ledger;
using UdpLab.Agent.Perf;
using UdpLab.Agent.Readiness;
using UdpLab.Wire;

namespace UdpLab.Agent.Sink;

/// <summary>The sockets of a sink, open for any number of measurements, one at a time.</summary>
internal sealed class SinkSession : IDisposable
{
    private readonly OpenSink _plan;
    private readonly Action<Reply> _reply;
    private readonly List<SinkSocket> _sockets = [];
    private readonly PerfRecipe? _profile;
    private MeasurementRun? _running;
    private Recording? _recording;
    private (long Id, int[] Cpus)? _recordedWindow;

    private SinkSession(OpenSink plan, Action<Reply> reply)
    {
        _plan = plan;
        _reply = reply;
        _profile = plan.Profile is { } profile ? PerfRecipe.Check(profile, ownSink: true) : null;
    }

    public static SinkSession Open(OpenSink plan, Action<Reply> reply)
    {
        RequireOneHost(plan);
        SinkSession session = new(plan, reply);
        try
        {
            session.Bind();
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    private static void RequireOneHost(OpenSink plan)
    {
        IPAddress address = AddressField.Parse(plan.Address, "Address");
        bool any = address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);
        if (!plan.AllowSpecialAddress && !any && SpecialAddress.Why(address) is { } why)
        {
            throw AgentException.Invalid("Address", $"-Address {address} {why}, and a sink receives what is sent to its host; use -AllowSpecialAddress to bind it anyway.");
        }
    }

    public SinkReady Ready(long id)
    {
        IPEndPoint local = _sockets[0].LocalEndPoint;
        return new SinkReady
        {
            Id = id,
            Address = local.Address.ToString(),
            Port = local.Port,
            ReceiveBuffer = _sockets[0].ReceiveBuffer,
            Addresses = Interfaces.Addresses(),
        };
    }

    public void Measure(Measure plan)
    {
        if (_running is not null)
        {
            throw new AgentException(FailureCode.Protocol, "A measurement is running; finish it first.");
        }

        RequireOptions(plan);
        RequireRoom(plan);

        ReadinessFacts? facts = plan.WithFacts ? ReadFacts() : null;
        _running = new MeasurementRun(_plan, plan, _sockets, CpuOf, _reply);
        try
        {
            Record(plan);
            foreach (SinkSocket socket in _sockets)
            {
                if (_plan.Connect)
                {
                    socket.Disconnect();
                }

                _ = socket.Discard();
            }

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

    /// <summary>Opens a window of the running measurement.</summary>
    public void Open(OpenWindow plan)
    {
        MeasurementRun running = Running;
        ReadinessFacts? facts = plan.WithFacts ? ReadFacts() : null;
        if (plan.Profile is { } profile)
        {
            if (_recordedWindow is not null)
            {
                throw new AgentException(FailureCode.Busy, "-Profile: another measurement of this sink is being recorded; wait for its end.") { Parameter = "Profile" };
            }

            Record(PerfRecipe.Check(profile, ownSink: true), running);
            _recordedWindow = (plan.Id, profile.Cpus);
        }

        running.Open(plan.Id);
        _reply(new Armed { Id = plan.Id, Facts = facts });
        running.Watch(plan.Id);
    }

    /// <summary>Ends a window of the running measurement.</summary>
    public void Cut(CutWindow plan)
    {
        SinkResult result = Running.Cut(plan);
        _reply(result);
        if (plan.Close && _recordedWindow is var (id, cpus) && id == plan.Window)
        {
            _recordedWindow = null;
            Keep(plan.Profile && result.Packets > 0);
            _recording?.Finish(plan.Id, new PerfWindow(result.FirstNanoseconds, result.LastNanoseconds, Running.Threads.ToHashSet(), cpus.ToHashSet()));
        }
    }

    public SinkStatus Status(long id) => Running.Status(id);

    public void Finish(FinishMeasure plan)
    {
        MeasurementRun measurement = Running;
        _running = null;
        using (measurement)
        {
            SinkResult result = measurement.Finish(plan);
            Keep(result.Packets > 0 && _recordedWindow is null);
            _recordedWindow = null;
            _reply(result);
            _recording?.Finish(plan.Id, new PerfWindow(result.FirstNanoseconds, result.LastNanoseconds, measurement.Threads.ToHashSet(), (_plan.Profile?.Cpus ?? []).ToHashSet()));
        }
    }

    private MeasurementRun Running => _running ?? throw new AgentException(FailureCode.Protocol, "No measurement is running.");

    /// <summary>The state of the host before any of a measurement begins.</summary>
    private ReadinessFacts? ReadFacts() => new OptionalReadings().Try("the host's facts", () => ReadinessReader.ReadForSink(_plan.Interface));

    /// <summary>Refuses options that the method does not have.</summary>
    private void RequireOptions(Measure plan)
    {
        ReceiveOption?[] given =
        [
            _plan.Sockets > 1 ? ReceiveOption.Sockets : null, _plan.Connect ? ReceiveOption.Connect : null, _plan.BusyPoll > 0 ? ReceiveOption.BusyPoll : null,
            _plan.Gro ? ReceiveOption.Gro : null, _plan.Ttl ? ReceiveOption.Ttl : null, _plan.PacketInfo ? ReceiveOption.PacketInfo : null, _plan.Timestamp ? ReceiveOption.Timestamp : null,
            _plan.CheckSender is null ? null : ReceiveOption.CheckSender, plan.Segments > 1 ? ReceiveOption.Segments : null, plan.Discard ? ReceiveOption.Discard : null,
            _plan.Echo ? ReceiveOption.Echo : null,
        ];
        if (plan.Stays && !ReceiveTraits.Of(plan.Method).CanBeCut)
        {
            throw AgentException.Wrong("Method", plan.Method, $"the kernel hands it packets that it has yet to count, so it has no windows that add up; {ReceiveTraits.Names(t => t.CanBeCut)} have");
        }

        if (given.OfType<ReceiveOption>().Select(o => o.Refusal([plan.Method])).FirstOrDefault(r => r is not null) is { } refusal)
        {
            throw AgentException.Invalid("Method", refusal);
        }
    }

    /// <summary>Checks that the sockets' buffers fit in this host's memory.</summary>
    private void RequireRoom(Measure plan)
    {
        Memory.Require("Batch", plan.Batch, _plan.Sockets * BufferLayout.Of(_plan, plan).Bytes, $"for {_plan.Sockets} sockets; use a smaller -Batch, or fewer -Sockets");
    }

    /// <summary>perf records before the first packet can arrive.</summary>
    private void Record(Measure plan)
    {
        Keep(false);
        if (plan.Profile)
        {
            PerfRecipe recipe = _profile ?? throw new AgentException(FailureCode.Protocol, "The sink was not opened with a profile.");
            Record(recipe, _running!);
        }
    }

    private void Record(PerfRecipe recipe, MeasurementRun run)
    {
        Keep(false);
        _recording = Recording.Begin(recipe, PerfTarget.OfSink(run.Launch(), [.. _sockets.Select((_, i) => CpuOf(i))], recipe.Plan.Cpus), _reply);
    }

    /// <summary>Discards the recording unless it is wanted.</summary>
    private void Keep(bool wanted)
    {
        if (!wanted)
        {
            _recording?.Dispose();
            _recording = null;
        }
    }

    public void Dispose()
    {
        Keep(false);
        _running?.Dispose();
        _running = null;
        foreach (SinkSocket socket in _sockets)
        {
            socket.Dispose();
        }

        _sockets.Clear();
    }

    private void Bind()
    {
        Cpu.RequireOnline(_plan.Cpus);
        if (_plan.Interface is not null)
        {
            _ = Interfaces.Require(_plan.Interface);
        }

        if (_plan.Echo && _plan.Gro)
        {
            throw AgentException.Invalid("Echo", "-Echo with -Gro: a bundle of segments is not what was sent; omit one of them.");
        }

        IPAddress address = AddressField.Parse(_plan.Address, "Address");
        bool group = _plan.Sockets > 1;
        int port = _plan.Port;
        if (group || _plan.Connect)
        {
            // SO_REUSEPORT would silently share the port with another sink of this user, so it is first bound without it. And a
            // socket that disconnects loses a port chosen by the kernel, unless it was bound to it by number.
            using SinkSocket probe = OpenFirst(address, ref port, reusePort: false);
        }

        _sockets.Add(OpenFirst(address, ref port, group));
        for (int i = 1; i < _plan.Sockets; i++)
        {
            _sockets.Add(SinkSocket.Open(_plan, address, port, reusePort: true));
        }

        foreach (ReceiveMethod method in _plan.Methods.Distinct())
        {
            ReceiveEngines.TryOut(_sockets[0], _plan, method);
        }

        if (_plan.SteerByCpu)
        {
            ReuseportSteering.Attach(_sockets[0], _plan.Sockets);
        }
    }

    private SinkSocket OpenFirst(IPAddress address, ref int port, bool reusePort)
    {
        SinkSocket socket;
        try
        {
            socket = SinkSocket.Open(_plan, address, port, reusePort);
        }
        catch (AgentException e) when (_plan.AnyPortWillDo && e.Errno is Errno.EADDRINUSE or Errno.EACCES)
        {
            socket = SinkSocket.Open(_plan, address, 0, reusePort);
        }

        port = socket.LocalEndPoint.Port;
        return socket;
    }

    /// <summary>CPUs in turn. Several sockets are pinned even without -Cpu; a single one is not.</summary>
    private int? CpuOf(int index)
    {
        int[] cpus = _plan.Cpus.Length > 0 ? _plan.Cpus : _plan.Sockets > 1 ? Cpu.Online() : [];
        return cpus.Length == 0 ? null : cpus[index % cpus.Length];
    }
}
