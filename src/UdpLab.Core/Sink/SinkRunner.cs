using System.Globalization;
using System.Net;
using System.Net.Sockets;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>A sink on a host: bound once, used for any number of measurements. Or a window of one that runs.</summary>
internal sealed class SinkRunner : IDisposable
{
    // Nothing is due from a sink that stays.
    private static readonly TimeSpan _forever = TimeSpan.FromDays(36_500);

    // Seconds: while a guest that counts instructions waits for a flood to start, its time jumps ahead.
    private const double LongestWait = 86_400;

    private readonly AgentSession _agent;
    private readonly SinkReady _ready;
    private readonly SenderHints? _sender;
    private readonly List<SinkInterval> _intervals = [];
    private readonly List<(long Begin, long End)> _times = [];
    private long _measuring;
    private RunLimit _limit = null!;
    private long _finishing;
    private long? _began;
    private int _used;
    private bool _isWindow;
    private bool _profiled;
    private bool _disposed;

    private SinkRunner(AgentSession agent, SinkPlan plan, SinkReady ready, SenderHints? sender)
    {
        _sender = sender;
        _agent = agent;
        Plan = plan;
        _ready = ready;
        Address = IPAddress.Parse(ready.Address);
    }

    public LabHost Host => _agent.Host;

    public SinkPlan Plan { get; }

    public IPAddress Address { get; }

    public int Port => _ready.Port;

    /// <summary>SO_RCVBUF as the kernel counts it, bytes.</summary>
    public int ReceiveBuffer => _ready.ReceiveBuffer;

    public string? Interface => Plan.Interface;

    /// <summary>The method of the latest measurement.</summary>
    public ReceiveMethod Method { get; private set; }

    /// <summary>The sink's own count or duration ends the measured window.</summary>
    public bool DecidesHowLong => Plan.Count is not null || Plan.Duration is not null;

    /// <summary>Addresses at which a flood can reach the sink.</summary>
    public InterfaceAddress[] ReachableAddresses => [.. _ready.Addresses
        .Where(a => Interface is null || a.Interface == Interface)
        .Where(a => IPAddress.Parse(a.Address).AddressFamily == Address.AddressFamily)];

    /// <summary>Addresses of the sink's host.</summary>
    public IPAddress[] Addresses => [.. _ready.Addresses.Select(a => IPAddress.Parse(a.Address))];

    public WaitHandle Arrived => _agent.Arrived;

    public Hello Hello => _agent.Hello;

    /// <summary>The host's state when the latest measurement began; null if it could not be read.</summary>
    public ReadinessFacts? Facts { get; private set; }

    /// <summary>Warning that the sockets got a smaller buffer than requested; null if they did not.</summary>
    public string? BufferWarning => Plan.ReceiveBuffer is int asked && ReceiveBuffer < 2L * asked
        ? string.Create(CultureInfo.InvariantCulture, $"-ReceiveBuffer {asked}: the kernel gave {ReceiveBuffer / 2:N0} bytes ({ReceiveBuffer:N0} in its own count), because net.core.rmem_max limits users without CAP_NET_ADMIN. Raise it (Repair-LabHost does), or connect as root.")
        : null;

    /// <summary>Reports settings that work, but not as expected on this host, and where it is bound.</summary>
    public void Warn(ILabObserver observer)
    {
        foreach (string warning in SinkCombinations.Warnings(this))
        {
            observer.Warn(warning);
        }

        if (BufferWarning is { } capped)
        {
            observer.Warn(capped);
        }

        observer.Verbose($"Sink bound to {Address} port {Port} on {Host}, receive buffer {ReceiveBuffer} bytes.");
    }

    /// <summary>Converts the sink's clock to this process's.</summary>
    public ClockOffset Clock => _agent.Clock;

    /// <summary>Requests made for this sink so far.</summary>
    public long Requests => _agent.Requests;

    /// <summary>What closed the window; null while it is open.</summary>
    public WindowEnd? WindowEnd { get; private set; }

    /// <summary>Rate of each interval so far.</summary>
    public IReadOnlyList<SinkInterval> Intervals => _intervals;

