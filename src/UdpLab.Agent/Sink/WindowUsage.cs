using UdpLab.Agent.Kernel;

namespace UdpLab.Agent.Sink;

/// <summary>What its window cost a thread: started and ended on that thread.</summary>
/// <param name="drops">Reads how many packets were dropped so far.</param>
internal sealed class WindowUsage(Func<uint?> drops)
{
    private int _thread;
    private ResourceUsage _begun;
    private long _used;
    private (long Time, long Own, long Cost)? _marked;
    private uint? _drops;
    private long? _wait;

    /// <summary>Packets the socket dropped in the window; null if the kernel does not report it.</summary>
    public long? Drops { get; private set; }

    /// <summary>Seconds of the window in which the thread was runnable but not running; null if the kernel does not report it.</summary>
    public double? WaitSeconds { get; private set; }

    public double UserSeconds { get; private set; }

    public double SystemSeconds { get; private set; }

    /// <summary>How often the thread slept.</summary>
    public long Sleeps { get; private set; }

    /// <param name="thread">The kernel's id of the calling thread.</param>
    public void Begin(int thread)
    {
        _thread = thread;
        _begun = Read();
        _drops = drops();
        _wait = SchedulerWait.OfThread(thread);
        _marked = null;
        if (UserClock.IsUsed)
        {
            UserClock.Begin();
        }

        InstructionCounts.OpenWindow();
        _used = Clock.OfThread;
    }

    /// <summary>
    /// Where instructions are counted, those of waiting for the end of the measurement are not: how often the thread looks
    /// for it is this machine's chance. So the window ends with the last packet.
    /// </summary>
    /// <param name="received">Packets came.</param>
    /// <param name="waited">And then, for a while, none.</param>
    public void Look(bool received, bool waited)
    {
        if (!waited)
        {
            _marked = null;
        }
        else if (received || _marked is null)
        {
            _marked = Now();
        }
    }

    public void End()
    {
        (long time, long own, long cost) = _marked ?? Now();
        double used = (time - _used - cost) / 1e9;
        ResourceUsage ended = Read();
        double user = Seconds(ended.UserSeconds - _begun.UserSeconds, ended.UserMicroseconds - _begun.UserMicroseconds);
        double system = Seconds(ended.SystemSeconds - _begun.SystemSeconds, ended.SystemMicroseconds - _begun.SystemMicroseconds);

        // The kernel samples the two at its ticks, and knows their sum as of the latest; the thread's clock knows it as of now.
        UserSeconds = UserClock.IsUsed ? Math.Min(used, own / 1e9) : user + system > 0 ? used * user / (user + system) : 0;
        SystemSeconds = used - UserSeconds;
        Sleeps = ended.VoluntarySwitches - _begun.VoluntarySwitches;
        Drops = drops() is uint now && _drops is uint before ? unchecked(now - before) : null;
        WaitSeconds = (SchedulerWait.OfThread(_thread) - _wait) / 1e9;
    }

    /// <summary>The thread's time, and where instructions are counted what it executed itself, and what the counting took.</summary>
    private static (long Time, long Own, long Cost) Now()
    {
        InstructionCounts.CloseWindow();
        long time = Clock.OfThread;
        (long own, long cost) = UserClock.IsUsed ? UserClock.End() : default;
        return (time, own, cost);
    }

    private static unsafe ResourceUsage Read()
    {
        ResourceUsage usage;
        _ = Libc.GetUsage(Abi.RUSAGE_THREAD, &usage);
        return usage;
    }

    private static double Seconds(long seconds, long microseconds) => seconds + (microseconds / 1e6);
}
