using UdpLab.Wire;

namespace UdpLab.Agent.Kernel;

/// <summary>CPUs of this host.</summary>
internal static unsafe class Cpu
{
    private const int MaskBytes = 1024, SCHED_FIFO = 1;
    private const string OnlineList = "/sys/devices/system/cpu/online";

    /// <summary>The online CPUs.</summary>
    public static int[] Online() => CpuText.ParseList(TextFile.Read(OnlineList, out int errno) ?? throw AgentException.FromErrno(errno, "Reading the online CPUs failed", OnlineList));

    /// <summary>Pins the calling thread to one CPU.</summary>
    public static void Pin(int cpu)
    {
        byte* mask = stackalloc byte[MaskBytes];
        new Span<byte>(mask, MaskBytes).Clear();
        mask[cpu / 8] = (byte)(1 << (cpu % 8));
        if (Libc.SetAffinity(0, MaskBytes, mask) != 0)
        {
            throw AgentException.FromErrno(Errno.Last, $"Pinning a thread to CPU {cpu} failed", "sched_setaffinity", "Cpu");
        }
    }

    /// <summary>From now on no thread without real-time priority takes the CPU from the calling one (SCHED_FIFO); nothing changes where that is not allowed.</summary>
    public static void Keep()
    {
        int priority = 1;
        _ = Libc.SetScheduler(0, SCHED_FIFO, &priority);
    }

    /// <summary>Refuses a CPU that is offline before anything is started on it.</summary>
    public static void RequireOnline(IEnumerable<int> cpus)
    {
        int[] online = Online();
        foreach (int cpu in cpus)
        {
            if (!online.Contains(cpu))
            {
                throw AgentException.Invalid("Cpu", $"-Cpu {cpu}: CPU {cpu} is not online on this host; the online CPUs are {CpuText.List(online)}.");
            }
        }
    }
}
