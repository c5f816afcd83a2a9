using UdpLab.Agent.Native;
using UdpLab.Wire;

namespace UdpLab.Agent.Floods;

/// <summary>One sending thread: its share of count and rate, and the loop around a backend's <see cref="Send"/>.</summary>
internal abstract class FloodThread : IDisposable
{
    // So many failures in a row without one success are no accident.
    private const long HopelessErrors = 10_000;

    private readonly FloodControl _control;
    private readonly long _count;
    private readonly double? _rate;
    private readonly int? _cpu;
    private readonly Thread _thread;
    private long _sent;
    private long _errors;
    private long _failedInARow;
    private double _seconds;

    protected FloodThread(FloodControl control, FloodShare share)
    {
        _control = control;
        _count = share.Count ?? long.MaxValue;
        _rate = share.RatePps;
        _cpu = share.Cpu;
        _thread = new Thread(Run, 256 * 1024) { IsBackground = true, Name = "flood" };
    }

    public long Sent => Volatile.Read(ref _sent);

    public AgentException? Error { get; private set; }

    public FloodThreadFindings Findings => new() { Cpu = _cpu, Sent = _sent, Errors = _errors, Seconds = _seconds };

    /// <summary>Set when the thread has sent its last packet.</summary>
    public ManualResetEvent Ended { get; } = new(false);

    public void Start() => _thread.Start();

    public void Join() => _thread.Join();

    public virtual void Dispose() => Ended.Dispose();

    /// <summary>Packets the backend would like to send at once.</summary>
    protected abstract long Chunk { get; }

    /// <summary>Sends up to <paramref name="packets"/>; returns how many the kernel took and how many failed (errno says why).</summary>
    protected abstract (long Sent, long Failed, int Errno) Send(long packets);

    private void Run()
    {
        try
        {
            if (_cpu is int cpu)
            {
                Native.Cpu.Pin(cpu);
            }

            // Sleep as exactly as the hardware allows: a slack of 50 microseconds would show in the pacing.
            _ = Libc.ProcessControl(Abi.PR_SET_TIMERSLACK, 1, 0, 0, 0);
            Loop();
        }
        catch (AgentException e)
        {
            Error = e;
            _control.Stop();
        }
        finally
        {
            _seconds = (Clock.Monotonic - _control.Start) / 1e9;
            Ended.Set();
        }
    }

    private void Loop()
    {
        TokenBucket bucket = new(_rate ?? 0, _control.Start);
        while (!_control.Stopped && _sent < _count)
        {
            long now = Clock.Monotonic;
            if (now >= _control.Deadline)
            {
                return;
            }

            long packets = Math.Min(Chunk, _count - _sent);
            if (_rate is not null)
            {
                long wanted = packets;
                packets = bucket.Take(now, wanted);
                if (packets == 0)
                {
                    Clock.SleepUntil(Math.Min(bucket.NextAt(now, wanted), _control.Deadline));
                    continue;
                }
            }

            Account(Send(packets));
        }
    }

    private void Account((long Sent, long Failed, int Errno) outcome)
    {
        Volatile.Write(ref _sent, _sent + outcome.Sent);
        _errors += outcome.Failed;
        _failedInARow = outcome.Sent > 0 ? 0 : _failedInARow + outcome.Failed;
        if (_failedInARow >= HopelessErrors)
        {
            throw AgentException.FromErrno(outcome.Errno, $"The flood gave up after {_failedInARow} packets in a row that could not be sent", "send");
        }
    }
}

/// <summary>A thread's part of a flood.</summary>
/// <param name="Index">The thread's number, also the stream number in its packets.</param>
/// <param name="Cpu">CPU to pin to, null for none.</param>
/// <param name="Count">Packets to send, null for no limit.</param>
/// <param name="RatePps">Packets per second, null for as fast as it goes.</param>
internal sealed record FloodShare(int Index, int? Cpu, long? Count, double? RatePps);
