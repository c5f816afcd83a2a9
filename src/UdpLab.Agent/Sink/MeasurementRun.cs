using UdpLab.Agent.Flood;
using UdpLab.Agent.Kernel;
using UdpLab.Agent.Ledger;
using UdpLab.Agent.Nic;
using UdpLab.Agent.Trace;
using UdpLab.Wire;

namespace UdpLab.Agent.Sink;

/// <summary>One measurement of an open sink: its threads, its window and the clock that opens and closes it.</summary>
internal sealed class MeasurementRun : IDisposable
{
    private static readonly TimeSpan _tick = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan _interval = TimeSpan.FromMilliseconds(250);

    // The flood has ended before Finish is requested: what is still in flight arrives soon or never.
    private static readonly TimeSpan _longestDrain = TimeSpan.FromSeconds(2), _longestDrainOfStaying = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan _longestWaking = TimeSpan.FromMilliseconds(30);

    private readonly Action<Reply> _reply;
    private readonly Measure _plan;
    private readonly SinkControl _control;
    private readonly List<SinkWorker> _workers = [];
    private readonly Thread _clock;
    private readonly Company _company;
    private readonly SinkCount _count;
    private readonly IntervalLog? _log;
    private readonly IReadOnlyList<SinkSocket> _sockets;
    private readonly OptionalReadings _untraced = new();
    private volatile long[] _watching;
    private Tracer? _tracer;
    private AgentException? _clockError;
    private double _pps;

    public MeasurementRun(OpenSink sink, Measure plan, IReadOnlyList<SinkSocket> sockets, Func<int, int?> cpuOf, Action<Reply> reply)
    {
        _reply = reply;
        _plan = plan;
        _sockets = sockets;
        _control = new SinkControl(plan.Warmup, plan.Count);
        _count = new SinkCount(_control, _workers, plan.Interfaces.Length > 0 ? plan.Interfaces : Interfaces.Up(), plan.Check);
        _log = plan.Stays ? new IntervalLog() : null;
        _watching = plan.Stays ? [] : [plan.Id];
        _clock = new Thread(Run, 256 * 1024) { IsBackground = true, Name = "sink-clock" };
        try
        {
            for (int i = 0; i < sockets.Count; i++)
            {
                _workers.Add(new SinkWorker(_control, sockets[i], sink, plan, cpuOf(i)));
            }
        }
        catch
        {
            Dispose();
            throw;
        }

        _company = new Company([.. _workers.Select(w => w.Cpu)]);
    }

    /// <summary>The kernel's ids of the receiving threads.</summary>
    public int[] Threads { get; private set; } = [];

    /// <summary>Starts the threads, which do not receive yet, and returns their ids.</summary>
    public int[] Launch()
    {
        if (Threads.Length == 0)
        {
            _workers.ForEach(w => w.Start());
            Threads = [.. _workers.Select(w => w.AwaitThread())];
        }

        return Threads;
    }

    /// <summary>Reads the counters and lets the threads receive.</summary>
    public void Start()
    {
        _ = Launch();
        _workers.ForEach(w => w.Arm());
        if (_plan.Trace)
        {
            Trace();
        }

        _count.Begin();
        _control.Begin();
    }

    /// <summary>Starts the clock, once the request is answered: what it reports may come at once, and must come after that.</summary>
    public void StartClock() => _clock.Start();

    /// <summary>Opens a window.</summary>
    public void Open(long id)
    {
        _count.Cut();
        _count.Open(id);
    }

    /// <summary>Reports the rate for a window, once its request is answered.</summary>
    public void Watch(long id) => _watching = [.. _watching, id];

    /// <summary>What was counted in a window since it was opened, or since its previous cut.</summary>
    public SinkResult Cut(CutWindow plan)
    {
        OptionalReadings optional = new();
        SinkPart part = _count.Take(plan.Window);
        if (plan.Close)
        {
            _count.Close(plan.Window);
            _watching = [.. _watching.Where(id => id != plan.Window)];
        }

        return Result(part, plan.Id, optional);
    }

