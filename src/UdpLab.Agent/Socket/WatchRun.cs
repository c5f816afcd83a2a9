using UdpLab.Agent.Kernel;
using UdpLab.Agent.Ledger;
using UdpLab.Agent.Nic;
using UdpLab.Agent.Trace;
using UdpLab.Wire;

namespace UdpLab.Agent.Socket;

/// <summary>One measurement of watched sockets: looks at them often, and closes the window in time.</summary>
internal sealed class WatchRun : IDisposable
{
    private static readonly TimeSpan _interval = TimeSpan.FromMilliseconds(250);

    // How often queues and counters are read; on a host where that takes long, less often.
    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(20);
    private const int LookShare = 50;
    private const long SearchNanoseconds = 1_000_000_000;

    // After a flood: packets in flight arrive soon or never, and a server works its queue off.
    private static readonly TimeSpan _silence = TimeSpan.FromMilliseconds(200), _longestDrain = TimeSpan.FromSeconds(2);

    private readonly SocketTracks _sockets;
    private readonly Measure _plan;
    private readonly Action<Reply> _reply;
    private readonly PacketCount _count;
    private readonly ThreadMeter _meter = new();
    private readonly string[] _interfaces;
    private readonly Thread _clock;
    private readonly ManualResetEventSlim _stop = new(false);
    private readonly OptionalReadings _optional = new();
    private Counters? _before;
    private Tracer? _tracer;
    private WatchedPackets _now = new(0, 0, 0, 0, 0);
    private WatchWindow? _window;
    private long _began, _nextSearch;
    private double? _fill;

    public WatchRun(SocketTracks sockets, Measure plan, Action<Reply> reply)
    {
        _sockets = sockets;
        _plan = plan;
        _reply = reply;
        _interfaces = plan.Interfaces.Length > 0 ? plan.Interfaces : Interfaces.Up();
        _count = new PacketCount(sockets);
        _meter.Read(ProcessIds, first: true);
        _clock = new Thread(Run, 256 * 1024) { IsBackground = true, Name = "watch-clock" };
    }

    /// <summary>Threads of the processes that hold the sockets.</summary>
    public int[] Threads => _meter.Threads;

    private IEnumerable<int> ProcessIds => _sockets.Processes.Select(process => process.Id);

    /// <summary>Reads the counters; from now on packets count.</summary>
    public void Start()
    {
        _before = CounterReader.Read(_interfaces);
        if (_plan.Trace)
        {
            // Between the readings of the counters, as traffic may go on: there is no reason that no counter has.
            _tracer = _optional.Try("why packets were dropped", () => Tracer.Begin(_sockets.Ports, NetworkNamespace.Inode, Threads, []));
        }

        _ = _sockets.Look();
        _count.Begin();
        _meter.Read(ProcessIds, first: true);
        _began = Clock.Monotonic;
        _nextSearch = _began + SearchNanoseconds;
    }

    /// <summary>Starts the clock, once the request is answered: what it reports may come at once, and must come after that.</summary>
    public void StartClock() => _clock.Start();

    /// <param name="id">The request's.</param>
    /// <param name="sent">Packets that a flood sent; null if unknown.</param>
    public SinkResult Finish(long id, long? sent)
    {
        EndClock();
        Drain(sent);
        WatchWindow window = _window ?? Window(Clock.Monotonic);
        TraceReading? traced = _tracer is null ? null : _optional.Try("why packets were dropped", _tracer.Read);
        Counters after = CounterReader.Read(_interfaces);
        string[] events = _sockets.Events;
        return new SinkResult
        {
            Id = id,
            Trace = traced is null ? null : _optional.Try("why packets were dropped", () => TraceReport.Of(traced)),
            Packets = window.Packets.Delivered,
            Bytes = window.Packets.Bytes,
            BeginNanoseconds = _began,
            EndNanoseconds = Clock.Monotonic,
            FirstNanoseconds = _plan.AtOnce ? _began : window.Packets.First,
            LastNanoseconds = _plan.AtOnce ? window.End : window.Packets.Last,
            OpeningPackets = !_plan.AtOnce && _count.IsExact && window.Packets.Delivered > 0 ? 1 : 0,
            WindowDrops = window.Packets.Drops,
            WaitSeconds = window.Threads.Length == 0 ? null : window.Threads.Aggregate((double?)0, (sum, thread) => sum + thread.WaitSeconds),
            UserSeconds = window.Threads.Length == 0 ? null : window.Threads.Sum(thread => thread.UserSeconds),
            SystemSeconds = window.Threads.Length == 0 ? null : window.Threads.Sum(thread => thread.SystemSeconds),
            Wakeups = window.Threads.Length == 0 ? null : window.Threads.Sum(thread => thread.Wakeups),
            TotalPackets = _now.Delivered,
            TotalDatagrams = _now.Delivered,
            SocketDrops = _now.Drops,
            Sockets = window.Sockets,
            Watch = new WatchFindings
            {
                Inexact = _count.Inexact,
                Processes = _sockets.Processes,
                Sharers = _sockets.Sharers,
                Elsewhere = _count.Elsewhere(),
                Threads = window.Threads,
                LeftBytes = _sockets.QueuedBytes,
                Events = events,
            },
            Before = _before!,
            After = after,
            Nic = _optional.Try("the interface's settings", () => NicReader.Read(0, [_interfaces.MaxBy(name => unchecked((long)(Received(after, name) - Received(_before!, name)))) ?? ""])),
            Problems = [.. _optional.Problems],
        };
    }

