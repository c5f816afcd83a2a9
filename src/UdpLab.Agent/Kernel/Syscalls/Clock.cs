namespace UdpLab.Agent.Kernel;

/// <summary>The kernel's clocks in nanoseconds.</summary>
internal static unsafe class Clock
{
    public static long Monotonic => Read(Abi.CLOCK_MONOTONIC);

    public static long Realtime => Read(Abi.CLOCK_REALTIME);

    /// <summary>CPU time of the calling thread.</summary>
    public static long OfThread => Read(Abi.CLOCK_THREAD_CPUTIME_ID);

    /// <summary>CLOCK_REALTIME minus CLOCK_MONOTONIC, from the fastest of three readings.</summary>
    public static long RealtimeOffset
    {
        get
        {
            (long width, long offset) = (long.MaxValue, 0);
            for (int i = 0; i < 3; i++)
            {
                long before = Monotonic, realtime = Realtime, took = Monotonic - before;
                if (took < width)
                {
                    (width, offset) = (took, realtime - before - (took / 2));
                }
            }

            return offset;
        }
    }

    /// <summary>Sleeps until an instant of the monotonic clock; returns early on a signal.</summary>
    public static void SleepUntil(long monotonic)
    {
        TimeSpec until = new() { Seconds = monotonic / 1_000_000_000, Nanoseconds = monotonic % 1_000_000_000 };
        _ = Libc.ClockSleep(Abi.CLOCK_MONOTONIC, Abi.TIMER_ABSTIME, &until, null);
    }

    private static long Read(int clock)
    {
        TimeSpec now;
        _ = Libc.ClockGetTime(clock, &now);
        return (now.Seconds * 1_000_000_000) + now.Nanoseconds;
    }
}
