namespace UdpLab.Agent.Kernel;

/// <summary>
/// Where the clock counts instructions: those that the calling thread executes itself, between its system calls. The kernel
/// knows a thread's time exactly, but its division into user and system by samples only.
/// </summary>
internal static unsafe class UserClock
{
    private const int Calls = 256, Tries = 3;

    // Nobody computes for so long between two calls: another thread ran.
    private const long LongestStretch = 200_000;

    // rdtsc; shl rdx, 32; or rax, rdx; ret. QEMU's -icount makes the time stamp counter one of instructions.
    private static readonly nint _read = IsUsed ? MachineCode.Write([0x0f, 0x31, 0x48, 0xc1, 0xe2, 0x20, 0x48, 0x09, 0xd0, 0xc3])[0] : 0;

    [ThreadStatic]
    private static long _since, _sum, _calls;
    private static long? _cost;

    /// <summary>Whether it can be read here.</summary>
    public static bool IsUsed => InstructionClock.IsUsed && Processor.HasDirectCalls;

    private static long Now => ((delegate* unmanaged[Cdecl, SuppressGCTransition]<long>)_read)();

    /// <summary>From now on counts the calling thread's.</summary>
    public static void Begin() => (_sum, _calls, _since) = (0, 0, Now);

    /// <summary>A system call begins. Without effect where instructions are not counted.</summary>
    public static void Leave()
    {
        if (_read != 0)
        {
            Add();
            _calls++;
        }
    }

    /// <summary>It has ended.</summary>
    public static void Return() => _since = _read == 0 ? 0 : Now;

    /// <summary>What was counted since <see cref="Begin"/>.</summary>
    /// <returns>The thread's own instructions, those of the counting itself among them, and these.</returns>
    public static (long Own, long Cost) End()
    {
        Add();
        long own = _sum, calls = _calls;
        return (own, Math.Min(own, calls * (_cost ??= CostOfCall())));
    }

    private static void Add()
    {
        long passed = Now - _since;
        _sum += passed < LongestStretch ? passed : 0;
    }

    /// <summary>Instructions that counting adds to a call.</summary>
    private static long CostOfCall()
    {
        long least = long.MaxValue;
        for (int i = 0; i < Tries; i++)
        {
            least = Math.Min(least, Of<CountedCalls<DirectCalls>>() - Of<DirectCalls>());
        }

        return Math.Max(0, least) / Calls;
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
