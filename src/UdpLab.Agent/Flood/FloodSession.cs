using System.Net;
using System.Net.NetworkInformation;
using UdpLab.Agent.Kernel;
using UdpLab.Agent.Ledger;
using UdpLab.Agent.Pktgen;
using UdpLab.Wire;

namespace UdpLab.Agent.Flood;

/// <summary>A flood that is resolved and checked. It may run any number of times, one run at a time.</summary>
internal sealed class FloodSession : IDisposable
{
    // A later start means that the controller misjudged this host's clock, so it is refused.
    private const long LongestLead = 2_000_000_000;

    // Where instructions are counted, what was said before the first packet has been heard when it leaves.
    private const long CountedLead = 20_000_000;

    private readonly FloodTarget _target;
    private readonly FloodBackend _backend;
    private readonly string _reason;
    private readonly Action<Reply> _reply;
    private readonly Action _stop;
    private readonly int _threads;
    private readonly FloodPace _pace;
    private readonly int[] _bursts;
    private readonly PhysicalAddress? _mac;
    private readonly PktgenFloodPlan? _pktgen;
    private readonly PktgenHolding? _holding;
    private readonly string[] _warnings = [];
    private Thread? _running;
    private volatile bool _busy;
    private FloodControl? _control;

    private FloodSession(FloodTarget target, FloodBackend backend, string reason, Action<Reply> reply)
    {
        _target = target;
        _backend = backend;
        _reason = reason;
        _reply = reply;
        _stop = Stop;
        _mac = backend == FloodBackend.Socket ? null : target.ResolveMac();
        if (backend == FloodBackend.Pktgen)
        {
            _holding = PktgenHolding.Take();
            try
            {
                _pktgen = new PktgenFloodPlan(target, _mac!);
                _warnings = [.. _pktgen.Apply(_holding)];
            }
            catch
            {
                _holding.Dispose();
                throw;
            }
        }

        _threads = _pktgen?.Cpus.Length ?? BackendChoice.ThreadsOf(target.Plan);
        _pace = new FloodPace(target.Plan);
        _bursts = BurstChoice.Of(backend, target.Plan, _threads);
        if (backend == FloodBackend.Socket)
        {
            SocketFlood.RequireRoom(target.Plan, _threads, target.Payload);
        }
    }

    public static FloodSession Open(OpenFlood plan, Action<Reply> reply)
    {
        Cpu.RequireOnline(plan.Cpus);
        FloodTarget target = FloodTarget.Resolve(plan);
        (FloodBackend backend, string reason) = BackendChoice.For(target);
        return new FloodSession(target, backend, reason, reply);
    }

    /// <summary>Determines what a plan would send, without loading, adding or sending anything.</summary>
    public static FloodReady Preview(OpenFlood plan)
    {
        Cpu.RequireOnline(plan.Cpus);
        FloodTarget target = FloodTarget.Resolve(plan);
        (FloodBackend backend, string reason) = BackendChoice.For(target);
        PktgenFloodPlan? pktgen = backend == FloodBackend.Pktgen ? new PktgenFloodPlan(target, PhysicalAddress.None) : null;
        int threads = pktgen?.Cpus.Length ?? BackendChoice.ThreadsOf(plan);
        return new FloodReady
        {
            Id = plan.Id,
            Backend = backend,
            Reason = reason,
            Interface = target.Interface.Name,
            Destination = target.Destination.ToString(),
            Outside = target.Outside,
            LoadsPktgen = backend == FloodBackend.Pktgen && !PktgenFiles.Exist,
            NeedsTrial = backend == FloodBackend.Xdp && !plan.Inject && !XdpPreflight.IsKnown(target.Interface),
            Source = target.Source.ToString(),
            Threads = threads,
            Flows = pktgen?.Flows ?? plan.Flows,
            Bursts = BurstChoice.Of(backend, plan, threads),
        };
    }

