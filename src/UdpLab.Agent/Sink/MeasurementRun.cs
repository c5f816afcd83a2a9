using HdrHistogram;
using UdpLab.Agent.Flood;
using UdpLab.Agent.Kernel;
using UdpLab.Agent.Ledger;
using UdpLab.Agent.Nic;
using UdpLab.Wire;

namespace UdpLab.Agent.Sink;

/// <summary>One measurement of an open sink: its threads, its window and the clock that opens and closes it.</summary>
internal sealed class MeasurementRun : IDisposable
{
    private static readonly TimeSpan _tick = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan _interval = TimeSpan.FromMilliseconds(250);

    // The flood has ended before Finish is requested: what is still in flight arrives soon or never.
    private static readonly TimeSpan _longestDrain = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan _longestWaking = TimeSpan.FromMilliseconds(30);

    private readonly Action<Reply> _reply;
    private readonly Measure _plan;
    private readonly SinkControl _control;
    private readonly List<SinkWorker> _workers = [];
    private readonly Thread _clock;
    private readonly string[] _interfaces;
    private uint?[] _dropsBefore = [];
    private Counters? _before;
    private AgentException? _clockError;

    public MeasurementRun(OpenSink sink, Measure plan, IReadOnlyList<SinkSocket> sockets, Func<int, int?> cpuOf, Action<Reply> reply)
    {
        _reply = reply;
        _plan = plan;
        _control = new SinkControl(plan.Warmup, plan.Count);
        _interfaces = plan.Interfaces.Length > 0 ? plan.Interfaces : Interfaces.Up();
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
        _before = CounterReader.Read(_interfaces);
        _dropsBefore = [.. _workers.Select(w => w.Drops)];
        _control.Begin();
        _clock.Start();
    }

    /// <param name="id">The request's.</param>
    /// <param name="sent">Packets sent; null if unknown.</param>
    /// <param name="steps">The steps of a ramp; empty without a ramp.</param>
    public SinkResult Finish(long id, long? sent, StreamSteps[] steps)
    {
        WaitForQuiet(sent);
        bool toEnd = _control.Phase < SinkPhase.Draining;
        _control.Advance(SinkPhase.Stopping);
        foreach (SinkWorker worker in _workers)
        {
            worker.Join();
        }

        _clock.Join();
        OptionalReadings optional = new();
        if ((_workers.Select(w => w.Error).FirstOrDefault(e => e is not null) ?? _clockError) is { } error)
        {
            // What was received before it remains valid.
            if (_workers.All(w => w.Window.Packets == 0))
            {
                throw error;
            }

            optional.Problems.Add(error.Message);
        }

        long?[] drops = [.. _workers.Select((w, i) => w.Drops is uint after && _dropsBefore[i] is uint before ? (long?)unchecked(after - before) : null)];
        Counters after = CounterReader.Read(_interfaces);
        long left = optional.Try("what was left in the sockets", () => _workers.Sum(w => w.Empty()));
        MessageReader[] readers = [.. _workers.Select(w => w.Reader).OfType<MessageReader>()];
        if (readers.Sum(r => r.Incomplete) is > 0 and long incomplete)
        {
            optional.Problems.Add($"{incomplete} datagrams came without a control message that -Ttl, -PacketInfo or -Timestamp requests.");
        }

        List<SinkWorker> measured = [.. _workers.Where(w => w.Window.Packets > 0)];
        SinkWorker? earliest = measured.MinBy(w => w.First);
        long first = earliest?.First ?? 0, last = measured.Count == 0 ? 0 : measured.Max(w => w.Last);
        return new SinkResult
        {
            Id = id,
            Packets = _workers.Sum(w => w.Window.Packets),
            Bytes = _workers.Sum(w => w.Window.Bytes),
            FirstNanoseconds = first,
            LastNanoseconds = last,
            OpeningPackets = earliest?.Opening ?? 0,
            WindowDrops = Sum(measured.Select(w => w.Usage.Drops)),
            WaitSeconds = measured.Any(w => w.Usage.WaitSeconds is null) ? null : measured.Sum(w => w.Usage.WaitSeconds),
            UserSeconds = _workers.Sum(w => w.Usage.UserSeconds),
            SystemSeconds = _workers.Sum(w => w.Usage.SystemSeconds),
            Wakeups = _workers.Sum(w => w.Wakeups),
            TotalPackets = _workers.Sum(w => w.Total.Packets),
            TotalDatagrams = _workers.Sum(w => w.Total.Datagrams),
            LeftInSocket = left,
            SocketDrops = Sum(drops),
            Delivered = Sum(_workers.Select(w => w.Delivered)),
            Headers = _plan.Check ? optional.Try("the headers' numbers", () => HeaderSummary.Of([.. _workers.Select(w => w.Checker)], (last - first) / 1e9)) : null,
            Steps = _plan is { Check: true, Steps: true } && steps.Length > 0
                ? optional.Try("the steps", () => StepSummary.Of([.. _workers.Select(w => w.Checker)], steps, _plan.Warmup == 0, toEnd))
                : null,
            Latency = optional.Try("the latencies", () => LatencyOf(_workers.Select(w => w.Latency), 1)),
            StackLatency = optional.Try("the time stamps", () => LatencyOf(_workers.Select(w => w.StackLatency), 1000)),
            Messages = MessageReader.Sum(readers),
            Sockets = [.. _workers.Select((w, i) => new SocketFindings { Cpu = w.Cpu, Packets = w.Window.Packets, Bytes = w.Window.Bytes, Drops = drops[i] })],
            Before = _before!,
            After = after,
            Nic = optional.Try("the interface's settings", () => NicReader.Read(0, [_interfaces.MaxBy(name => unchecked((long)(Received(after, name) - Received(_before!, name)))) ?? ""])),
            Problems = [.. optional.Problems],
            Broken = _workers.Any(w => w.Error is not null),
        };
    }

