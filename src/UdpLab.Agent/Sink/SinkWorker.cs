using System.Net;
using UdpLab.Agent.Kernel;
using UdpLab.Wire;

namespace UdpLab.Agent.Sink;

/// <summary>
/// One receiving thread. Its engine returns after a number of packets (the credit), when nothing arrives for
/// <see cref="SinkSocket.ReceiveTimeout"/>, and on a signal (<see cref="Wake"/>): then the clock is read, the latency sampled
/// and the phase obeyed.
/// </summary>
internal sealed unsafe class SinkWorker : IDisposable
{
    // Longer than a receive timeout: a waiting thread returns by itself.
    private static readonly long _longestAbsence = (long)(1.5 * SinkSocket.ReceiveTimeout.TotalNanoseconds);

    // Packets further apart are not one stream whose rate a cut divides.
    private const long LongestGap = 250_000_000;

    private readonly SinkControl _control;
    private readonly SinkSocket _socket;
    private readonly Measure _plan;
    private readonly OpenSink _sink;
    private readonly Thread _thread;
    private readonly IReceiveEngine _engine;
    private readonly WindowUsage _usage;
    private long* _published;
    private ThreadPart _part;
    private SinkPhase _phase = SinkPhase.Waiting;
    private Stride _stride;
    private long _lastLook;
    private long _granted;
    private long _sleepsEnded;
    private readonly ManualResetEventSlim _launched = new(false);
    private int _launchedThread;
    private volatile int _threadId;
    private volatile bool _hasEnded;

    public SinkWorker(SinkControl control, SinkSocket socket, OpenSink sink, Measure plan, int? cpu, Func<ReceiveSetup, IReceiveEngine>? open = null)
    {
        _control = control;
        _socket = socket;
        _plan = plan;
        _sink = sink;
        Cpu = cpu;
        _usage = new WindowUsage(() => Drops);
        Checker = new HeaderChecker(plan.Steps);
        StreamNames? sources = plan.Streams.Length > 0 && ReceiveTraits.Of(plan.Method).ReportsSources ? new StreamNames(plan.Streams) : null;
        Reader = MessageReader.For(sink);
        _engine = (open ?? ReceiveEngines.Open)(new ReceiveSetup(socket.Fd, sink, plan, Checker) { Sources = sources, Reader = Reader });
        _stride = new Stride(plan.Check || plan.Trace, _engine.Batch);
        Parted = _part = NewPart(0);
        _thread = new Thread(Run, 256 * 1024) { IsBackground = true, Name = "sink" };
    }

    public int? Cpu { get; }

    /// <summary>Where its socket is bound.</summary>
    public IPEndPoint LocalEndPoint => _socket.LocalEndPoint;

    /// <summary>Packets dropped so far for lack of room; null if the kernel does not report it.</summary>
    public uint? Drops => _engine.Drops ?? _socket.Drops;

    /// <summary>Frames that the kernel delivered, for a method that sees frames; else null.</summary>
    public long? Delivered => _engine.Delivered;

    /// <inheritdoc cref="IReceiveEngine.Mode"/>
    public string? Mode => _engine.Mode;

    /// <summary>Set by an engine that knows when the newest packet arrived, CLOCK_MONOTONIC nanoseconds; else 0.</summary>
    public long Arrival { get; set; }

    public HeaderChecker Checker { get; }

    /// <summary>Packets received since the thread started.</summary>
    public long Received
    {
        get;
        private set
        {
            field = value;
            if (_published != null)
            {
                *_published = value;
            }
        }
    }

    /// <summary>Packets of the window received since the thread started.</summary>
    public long Measured { get; private set; }

    /// <summary>Reads what comes with the datagrams; null if nothing was requested.</summary>
    public MessageReader? Reader { get; }

    /// <summary>What it counted until the latest cut, from the one before.</summary>
    public ThreadPart Parted { get; private set; }

    /// <summary>Nothing has arrived for a <see cref="SinkSocket.ReceiveTimeout"/>.</summary>
    public volatile bool Quiet;

    public AgentException? Error { get; private set; }

    /// <summary>The thread has ended, and counts no more.</summary>
    public bool HasEnded => _hasEnded;

    /// <summary>Packets an engine may receive before it must call <see cref="Look"/>.</summary>
    public long Credit { get; private set; } = 1;