    /// <summary>How it is doing.</summary>
    public SinkStatus Status(long id) => new()
    {
        Id = id,
        Packets = _workers.Sum(w => w.Received),
        Drops = _count.Drops(),
        Pps = Volatile.Read(ref _pps),
        Problem = Error?.Message,
    };

    /// <summary>Drains, stops, and reads the counters again.</summary>
    public SinkResult Finish(FinishMeasure plan)
    {
        WaitForQuiet(plan.Sent);
        bool toEnd = _control.Phase < SinkPhase.Draining;
        _control.Advance(SinkPhase.Stopping);
        foreach (SinkWorker worker in _workers)
        {
            worker.Join();
        }

        _clock.Join();
        if (Error is { } error && _workers.All(w => w.Measured == 0))
        {
            throw error;
        }

        OptionalReadings optional = new();
        SinkPart part = _count.End(plan.Window);
        TraceFindings? trace = _tracer is null ? null : optional.Try("why packets were dropped", () => TraceReport.Of(_tracer.Read()));
        _tracer?.Dispose();
        _tracer = null;
        optional.Problems.AddRange(_untraced.Problems);
        long left = optional.Try("what was left in the sockets", () => _workers.Sum(w => w.Empty()));
        StepFindings[]? steps = _plan is { Check: true, Steps: true } && plan.Steps.Length > 0
            ? optional.Try("the steps", () => StepSummary.Of([.. _workers.Select(w => w.Checker)], plan.Steps, _plan.Warmup == 0, toEnd))
            : null;
        _log?.Report(_plan.Id, _reply);
        return Result(part, plan.Id, optional) with { LeftInSocket = left, Steps = steps, Trace = trace };
    }

    /// <summary>Why a thread could not continue; what was received before it remains valid.</summary>
    private AgentException? Error => _workers.Select(w => w.Error).FirstOrDefault(e => e is not null) ?? _clockError;

    private unsafe void Trace()
    {
        _tracer = _untraced.Try("why packets were dropped", () => Tracer.Begin([_sockets[0].LocalEndPoint.Port], NetworkNamespace.Inode, Threads, [.. _sockets.Select(s => SocketOption.Cookie(s.Fd))]));
        for (int i = 0; _tracer is not null && i < _workers.Count; i++)
        {
            _workers[i].PublishAt(_tracer.TotalOf(i));
        }
    }

    private SinkResult Result(SinkPart part, long id, OptionalReadings optional)
    {
        SinkResult result = part.ToResult(id, _count.Interfaces, optional);
        return result with
        {
            CompanySeconds = part.CompanySeconds(_company),
            XdpMode = _workers[0].Mode,
            Problems = Error is { } error ? [error.Message, .. optional.Problems] : [.. optional.Problems],
            Broken = _workers.Any(w => w.Error is not null),
        };
    }

    public void Dispose()
    {
        _control.Advance(SinkPhase.Stopping);
        _control.Begin();
        foreach (SinkWorker worker in _workers)
        {
            worker.Join();
            worker.Dispose();
        }

        if (!_clock.ThreadState.HasFlag(ThreadState.Unstarted))
        {
            _clock.Join();
        }

        _tracer?.Dispose();
        _control.Dispose();
    }

    /// <summary>Waits for packets in flight: until all that were sent have reached the sockets, else until no more arrive.</summary>
    private void WaitForQuiet(long? sent)
    {
        long began = Clock.Monotonic, end = began + (long)(_plan.Stays && sent is null ? _longestDrainOfStaying : _longestDrain).TotalNanoseconds, nextWake = began;

        // A thread is quiet when a whole receive timeout has passed without a packet, begun after the flood's end.
        foreach (SinkWorker worker in _workers)
        {
            worker.Quiet = false;
        }

        while (!_workers.All(w => w.Quiet) && Clock.Monotonic < end)
        {
            long now = Clock.Monotonic;
            if (sent is not null && now >= nextWake && now - began < _longestWaking.TotalNanoseconds)
            {
                // A waiting thread has not yet counted its latest packets. A signal restarts its receive timeout, so signals become
                // less frequent.
                _workers.ForEach(w => w.Wake(now: true));
                nextWake = now + Math.Max(now - began, 1_000_000);
            }

            Thread.Sleep(1);
            if (Arrived >= sent)
            {
                return;
            }
        }
    }

