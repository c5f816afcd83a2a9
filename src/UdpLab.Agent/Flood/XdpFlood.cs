using UdpLab.Agent.Kernel;

namespace UdpLab.Agent.Flood;

/// <summary>
/// Sends by BPF_PROG_TEST_RUN with live frames. Setting up and tearing down a run costs the kernel some 20 ms, so there is
/// one run as long as the flood: the program itself keeps count, duration and pace, and a signal ends the run.
/// </summary>
internal sealed class XdpFlood : FloodThread
{
    /// <summary>Default and maximum batch size of the kernel.</summary>
    public const int DefaultBatch = 64, MaximumBatch = 256;

    // In PREEMPT_RT bottom halves do not hold a CPU.
    private const string Realtime = "/sys/kernel/realtime";

    private readonly BpfObject _state = BpfObject.CreateValue(XdpState.Size, XdpRefusal.Of);
    private readonly BpfObject _program;
    private readonly XdpProgram.Parameters _parameters;
    private readonly int _batch;
    private readonly (int Index, int Queue)? _ingress;
    private volatile int _threadId;

    /// <param name="control">The flood.</param>
    /// <param name="share">This thread's part of it.</param>
    /// <param name="parameters">What the program must do; count and rate of the share are put in here.</param>
    /// <param name="batch">Frames the kernel handles at once.</param>
    /// <param name="ingress">Interface and queue the frames seem to arrive on, null for a redirect.</param>
    public XdpFlood(FloodControl control, FloodShare share, XdpProgram.Parameters parameters, int batch, (int Index, int Queue)? ingress)
        : base(control, share)
    {
        _parameters = parameters with { Count = share.Count, RatePps = share.RatePps };
        try
        {
            _program = BpfObject.Load(XdpProgram.Flood(_state.Fd, _parameters), XdpRefusal.Of);
        }
        catch
        {
            _state.Dispose();
            throw;
        }

        _batch = batch;
        _ingress = ingress;
    }

    public override long Sent => _state.Read(XdpState.Made);

    protected override double Seconds => Math.Max(0, (_state.Read(XdpState.Last) - _state.Read(XdpState.First)) / 1e9);

    private bool Finished => Control.Stopped || MakesNoMore;

    /// <summary>The program drops all frames from now on.</summary>
    private bool MakesNoMore => Sent >= (_parameters.Count ?? long.MaxValue) || NanosecondsLeft < 0;

    private long NanosecondsLeft => _parameters.DurationNanoseconds is long duration && _state.Read(XdpState.First) is > 0 and var first ? first + duration - Clock.Monotonic : long.MaxValue;

    /// <summary>The run does not notice that it makes nothing any more: signals end it, sent until one arrives inside the system call.</summary>
    public override void Watch()
    {
        if (_threadId != 0 && Finished)
        {
            WakeSignal.Send(_threadId);
        }
    }

    /// <summary>
    /// The kernel's end of a run, an RCU grace period, takes as long as all the rest of a short measurement: it is not waited for. A
    /// batch is made and sent with bottom halves off, so if the calling thread runs on this one's CPU, no batch is half done.
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
        _state.Dispose();
    }

    protected override void Work()
    {
        WakeSignal.Prepare();
        _threadId = WakeSignal.CurrentThread;
        while (!Finished)
        {
            // Without a pace every repetition makes a packet; with one most do not.
            long repeat = _parameters is { RatePps: null, Count: long count } ? count - Sent : int.MaxValue;
            int errno = _program.RunLive(_parameters.Frame, (int)Math.Min(repeat, int.MaxValue), (int)Math.Min(_batch, repeat), _ingress);
            if (errno is not (0 or Errno.EINTR))
            {
                throw XdpRefusal.Of(errno, "Sending live frames");
            }
        }

        _threadId = 0;
    }
}