    public void Start()
    {
        _control.Join();
        _thread.Start();
    }

    /// <inheritdoc cref="IReceiveEngine.Arm"/>
    public void Arm() => _engine.Arm();

    /// <summary>From now on the number of received packets is kept up to date there too; nowhere if it is null.</summary>
    public void PublishAt(long* place) => _published = place;

    /// <summary>Empties the socket; returns how many packets were in it for this method.</summary>
    public long Empty() => _socket.Discard() is var left && _engine.Delivered is null ? left : 0;

    /// <summary>Makes the thread check in if it has not done so for a while, or if it must <paramref name="now"/>.</summary>
    public void Wake(bool now)
    {
        if (_threadId != 0 && (now || Clock.Monotonic - Volatile.Read(ref _lastLook) > _longestAbsence))
        {
            WakeSignal.Send(_threadId);
        }
    }

    /// <summary>The kernel's id of the thread, once it runs.</summary>
    public int AwaitThread()
    {
        _launched.Wait();
        return _launchedThread;
    }

    /// <summary>Waits for its end, if it was started.</summary>
    public void Join()
    {
        if (!_thread.ThreadState.HasFlag(ThreadState.Unstarted))
        {
            _thread.Join();
        }
    }

    /// <summary>Counts what an engine received and handles any changes. False if the engine should be run again, in another phase.</summary>
    /// <param name="since">What it received.</param>
    /// <param name="newest">The newest payload; null if the last call returned none.</param>
    /// <param name="result">Length of the newest payload, or -errno of the last call.</param>
    public bool Look(in Tally since, byte* newest, nint result)
    {
        ReceiveFailure.ThrowUnlessIdle(result);
        long now = Clock.Monotonic, at = Arrival > 0 ? Math.Min(Arrival, now) : now;
        Quiet = result == -Errno.EAGAIN;
        Checker.Silences += Quiet ? 1 : 0;
        if (Quiet || result == -Errno.EINTR)
        {
            _sleepsEnded++;
        }

        if (InstructionClock.IsUsed && _phase == SinkPhase.Measuring)
        {
            _usage.Look(since.Packets > 0, newest == null);
        }

        if (newest != null && _phase == SinkPhase.Waiting)
        {
            _control.SawFirst(now);
        }

        SinkPhase before = _phase, phase = _control.Phase;
        bool opens = _phase == SinkPhase.Waiting && phase == SinkPhase.Measuring && newest != null;
        if (opens)
        {
            OpenWindow(at);
        }

        if (_phase == SinkPhase.Measuring && !(opens && _plan.Warmup > 0))
        {
            Count(since, at, newest, result);
            if (opens && _plan.Check)
            {
                CheckFirst(since, newest, result);
            }

            phase = _control.Phase;
        }

        _part.Total.Add(since);
        Received += since.Packets;
        if (phase > _phase && phase != SinkPhase.Measuring)
        {
            Enter(phase);
        }

        if (_control.Pause is { } pause)
        {
            Part(now);
            pause.Rest();
        }

        Pace(now);
        Volatile.Write(ref _lastLook, now);
        return _phase == before && _phase != SinkPhase.Stopping;
    }

    /// <summary>Ends a part and begins the next: on the thread itself, or once it has ended.</summary>
    public void Part(long now)
    {
        if (_phase == SinkPhase.Measuring)
        {
            EndUsage();
            BeginUsage();
        }

        _part.Messages = Reader?.Take();
        Parted = _part;
        _part = NewPart(now - Parted.Last < LongestGap ? Parted.Last : 0);
    }

    public void Dispose()
    {
        Checker.Dispose();
        _engine.Dispose();
    }

