using UdpLab.Agent.Kernel;
using UdpLab.Wire;

namespace UdpLab.Agent.Flood;

/// <summary>One sending thread of a backend: its share of count and rate, its result, and its end.</summary>
internal abstract class FloodThread : IDisposable
{
    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(5);
    private readonly Thread _thread;

    protected FloodThread(FloodControl control, FloodShare share)
    {
        Control = control;
        Share = share;
        _thread = new Thread(Run, 256 * 1024) { IsBackground = true, Name = "flood" };
    }

    /// <summary>Packets sent so far; read by another thread while this one works.</summary>
    public abstract long Sent { get; }

    /// <summary>Set when the thread has sent its last packet.</summary>
    public ManualResetEvent Ended { get; } = new(false);

    public AgentException? Error { get; private set; }

    /// <summary>Its results: one, or for a thread that waits for the kernel's threads, one for each of those.</summary>
    public virtual FloodThreadFindings[] Findings => [new() { Cpu = Share.Cpu, Sent = Sent, Errors = Errors, Seconds = Seconds, StepStarts = StepStarts, Bursts = Bursts, CpuSeconds = _cpuSeconds }];

    protected FloodControl Control { get; }

    protected FloodShare Share { get; }

    /// <summary>Packets that could not be sent.</summary>
    protected long Errors { get; set; }

    /// <summary>Why the last of <see cref="Errors"/> failed; 0 for none.</summary>
    public int LastErrno { get; protected set; }

    /// <summary>Packets sent before each started step of a ramp; empty without a ramp.</summary>
    protected virtual long[] StepStarts => [];

    /// <summary>How often it sent after waiting for the pace; null without one, or if unknown.</summary>
    protected virtual long? Bursts => null;

    /// <summary>From the flood's start to this thread's last packet.</summary>
    protected virtual double Seconds => _seconds;

    private double _seconds;
    private double? _cpuSeconds;

    public void Start() => _thread.Start();

    /// <summary>Joins the thread if it was started; one that cannot be interrupted is polled until it ends.</summary>
    public void Join()
    {
        if (_thread.ThreadState.HasFlag(ThreadState.Unstarted))
        {
            return;
        }

        while (!_thread.Join(_look))
        {
            Watch();
        }
    }

    /// <summary>Called often by another thread while this one runs: a chance to interrupt a system call that has nothing left to do.</summary>
    public virtual void Watch()
    {
    }

    /// <summary>Waits a while for the last packet; true once it is sent, even if the thread is still shutting down.</summary>
    public virtual bool HasSentAll(TimeSpan longest) => Ended.WaitOne(longest);

    public virtual void Dispose() => Ended.Dispose();

    /// <summary>Sends until the count, the duration or <see cref="FloodControl.Stopped"/> ends it.</summary>
    protected abstract void Work();

    private void Run()
    {
        try
        {
            if (Share.Cpu is int cpu)
            {
                Kernel.Cpu.Pin(cpu);
            }

            if (InstructionClock.IsUsed)
            {
                // Else the sink wakes up between two packets whenever the scheduler finds it fair.
                Kernel.Cpu.Keep();
            }

            long used = Clock.OfThread;
            Work();
            _cpuSeconds = (Clock.OfThread - used) / 1e9;
        }
        catch (Exception e)
        {
            Error = AgentException.Of(e);
            Control.Stop();
        }
        finally
        {
            _seconds = (Clock.Monotonic - Control.Start) / 1e9;
            Ended.Set();
        }
    }
}

/// <summary>A thread's part of a flood.</summary>
/// <param name="Index">The thread's number within its flood, from 0.</param>
/// <param name="Stream">The stream number in its packets: unique among all floods into one sink.</param>
/// <param name="Cpu">CPU to pin to, null for none.</param>
/// <param name="Count">Packets to send, null for no limit.</param>
/// <param name="Pace">The pace of all threads together.</param>
/// <param name="Threads">Number of threads that share the pace.</param>
/// <param name="Bursts">Packets sent back to back, for each step.</param>
internal sealed record FloodShare(int Index, int Stream, int? Cpu, long? Count, FloodPace Pace, int Threads, int[] Bursts)
{
    /// <summary>This thread's packets per second in a step; null for unlimited.</summary>
    public double? RateOf(int step) => Pace.RateOf(step) / Threads;
}