    /// <summary>When each interval began and ended, by this process's clock.</summary>
    public (long Begin, long End)[] IntervalTimes => [.. _times.Select(t => (Clock.ToHere(t.Begin), Clock.ToHere(t.End)))];

    /// <summary>Binds the sockets.</summary>
    /// <param name="host">The sink's host.</param>
    /// <param name="plan">Its parameters.</param>
    /// <param name="sender">The sender upstream, which takes from the sink what it was not given; null for packets from elsewhere.</param>
    /// <param name="cancel">Ends the wait.</param>
    public static SinkRunner Open(LabHost host, SinkPlan plan, SenderHints? sender, CancellationToken cancel)
    {
        AgentSession agent = host.OpenAgent();
        try
        {
            SinkReady ready = Bind(agent, plan, sender, cancel);
            return HostAnswer.Understand(host, "the sink", () => new SinkRunner(agent, plan, ready, sender));
        }
        catch
        {
            agent.Dispose();
            throw;
        }
    }

    private static SinkReady Bind(AgentSession agent, SinkPlan plan, SenderHints? sender, CancellationToken cancel)
    {
        if (plan.Watch is { } watch)
        {
            return agent.Ask<SinkReady>(id => new WatchSockets { Id = id, Port = watch.Port, ProcessId = watch.ProcessId, Cookie = watch.Cookie, Destination = sender?.Destination?.ToString(), Ipv6 = sender?.Ipv6, Profile = plan.Profile }, cancel);
        }

        OpenSink request = new()
        {
            Address = (plan.Address ?? ((plan.CheckSender?.AddressFamily == AddressFamily.InterNetworkV6 || sender?.Ipv6 == true) ? IPAddress.IPv6Any : IPAddress.Any)).ToString(),
            AllowSpecialAddress = plan.AllowSpecialAddress,
            Port = plan.Port ?? sender?.Port ?? Defaults.Port,
            AnyPortWillDo = plan.Port is null && sender is { Port: null },
            Interface = plan.Interface,
            Sockets = plan.Sockets,
            SteerByCpu = plan.SteerByCpu,
            Cpus = plan.Cpus,
            ReceiveBuffer = plan.ReceiveBuffer,
            BusyPoll = plan.BusyPoll,
            Gro = plan.Gro,
            Connect = plan.Connect,
            Echo = plan.Echo,
            Methods = [.. plan.Methods],
            Ttl = plan.Ttl,
            PacketInfo = plan.PacketInfo,
            Timestamp = plan.Timestamp,
            CheckSender = plan.CheckSender?.ToString(),
            Profile = plan.Profile,
        };
        try
        {
            return agent.Ask<SinkReady>(id => request with { Id = id }, cancel);
        }
        catch (LabException e) when (e is { Code: FailureCode.Busy, Parameter: nameof(plan.Port) } && HostLinks.Settle())
        {
            // The previous cmdlet's sink used it, on the same machine under another name.
            return agent.Ask<SinkReady>(id => request with { Id = id }, cancel);
        }
    }

    /// <summary>Whether it fits a sender's destination, or was given its own: then binding it again would change nothing.</summary>
    public bool Fits(SenderHints sender) => Plan.Watch is not null ? sender == _sender :
        (Plan.Port is not null || sender.Port is null || sender.Port == Port)
        && (Plan.Address is not null || sender.Ipv6 is null || sender.Ipv6 == (Address.AddressFamily == AddressFamily.InterNetworkV6));

    /// <summary>The interface that has an address of the host; null for none.</summary>
    public string? InterfaceOf(IPAddress address) => _ready.Addresses.FirstOrDefault(a => IPAddress.Parse(a.Address).Equals(address))?.Interface;