    public void Dispose()
    {
        EndClock();
        _tracer?.Dispose();
        _count.Dispose();
        _stop.Dispose();
    }

    private static ulong Received(Counters counters, string name) => Array.Find(counters.Devices, d => d.Name == name)?.Statistics.GetValueOrDefault("rx_packets") ?? 0;

    private SocketFindings Findings(SocketTrack track)
    {
        Arrivals? arrivals = _count.Of(track);
        (double? most, double? mean) = track.Queue;
        long? delivered = arrivals is null ? null : Math.Max(0, arrivals.Packets - track.Drops);
        return new SocketFindings
        {
            Packets = delivered,
            Bytes = arrivals is null ? null : PacketCount.BytesOf(arrivals.Bytes, delivered!.Value, arrivals.Packets),
            Drops = track.Drops,
            Watched = new WatchedSocket
            {
                Address = track.Facts.Address,
                Port = track.Facts.Port,
                Cookie = track.Facts.Cookie,
                Holder = track.Holder,
                ReceiveBuffer = track.Facts.ReceiveBuffer,
                QueuePercent = most,
                MeanQueuePercent = mean,
            },
        };
    }

    private void EndClock()
    {
        if (!_clock.ThreadState.HasFlag(ThreadState.Unstarted))
        {
            _stop.Set();
            _clock.Join();
        }
    }

    private void Run()
    {
        long lastInterval = _began, counted = 0, next = _began;
        while (!_stop.IsSet)
        {
            long before = Clock.Monotonic;
            Look();
            long now = Clock.Monotonic;
            if (_window is null && (_sockets.AreOver || (_plan.Duration is double duration && Origin is > 0 and var origin && now - origin >= duration * 1e9)))
            {
                _window = Window(now);
                _reply(new WindowClosed { Id = _plan.Id, Reason = WindowEnd.Duration });
            }

            if (now - lastInterval >= _interval.TotalNanoseconds)
            {
                LookAtProcesses(now);
                if (Origin > 0)
                {
                    _reply(new Interval { Id = _plan.Id, Seconds = (now - Origin) / 1e9, Length = (now - lastInterval) / 1e9, Packets = Math.Max(0, _now.Delivered - counted), EndNanoseconds = now, QueuePercent = _fill });
                }

                (counted, lastInterval, _fill) = (_now.Delivered, now, null);
            }

            next = Math.Max(next + _look.Ticks * 100, now + ((now - before) * LookShare));
            _ = _stop.Wait(TimeSpan.FromMilliseconds(Math.Max(1, (Math.Min(next, WindowEndsAt) - Clock.Monotonic) / 1e6)));
        }
    }

    /// <summary>When the window began: at once, or with the first packet; 0 before it.</summary>
    private long Origin => _plan.AtOnce ? _began : _now.First;

    private long WindowEndsAt => _window is null && _plan.Duration is double duration && Origin is > 0 and var origin ? origin + (long)(duration * 1e9) : long.MaxValue;

    private void Look()
    {
        _now = _count.Read(out double? fill);
        _fill = fill is null || _fill > fill ? _fill : fill;
    }

    /// <summary>Processes end, and others come to hold the sockets; finding those reads the files of all processes, which is not done often.</summary>
    private void LookAtProcesses(long now)
    {
        _sockets.LookAtProcesses();
        if (now >= _nextSearch)
        {
            long began = Clock.Monotonic;
            _meter.Read(_sockets.FindHolders(), first: true);
            long ended = Clock.Monotonic;
            _nextSearch = ended + Math.Max(SearchNanoseconds, (ended - began) * LookShare);
        }

        _meter.Read(ProcessIds);
    }

    private WatchWindow Window(long now)
    {
        _meter.Read(ProcessIds);
        LookAtProcesses(long.MaxValue);
        return new WatchWindow(now, _now, _meter.Findings(), [.. _sockets.All.Select(Findings)]);
    }

    /// <summary>Waits until all that was sent has arrived and the queues are empty, or until nothing more happens.</summary>
    private void Drain(long? sent)
    {
        long began = Clock.Monotonic, changed = began;
        (long Arrived, long Queued) last = (-1, -1);
        while (true)
        {
            Look();
            long now = Clock.Monotonic;
            (long Arrived, long Queued) state = (_now.Delivered + _now.Drops, _sockets.QueuedBytes);
            changed = state == last ? changed : now;
            last = state;
            if (sent is null || (state.Arrived >= sent && state.Queued == 0) || now - changed > _silence.TotalNanoseconds || now - began > _longestDrain.TotalNanoseconds)
            {
                return;
            }

            Thread.Sleep(5);
        }
    }

    /// <param name="End">When it was closed, CLOCK_MONOTONIC nanoseconds.</param>
    /// <param name="Packets">What was counted until then.</param>
    /// <param name="Threads">What the threads used until then.</param>
    /// <param name="Sockets">What each socket received until then.</param>
    private sealed record WatchWindow(long End, WatchedPackets Packets, ThreadFindings[] Threads, SocketFindings[] Sockets);
}