    public FloodReady Ready(long id) => new()
    {
        Id = id,
        Backend = _backend,
        Reason = _reason,
        Interface = _target.Interface.Name,
        Destination = _target.Destination.ToString(),
        Source = _target.Source.ToString(),
        DestinationMac = _mac is null ? null : Interfaces.Format(_mac),
        Threads = _threads,
        Flows = _pktgen?.Flows ?? _target.Plan.Flows,
        Bursts = _bursts,
        Numbered = _pktgen is null ? FloodPayloads.HaveHeader(_target.Plan) : _pktgen.Numbered(FirstDevice),
        Timed = _pktgen is null ? FloodPayloads.HaveHeader(_target.Plan) : !FirstDevice.Flags.Contains("NO_TIMESTAMP"),
        FirstSourcePort = _pktgen is null ? null : FloodSource.FirstPort,
        SourcePortsPerThread = _pktgen?.PortsEach,
        Warnings = _warnings,
    };

    private PktgenText FirstDevice => PktgenText.Parse(PktgenFiles.Read(_pktgen!.Devices[0]) ?? "");

    public void Start(long id, long? atNanoseconds)
    {
        if (_busy)
        {
            throw new AgentException(FailureCode.Protocol, "The flood is already running.");
        }

        _running?.Join();

        int[] sockets = _backend == FloodBackend.Socket ? SocketFlood.OpenSockets(_target.Plan, _target.Destination, _target.Payload) : [];
        List<FloodThread> threads = [];
        ReplyCounter? replies = null;
        try
        {
            replies = _target.Plan.CountReplies ? new ReplyCounter(sockets, _threads) : null;
            replies?.Start();
            Counters before = CounterReader.Read([_target.Interface.Name]);
            FloodControl control = new(Math.Clamp(atNanoseconds ?? 0, Clock.Monotonic + (InstructionClock.IsUsed ? CountedLead : 0), Clock.Monotonic + LongestLead), _target.Plan.Duration);
            if (_pktgen is not null)
            {
                threads.Add(new PktgenFlood(control, _pktgen.Devices, _pktgen.Steps));
            }

            for (int i = 0; _pktgen is null && i < _threads; i++)
            {
                threads.Add(NewThread(control, i, sockets));
            }

            _control = control;
            _running = new Thread(() => Run(id, control, threads, sockets, replies, before), 256 * 1024) { IsBackground = true, Name = "flood-clock" };
            _busy = true;
            _running.Start();
        }
        catch
        {
            _busy = false;
            Release(threads, sockets, replies);
            throw;
        }
    }

    public void Stop() => _control?.Stop();

    public void Dispose()
    {
        Stop();
        _running?.Join();
        _holding?.Dispose();
    }

    private void Run(long id, FloodControl control, List<FloodThread> threads, int[] sockets, ReplyCounter? replies, Counters before)
    {
        Reply end;
        ExitActions.Add(_stop);
        try
        {
            if (InstructionClock.IsUsed)
            {
                _reply(new FloodStarted { Id = id, StartedNanoseconds = control.Start });
                control.WaitForStart();
            }
            else
            {
                control.WaitForStart();
                _reply(new FloodStarted { Id = id, StartedNanoseconds = Clock.Monotonic });
            }

            end = Send(id, control, threads, replies, before);
        }
        catch (Exception e)
        {
            end = AgentException.Of(e).ToReply(id);
        }

        _busy = false;
        _reply(end);
        threads.ForEach(t => t.Join());
        ExitActions.Remove(_stop);
        Release(threads, sockets, replies);
    }

    /// <summary>Starts the threads, waits for the last packets, and sums up.</summary>
    private FloodResult Send(long id, FloodControl control, List<FloodThread> threads, ReplyCounter? replies, Counters before)
    {
        try
        {
            threads.ForEach(t => t.Start());
            FloodProgress.Report(id, control, threads, _reply, _pace);
        }
        catch
        {
            control.Stop();
            threads.ForEach(t => t.Join());
            throw;
        }

        FloodThreadFindings[] findings = [.. threads.SelectMany(t => t.Findings)];
        AgentException? error = threads.Select(t => t.Error).FirstOrDefault(e => e is not null);
        if (threads is [PktgenFlood pktgen])
        {
            string? why = PktgenRun.Gone(pktgen.Gone) ?? pktgen.Shortfalls.FirstOrDefault();
            error ??= why is null ? null : new AgentException(FailureCode.System, why) { Path = PktgenFiles.Folder };
        }

        long? sent = Array.Exists(findings, f => f.Sent is null) ? null : findings.Sum(f => f.Sent);
        double seconds = findings.Length > 0 ? findings.Max(f => f.Seconds) : 0;
        if (sent == 0 && !control.Stopped)
        {
            error ??= NothingSent(seconds, threads.Select(t => t.LastErrno).FirstOrDefault(e => e != 0));
        }

        return new FloodResult
        {
            Id = id,
            Sent = sent,
            Errors = findings.Sum(f => f.Errors),
            Seconds = seconds,
            Stopped = control.Stopped,
            Threads = findings,
            Replies = replies?.Finish(control.Start, sent),
            StepSeconds = (threads is [PktgenFlood { StepSeconds: { } own }] ? own : null) ?? _pace.SecondsOf(control.Stopped ? seconds : _target.Plan.Duration ?? 0),
            Before = before,
            After = CounterReader.Read([_target.Interface.Name]),
            Warnings = _holding?.LogLines().ToArray() ?? [],
            Failure = error?.ToReply(id),
        };
    }