    /// <summary>Reads the counters and starts to receive; after this packets may arrive.</summary>
    /// <param name="method">The receiving system call.</param>
    /// <param name="traffic">The expected traffic; null if nothing is known about it.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <param name="watching">What watches it.</param>
    /// <param name="stays">It goes on until it is finished, whether packets come or not.</param>
    public void Arm(ReceiveMethod method, ExpectedTraffic? traffic, CancellationToken cancel, Watching watching = default, bool stays = false)
    {
        WindowEnd = null;
        Method = method;
        _profiled = watching.Profile;
        _intervals.Clear();
        _times.Clear();
        StreamSource[] streams = traffic?.Streams ?? [];
        Checks = Plan is { Check: true, Discard: false, Watch: null } && traffic is null or { Numbered: true } && (streams.Length == 0 || ReceiveTraits.Of(method).ReportsSources);

        // One that stays counts its duration from now, not from the first packet, unless a flood sends it.
        double? duration = stays && traffic is null ? null : Plan.Duration ?? (Plan.Count is null && traffic is null ? Defaults.DurationSeconds : null);
        _limit = stays
            ? new RunLimit(null, _forever)
            : RunLimit.On(Host, duration is double seconds ? TimeSpan.FromSeconds(Plan.Timeout + Plan.Warmup + seconds) : null, TimeSpan.FromSeconds(Plan.Timeout));
        _measuring = _agent.Send(id => new Measure
        {
            Id = id,
            Method = method,
            Batch = Plan.Batch ?? SinkPlan.DefaultBatch,
            Discard = Plan.Discard,
            Segments = Plan.Segments,
            Warmup = Plan.Warmup,
            Duration = duration,
            Count = Plan.Count,
            Timeout = Host.Clock == LabClock.Instructions ? LongestWait : Plan.Timeout,
            AtOnce = Plan.Watch is not null && traffic is null,
            Check = Checks,
            WithFacts = true,
            Stays = stays,
            Profile = watching.Profile,
            Trace = watching.Trace,
            Streams = Checks ? streams : [],
            SharedClock = traffic is { Timed: true } && traffic.BootIds.All(id => id.Length > 0 && id == Hello.BootId),
            Steps = Checks && traffic is { Steps: true },
            Interfaces = Interface is not null ? [Interface] : traffic?.Interfaces ?? [],
        });
        Facts = _agent.Receive<Armed>(_measuring, cancel).Facts;
    }

    /// <summary>Processes received lines; true once the window is closed.</summary>
    /// <exception cref="LabException">The host is gone, or its answer makes no sense; the message has what it reported until then.</exception>
    public bool Poll() => OrSoFar(TakeNews);

    private bool TakeNews()
    {
        // Once the window is closed, no line is due.
        while ((WindowEnd is null ? _agent.TryReceive(_measuring, _limit) : _agent.TryReceive(_measuring)) is { } reply)
        {
            switch (reply)
            {
                case Interval interval:
                    _began ??= interval.EndNanoseconds - (long)(interval.Length * 1e9);
                    _intervals.Add(new SinkInterval { Seconds = _isWindow ? (interval.EndNanoseconds - _began.Value) / 1e9 : interval.Seconds, Packets = interval.Packets, Pps = interval.Packets / interval.Length, QueuePercent = interval.QueuePercent });
                    _times.Add((interval.EndNanoseconds - (long)(interval.Length * 1e9), interval.EndNanoseconds));
                    break;
                case WindowClosed closed:
                    WindowEnd = closed.Reason;
                    break;
            }
        }

        return WindowEnd is not null;
    }

    /// <summary>Opens a window of the running measurement: the next <see cref="Cut"/> says what was received since now.</summary>
    /// <param name="facts">Read the host's state again.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <param name="duration">How long it will be, seconds, for its measurement.</param>
    /// <param name="profile">How to record it with perf; null for no recording.</param>
    public SinkRunner OpenWindow(bool facts, double? duration, CancellationToken cancel, PerfPlan? profile = null)
    {
        SinkRunner window = new(_agent, Plan with { Duration = duration, Profile = profile }, _ready, _sender)
        {
            _profiled = profile is not null,
            _isWindow = true,
            _limit = new RunLimit(null, _forever),
            _measuring = _agent.Send(id => new OpenWindow { Id = id, WithFacts = facts, Profile = profile }),
            Checks = Checks,
        };
        ReadinessFacts? read = _agent.Receive<Armed>(window._measuring, cancel).Facts;
        window.Facts = facts ? read : Facts;
        return window;
    }