    /// <summary>Null if one is unknown: otherwise the others would pass for all.</summary>
    private static long? Sum(IEnumerable<long?> numbers) => numbers.Aggregate((long?)0, (sum, number) => sum + number);

    private static ulong Received(Counters counters, string name) =>
        Array.Find(counters.Devices, d => d.Name == name)?.Statistics.GetValueOrDefault("rx_packets") ?? 0;

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

        _control.Dispose();
    }

    /// <summary>Waits for packets in flight: until all that were sent have reached the sockets, else until no more arrive.</summary>
    private void WaitForQuiet(long? sent)
    {
        long began = Clock.Monotonic, end = began + (long)_longestDrain.TotalNanoseconds, nextWake = began;

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
    private long Arrived => _workers.Select((w, i) => w.Total.Packets + (w.Drops is uint after && _dropsBefore[i] is uint before ? unchecked(after - before) : 0)).Sum();

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
            _workers.ForEach(w => w.Wake(now: phase != lastPhase));
            lastPhase = phase;
            long now = Clock.Monotonic, first = _control.First;
            if (first == 0)
            {
                if (!closed && now - armed > _plan.Timeout * 1e9)
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
                long total = _workers.Sum(w => w.Total.Packets);
                _reply(new Interval { Id = _plan.Id, Seconds = (now - first) / 1e9, Length = (now - lastInterval) / 1e9, Packets = total - counted, EndNanoseconds = now });
                counted = total;
                lastInterval = now;
            }
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

    /// <summary>The distribution of what all threads timed; null if they timed nothing.</summary>
    /// <param name="timed">A histogram per thread.</param>
    /// <param name="unit">How many of its units are a microsecond.</param>
    private static LatencyFindings? LatencyOf(IEnumerable<LongHistogram?> timed, double unit)
    {
        LongHistogram[] parts = [.. timed.OfType<LongHistogram>()];
        if (parts.Sum(p => p.TotalCount) == 0)
        {
            return null;
        }

        foreach (LongHistogram part in parts[1..])
        {
            parts[0].Add(part);
        }

        LongHistogram all = parts[0];
        return new LatencyFindings
        {
            Samples = all.TotalCount,
            Minimum = all.GetValueAtPercentile(0) / unit,
            Mean = all.GetMean() / unit,
            P50 = all.GetValueAtPercentile(50) / unit,
            P90 = all.GetValueAtPercentile(90) / unit,
            P99 = all.GetValueAtPercentile(99) / unit,
            P999 = all.GetValueAtPercentile(99.9) / unit,
            Maximum = all.GetMaxValue() / unit,
        };
    }
}