    /// <summary>Packets that reached the sockets, received and dropped; fewer if the sockets do not report their drops.</summary>
    private long Arrived => _workers.Sum(w => w.Received) + (_count.Drops() ?? 0);

    private void Run()
    {
        try
        {
            KeepTime();
        }
        catch (Exception e)
        {
            // Without a clock no window closes: the measurement ends, and Finish reports why.
            _clockError = AgentException.Of(e);
            _control.Advance(SinkPhase.Draining);
            ReportClosed(WindowEnd.Duration);
        }
    }

    /// <summary>Wakes the threads now and then, closes the window in time, reports progress.</summary>
    private void KeepTime()
    {
        long armed = Clock.Monotonic, lastInterval = 0, counted = 0;
        bool closed = false;
        SinkPhase lastPhase = SinkPhase.Waiting;
        while (_control.Phase != SinkPhase.Stopping)
        {
            _control.Changed.WaitOne(NextTick(lastInterval));
            SinkPhase phase = _control.Phase;
            Note(phase);
            _workers.ForEach(w => w.Wake(now: phase != lastPhase));
            lastPhase = phase;
            long now = Clock.Monotonic, first = _control.First;
            if (first == 0)
            {
                if (!closed && !_plan.Stays && now - armed > _plan.Timeout * 1e9)
                {
                    ReportClosed(WindowEnd.NoPacket);
                    closed = true;
                }

                continue;
            }

            lastInterval = lastInterval == 0 ? first : lastInterval;
            AdvanceByTime(now, first);
            if (!closed && _control.Phase == SinkPhase.Draining)
            {
                ReportClosed(_plan.Count is null ? WindowEnd.Duration : WindowEnd.Count);
                closed = true;
            }

            if (now - lastInterval >= _interval.TotalNanoseconds)
            {
                long total = _workers.Sum(w => w.Received);
                Report(new Interval { Seconds = (now - first) / 1e9, Length = (now - lastInterval) / 1e9, Packets = total - counted, EndNanoseconds = now });
                counted = total;
                lastInterval = now;
            }
        }

        Note(SinkPhase.Stopping);
    }

    private void Note(SinkPhase phase)
    {
        if (phase >= SinkPhase.Measuring)
        {
            _company.Open();
        }

        if (phase >= SinkPhase.Draining)
        {
            _company.Close();
        }
    }

    private void Report(Interval interval)
    {
        Volatile.Write(ref _pps, interval.Packets / interval.Length);
        _log?.Add(interval);
        foreach (long id in _watching)
        {
            _reply(interval with { Id = id });
        }
    }

    private TimeSpan NextTick(long lastInterval)
    {
        long first = _control.First, now = Clock.Monotonic;
        if (first == 0 || lastInterval == 0)
        {
            return _tick;
        }

        double boundary = _control.Phase == SinkPhase.Waiting ? _plan.Warmup : _plan.Duration is double duration ? _plan.Warmup + duration : double.PositiveInfinity;
        double left = (boundary * 1e9) - (now - first);
        return left > 0 && left < _tick.TotalNanoseconds ? TimeSpan.FromMilliseconds(Math.Ceiling(left / 1e6)) : _tick;
    }

    private void AdvanceByTime(long now, long first)
    {
        double since = (now - first) / 1e9;
        if (since >= _plan.Warmup)
        {
            _control.Advance(SinkPhase.Measuring);
        }

        if (_plan.Duration is double duration && since >= _plan.Warmup + duration)
        {
            _control.Advance(SinkPhase.Draining);
        }
    }

    private void ReportClosed(WindowEnd reason) => _reply(new WindowClosed { Id = _plan.Id, Reason = reason });
}