    /// <summary>If a flood sent nothing, says why.</summary>
    private static AgentException NothingSent(double seconds, int errno)
    {
        string message = $"The flood sent no packet in its {seconds:0.###} s";
        return errno != 0
            ? AgentException.FromErrno(errno, message, "sendmmsg")
            : new AgentException(FailureCode.System, $"{message}: the machine was too busy for it to begin in time. Give it a longer -Duration.");
    }

    private FloodThread NewThread(FloodControl control, int index, int[] sockets)
    {
        OpenFlood plan = _target.Plan;
        FloodShare share = new(
            index,
            plan.FirstStream + index,
            CpuOf(index),
            plan.Count is long count ? (count / _threads) + (index < count % _threads ? 1 : 0) : null,
            _pace,
            _threads,
            _bursts);
        return _backend == FloodBackend.Socket
            ? new SocketFlood(control, share, plan, OwnSockets(sockets, index), _target.Payloads)
            : NewXdpThread(control, share);
    }

    private XdpFlood NewXdpThread(FloodControl control, FloodShare share)
    {
        OpenFlood plan = _target.Plan;
        Frame.Headers headers = new(
            plan.Inject ? FloodSource.InjectedMac : _target.Interface.Mac,
            _mac!,
            _target.Source,
            _target.Destination,
            FloodSource.FirstPort,
            plan.Port);
        byte[][] all = [.. _target.Payloads.Of(share.Stream).Select(payload => Frame.Build(headers, payload))];
        XdpFrames? frames = all.Length > 1 ? new XdpFrames(all, _target.Payloads.HasHeader) : null;
        XdpProgram.Parameters program = new(
            frames?.Longest ?? all[0],
            plan.Flows,
            FloodSource.FirstPort,
            Clock.RealtimeOffset,
            plan.Inject ? null : _target.Interface.Index,
            Count: null,
            plan.Duration is double seconds ? (long)(seconds * 1e9) : null,
            RatePps: null,
            Numbered: _target.Payloads.HasHeader,
            Frames: frames);
        (int, int)? ingress = plan.Inject && !BackendChoice.IsLoopback(_target.Interface) ? (_target.Interface.Index, share.Index % RxQueues()) : null;
        return new XdpFlood(control, share, program, ingress);
    }

    private int RxQueues() => Math.Max(1, Directory.GetDirectories($"/sys/class/net/{_target.Interface.Name}/queues", "rx-*").Length);

    /// <summary>Xdp threads are always pinned: the sending CPU decides the receive queue.</summary>
    private int? CpuOf(int index)
    {
        int[] cpus = _target.Plan.Cpus.Length > 0 ? _target.Plan.Cpus : _backend == FloodBackend.Xdp ? Cpu.Online() : [];
        return cpus.Length == 0 ? null : cpus[index % cpus.Length];
    }

    /// <summary>Flows are distributed over the threads; with more threads than flows, some share one.</summary>
    private int[] OwnSockets(int[] sockets, int index) => sockets.Length >= _threads
        ? [.. sockets.Where((_, i) => i % _threads == index)]
        : [sockets[index % sockets.Length]];

    private static void Release(List<FloodThread> threads, int[] sockets, ReplyCounter? replies)
    {
        threads.ForEach(t => t.Dispose());
        replies?.Dispose();
        SocketFlood.Close(sockets);
    }
}
