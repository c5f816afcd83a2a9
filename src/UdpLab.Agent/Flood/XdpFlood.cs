using UdpLab.Agent.Kernel;

namespace UdpLab.Agent.Flood;

/// <summary>
/// Sends by BPF_PROG_TEST_RUN with live frames. Setting up and tearing down a run costs the kernel some 20 ms, so one run lasts
/// for the whole flood: the program itself enforces count, duration and pace, and a signal ends the run.
/// </summary>
internal sealed class XdpFlood : FloodThread
{
    /// <summary>Default and maximum batch size of the kernel.</summary>
    public const int DefaultBatch = 64, MaximumBatch = 256;

    // The longest time a repetition may take: a batch must be over before the next burst is due.
    private const double Repetition = 200e-9;

    // With PREEMPT_RT, disabling bottom halves does not reserve the CPU.
    private const string Realtime = "/sys/kernel/realtime";

    private readonly BpfObject _state;
    private readonly BpfObject? _frames;
    private readonly BpfObject _program;
    private readonly XdpProgram.Parameters _parameters;
    private readonly int _batch;
    private readonly (int Index, int Queue)? _ingress;
    private volatile int _threadId;

    /// <param name="control">The flood.</param>
    /// <param name="share">This thread's share of it.</param>
    /// <param name="parameters">What the program must do; count and pace are filled in from the share.</param>
    /// <param name="ingress">Interface and queue the frames appear to arrive on; null for a redirect.</param>
    public XdpFlood(FloodControl control, FloodShare share, XdpProgram.Parameters parameters, (int Index, int Queue)? ingress)
        : base(control, share)
    {
        int burst = share.Bursts[0], steps = share.Pace.IsRamp ? share.Pace.Count : 0;
        _parameters = parameters with
        {
            Count = share.Count,
            RatePps = steps == 0 ? share.RateOf(0) : null,
            Burst = burst,
            Steps = steps,
            StepNanoseconds = steps == 0 ? 0 : share.Pace.StepNanoseconds,
        };
        _state = BpfObject.CreateValue(XdpState.SizeOf(steps), XdpRefusal.Of);
        try
        {
            _state.Write([.. Enumerable.Range(0, steps).Select(step => (XdpState.IntervalAt(step), XdpProgram.Interval(share.RateOf(step)!.Value, burst)))]);
            if (parameters.Frames?.Table() is { } table)
            {
                _frames = BpfObject.CreateValue(table.Length, XdpRefusal.Of);
                _frames.Write(table);
            }

            _program = BpfObject.Load(XdpProgram.Flood(_state.Fd, _parameters, _frames?.Fd ?? -1), XdpRefusal.Of);
        }
        catch
        {
            _frames?.Dispose();
            _state.Dispose();
            throw;
        }

        _batch = BatchOf(share);
        _ingress = ingress;
    }

    public override long Sent => _state.Read(XdpState.Made);

    protected override double Seconds => Math.Max(0, (_state.Read(XdpState.Last) - _state.Read(XdpState.First)) / 1e9);

    protected override long[] StepStarts
    {
        get
        {
            long[] starts = [.. Enumerable.Range(0, _parameters.Steps).Select(step => _state.Read(XdpState.StartAt(step)) - 1)];
            int begun = Array.FindLastIndex(starts, s => s >= 0) + 1;
            for (int step = begun - 2; step >= 0; step--)
            {
                // A step without a single repetition was slept through.
                starts[step] = starts[step] < 0 ? starts[step + 1] : starts[step];
            }

            return starts[..begun];
        }
    }

    protected override long? Bursts => Share.RateOf(0) is null ? null : _state.Read(XdpState.Waits) + Math.Min(1, Sent);

    private bool Finished => Control.Stopped || MakesNoMore;

    /// <summary>From now on the program drops all frames.</summary>
    private bool MakesNoMore => Sent >= (_parameters.Count ?? long.MaxValue) || NanosecondsLeft < 0;

    private long NanosecondsLeft => _parameters.DurationNanoseconds is long duration && _state.Read(XdpState.First) is > 0 and var first ? first + duration - Clock.Monotonic : long.MaxValue;

    /// <summary>The system call may go on after the program has stopped generating: signal the thread until the call is interrupted.</summary>
    public override void Watch()
    {
        if (_threadId != 0 && Finished)
        {
            WakeSignal.Send(_threadId);
        }
    }

    /// <summary>
    /// Ending a run takes the kernel an RCU grace period, as long as all the rest of a short measurement, so it is not waited
    /// for. A batch is made and sent with bottom halves off, so once the calling thread runs on this thread's CPU, no batch is
    /// half done.
    /// </summary>
    public override bool HasSentAll(TimeSpan longest)
    {
        TimeSpan left = TimeSpan.FromMilliseconds(Math.Clamp(NanosecondsLeft / 1e6, 1, longest.TotalMilliseconds));
        if (base.HasSentAll(left) || !MakesNoMore || Share.Cpu is not int cpu || File.Exists(Realtime))
        {
            return Ended.WaitOne(TimeSpan.Zero);
        }

        Watch();
        Cpu.Pin(cpu);
        return true;
    }

    public override void Dispose()
    {
        base.Dispose();
        _program.Dispose();
        _frames?.Dispose();
        _state.Dispose();
    }

    protected override void Work()
    {
        WakeSignal.Prepare();
        _threadId = WakeSignal.CurrentThread;
        while (!Finished)
        {
            // Without a pace every repetition makes a packet; with one, most do not.
            long repeat = _parameters is { RatePps: null, Steps: 0, Count: long count } ? count - Sent : int.MaxValue;
            int errno = _program.RunLive(_parameters.Frame, (int)Math.Min(repeat, int.MaxValue), (int)Math.Min(_batch, repeat), _ingress);
            if (errno is not (0 or Errno.EINTR))
            {
                throw XdpRefusal.Of(errno, "Sending live frames");
            }
        }

        _threadId = 0;
    }

    /// <summary>
    /// The kernel sends a batch only when all of it is made: with a pace, a batch must be over before the next burst, or both
    /// would be sent together.
    /// </summary>
    private static int BatchOf(FloodShare share)
    {
        double? fastest = Enumerable.Range(0, share.Pace.Count).Max(share.RateOf);
        int burst = share.Bursts[0];
        return fastest is double rate ? Math.Max(burst, (int)Math.Clamp(burst / rate / Repetition, 1, DefaultBatch)) : burst;
    }
}