    private void Run()
    {
        WakeSignal.Prepare();
        _threadId = _launchedThread = WakeSignal.CurrentThread;
        _launched.Set();
        try
        {
            _control.AwaitBegin();
            if (Cpu is int cpu)
            {
                Kernel.Cpu.Pin(cpu);
            }

            while (_sink.Connect && _control.Phase < SinkPhase.Draining && !_socket.ConnectToFirstSource())
            {
                Quiet = true;
                if (_control.Pause is { } pause)
                {
                    Part(Clock.Monotonic);
                    pause.Rest();
                }
            }

            while (_phase != SinkPhase.Stopping)
            {
                _engine.Receive(this, _phase == SinkPhase.Measuring && _plan.Check);
            }

            Tally rest = _engine.Settle();
            _part.Total.Add(rest);
            Received += rest.Packets;
        }
        catch (Exception e)
        {
            Error = AgentException.Of(e);
            Quiet = true;
            _control.Advance(SinkPhase.Draining);
        }
        finally
        {
            if (_phase == SinkPhase.Measuring)
            {
                Enter(SinkPhase.Stopping);
            }

            _threadId = 0;
            _hasEnded = true;
            _control.Leave();
        }
    }

    /// <summary>Packets received before the phase change was noticed belong to the previous window.</summary>
    private void Count(in Tally since, long now, byte* newest, nint newestLength)
    {
        Tally counted = WithLeave(since);
        if (counted.Packets == 0)
        {
            return;
        }

        ThreadPart part = _part;
        if (part.First == 0)
        {
            (part.First, part.Opening) = (now, counted.Packets);
        }

        if (newest != null || part.First == now)
        {
            part.Last = now;
            part.Sample(newest, newestLength, Reader?.Stamp ?? 0);
        }
        else if (part.Window.Packets > 1)
        {
            // Received before a timeout or signal, without a time stamp: assume the previous rate.
            part.Last = Math.Min(now, part.Last + ((part.Last - part.First) / (part.Window.Packets - 1) * counted.Packets));
        }
        else if (part.Opening == 0)
        {
            part.Last = Math.Max(part.Last, now - (Quiet ? (long)SinkSocket.ReceiveTimeout.TotalNanoseconds : 0));
        }

        part.Window.Add(counted);
        Measured += counted.Packets;
        _granted -= counted.Packets;
        _control.Counted(counted.Packets);
    }

    /// <summary>The part that may be counted: all of it, or the rest of a count (which splits only a bundle).</summary>
    private Tally WithLeave(in Tally since)
    {
        if (since.Packets > _granted)
        {
            _granted += _control.Take(since.Packets - _granted);
        }

        return since.Packets <= _granted
            ? since
            : new Tally { Packets = _granted, Bytes = since.Bytes / since.Packets * _granted, Datagrams = since.Datagrams };
    }

    /// <summary>The first packet, or bundle of segments, came through the loop that does not check.</summary>
    private void CheckFirst(in Tally since, byte* first, nint segment)
    {
        for (long i = 0; i < since.Packets; i++)
        {
            Checker.Check(first + (i * segment), (nint)Math.Min(segment, since.Bytes - (i * segment)));
        }
    }

    private void OpenWindow(long now)
    {
        // After a warm-up, its last packet opens the window; else the first one does, which is counted.
        _part.First = _part.Last = _plan.Warmup > 0 ? now : 0;
        BeginUsage();
        _phase = SinkPhase.Measuring;
    }

    /// <param name="opened">When the last packet before it arrived; 0 if that was long ago.</param>
    private ThreadPart NewPart(long opened) => new()
    {
        First = opened,
        Last = opened,
        Latency = _plan is { Check: true, SharedClock: true } ? ThreadPart.NewLatency() : null,
        StackLatency = _sink.Timestamp ? ThreadPart.NewStackLatency() : null,
    };

    private void BeginUsage()
    {
        _usage.Begin(_launchedThread);
        _sleepsEnded = 0;
    }

    private void EndUsage()
    {
        _usage.End();

        // Each receive timeout and each signal ended a sleep without a packet.
        _part.Add(_usage, Math.Max(0, _usage.Sleeps - _sleepsEnded));
    }

    private void Enter(SinkPhase phase)
    {
        if (_phase == SinkPhase.Measuring)
        {
            EndUsage();
            _control.Return(_granted);
            _granted = 0;
        }

        _phase = phase;
    }

    /// <summary>Number of packets until the next check.</summary>
    private void Pace(long now)
    {
        long stride = _stride.Next(now - _lastLook, Quiet, Received);
        if (_phase == SinkPhase.Measuring)
        {
            _control.Return(Math.Max(0, _granted));

            // A waiting thread holds no quota that another could use.
            _granted = Quiet ? 0 : _control.Take(stride);
            stride = Math.Max(1, _granted);
        }

        Credit = stride;
    }
}