    /// <summary>What a window received since it was opened, or since its previous cut.</summary>
    /// <param name="close">It is the last.</param>
    /// <param name="cancel">Ends the wait.</param>
    public SinkResult Cut(bool close, CancellationToken cancel)
    {
        BeginPart();
        _finishing = _agent.Send(id => new CutWindow { Id = id, Window = _measuring, Close = close, Profile = _profiled });
        SinkResult result = _agent.Receive<SinkResult>(_finishing, cancel);
        EndPart(close);
        ForgetResult(result);
        return result;
    }

    /// <summary>Finishes the measurement it is a window of, and says what the window received since its previous cut.</summary>
    /// <inheritdoc cref="Finish"/>
    public SinkResult FinishRest(long? sent, CancellationToken cancel)
    {
        BeginPart();
        SinkResult result = _agent.Ask<SinkResult>(id => new FinishMeasure { Id = id, Sent = sent, Window = _measuring }, cancel);
        EndPart(last: true);
        return result;
    }

    /// <summary>How the measurement is doing.</summary>
    public SinkStatus ReadStatus(CancellationToken cancel) => _agent.Ask<SinkStatus>(id => new ReadSink { Id = id }, cancel);

    /// <summary>The intervals of the previous part are used.</summary>
    private void BeginPart()
    {
        _intervals.RemoveRange(0, _used);
        _times.RemoveRange(0, _used);
    }

    private void EndPart(bool last)
    {
        _ = Poll();
        _used = _intervals.Count;
        _began = null;
        if (last)
        {
            _disposed = true;
            _agent.Forget(_measuring);
        }
    }

    /// <summary>Closes a window that is no longer wanted.</summary>
    private void CloseWindow()
    {
        try
        {
            _agent.Post(id => new CutWindow { Id = id, Window = _measuring, Close = true });
        }
        catch (LabException)
        {
            // It is gone with its sink.
        }

        _agent.Forget(_measuring);
    }

    /// <summary>Drains, stops, and reads the counters again.</summary>
    /// <param name="sent">Packets that the floods sent; null if unknown.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <param name="steps">The steps of their ramp in the numbers of the packets; null without a ramp.</param>
    public SinkResult Finish(long? sent, CancellationToken cancel, StreamSteps[]? steps = null)
    {
        _finishing = _agent.Send(id => new FinishMeasure { Id = id, Sent = sent, Steps = steps ?? [] });
        SinkResult result = OrSoFar(() => _agent.Receive<SinkResult>(_finishing, cancel));
        _ = Poll();
        _agent.Forget(_measuring);
        ForgetResult(result);
        return result;
    }

    /// <summary>The profile follows the result, if there is one.</summary>
    private void ForgetResult(SinkResult result)
    {
        if (!_profiled || result.Packets == 0)
        {
            _agent.Forget(_finishing);
        }
    }

    /// <summary>If a host is lost, so are its counters and the measurement, but not what this process knows.</summary>
    private T OrSoFar<T>(Func<T> take)
    {
        try
        {
            return take();
        }
        catch (LabException e) when (_intervals.Count > 0 && e.Code is FailureCode.Connection or FailureCode.Protocol or FailureCode.System)
        {
            SinkInterval last = _intervals[^1];
            long packets = _intervals.Sum(i => i.Packets);
            throw new LabException(e.Code, string.Create(CultureInfo.InvariantCulture, $"{e.Message} The measurement is lost. In the {last.Seconds:0.0} s before, {packets:N0} packets had arrived ({packets / last.Seconds:N0} pps)."), e.Parameter, e);
        }
    }

    /// <summary>The profile of the measurement that was just finished; null if none was recorded.</summary>
    /// <param name="packets">Packets of its window.</param>
    /// <param name="cancel">Ends the wait.</param>
    public PerfProfile? ReceiveProfile(long packets, CancellationToken cancel)
    {
        if (!_profiled || packets == 0)
        {
            return null;
        }

        PerfReception reception = new(_agent, Host, _finishing, Plan.Profile!, null);
        return reception.Receive(packets, cancel);
    }

    public void Dispose()
    {
        // By a second call the agent may already serve another cmdlet.
        if (!_disposed)
        {
            _disposed = true;
            if (_isWindow)
            {
                CloseWindow();
            }
            else
            {
                _agent.Dispose();
            }
        }
    }

    /// <summary>Whether the headers are checked: requested, and possible with these packets and this method.</summary>
    public bool Checks { get; private set; }
}
