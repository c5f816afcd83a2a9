namespace UdpLab.Agent.Kernel;

/// <summary>
/// Where the clock counts instructions: those that the calling thread executes itself, between its system calls. The kernel
/// knows a thread's time exactly, but its division into user and system by samples only.
/// </summary>
internal static unsafe class UserClock
{
    private const int Calls = 256, Tries = 8;

    // Nobody computes for so long between two calls: another thread ran.
    private const long LongestStretch = 200_000;

    private static readonly nint _read = IsUsed ? MachineCode.Write(Processor.ReadClock.ToArray())[0] : 0;

    [ThreadStatic]
    private static long _since, _left, _sum, _calls;
    private static (long Own, long All)? _cost;

    /// <summary>Whether it can be read here.</summary>
    public static bool IsUsed => InstructionClock.IsUsed;

    private static long Now => ((delegate* unmanaged[Cdecl, SuppressGCTransition]<long>)_read)();

    /// <summary>From now on counts the calling thread's.</summary>
    public static void Begin()
    {
        _cost ??= CostOfCall();
        Start();
    }

    /// <summary>A system call begins. Without effect where instructions are not counted.</summary>
    public static void Leave()
    {
        if (_read != 0)
        {
            _left = Now;
        }
    }

    /// <summary>It has ended.</summary>
    public static void Return()
    {
        if (_read != 0)
        {
            Add(_left - _since);
            _calls++;
            _since = Now;
        }
    }

    /// <summary>What was counted since <see cref="Begin"/>.</summary>
    /// <returns>The thread's own instructions, and those that the counting itself took.</returns>
    public static (long Own, long Cost) End()
    {
        Add(Now - _since);
        (long sum, long calls) = (_sum, _calls);
        (long own, long all) = _cost!.Value;
        (_sum, _calls, _since) = (sum, calls, Now);
        return (Math.Max(0, sum - (calls * own)), calls * all);
    }

    private static void Start() => (_sum, _calls, _since) = (0, 0, Now);

    private static void Add(long stretch) => _sum += stretch < LongestStretch ? stretch : 0;

    /// <summary>Instructions that counting adds to a call, and those of them that it counts as the thread's own.</summary>
    private static (long Own, long All) CostOfCall()
    {
        (long counted, long bare) = Processor.HasDirectCalls ? Least<DirectCalls>() : Least<LibcCalls>();

        Start();
        for (int i = 0; i < Calls; i++)
        {
            Leave();
            Return();
        }

        return (_sum / Calls, Math.Max(0, counted - bare) / Calls);
    }

    /// <summary>Instructions of calls that are counted, and of the calls alone: the least of each, since an interrupt may come into any.</summary>
    private static (long Counted, long Bare) Least<TCalls>()
        where TCalls : struct, IReceiveCalls
    {
        (long counted, long bare) = (long.MaxValue, long.MaxValue);
        for (int i = 0; i < Tries; i++)
        {
            (counted, bare) = (Math.Min(counted, Of<CountedCalls<TCalls>>()), Math.Min(bare, Of<TCalls>()));
        }

        return (counted, bare);
    }

    /// <summary>Calls that fail at once.</summary>
    private static long Of<TCalls>()
        where TCalls : struct, IReceiveCalls
    {
        long begin = Now;
        for (int i = 0; i < Calls; i++)
        {
            _ = TCalls.Recvfrom(-1, null, 0, 0);
        }

        return Now - begin;
    }
}
