namespace UdpLab.Agent.Kernel;

/// <summary>
/// Sends a thread a <see cref="WakeSignal"/> at regular times. Its waits then need no timeout, for which the kernel would start
/// and stop a timer each time (timer_create(2), SIGEV_THREAD_ID).
/// </summary>
internal sealed unsafe class WakeTimer : IDisposable
{
    private const int CLOCK_MONOTONIC = 1, SIGEV_THREAD_ID = 4;

    // struct sigevent: value (8 bytes), signal, how, thread; 64 bytes with its padding.
    private const int EventLength = 64, Signal = 8, How = 12, Thread = 16;

    private readonly int _timer;

    private WakeTimer(int timer) => _timer = timer;

    /// <summary>Starts one, which must be disposed before the thread's end.</summary>
    /// <param name="thread">The kernel's id of a thread of this process.</param>
    /// <param name="interval">The time between two signals.</param>
    public static WakeTimer Start(int thread, TimeSpan interval)
    {
        WakeSignal.Prepare();
        byte* what = stackalloc byte[EventLength];
        new Span<byte>(what, EventLength).Clear();
        (*(int*)(what + Signal), *(int*)(what + How), *(int*)(what + Thread)) = (WakeSignal.Number, SIGEV_THREAD_ID, thread);
        int id;
        if (Libc.Syscall(Processor.CreateTimer, CLOCK_MONOTONIC, (nint)what, (nint)(&id), 0, 0, 0) < 0)
        {
            throw AgentException.FromErrno(Errno.Last, "Creating a timer for a receiving thread failed", "timer_create");
        }

        // struct itimerspec: the interval, and the first time.
        TimeSpec time = new() { Seconds = (long)interval.TotalSeconds, Nanoseconds = interval.Ticks % TimeSpan.TicksPerSecond * 100 };
        TimeSpec* times = stackalloc TimeSpec[] { time, time };
        _ = Libc.Syscall(Processor.SetTimer, id, 0, (nint)times, 0, 0, 0);
        return new WakeTimer(id);
    }

    public void Dispose() => _ = Libc.Syscall(Processor.DeleteTimer, _timer, 0, 0, 0, 0, 0);
}
