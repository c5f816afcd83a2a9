using System.Runtime.InteropServices;

namespace UdpLab.Agent.Kernel;

/// <summary>perf_event_open(2): asks the kernel itself what may be sampled, and whether events are counted.</summary>
internal static unsafe class PerfEvent
{
    private const int HardwareType = 0, SoftwareType = 1;
    private const ulong CpuCycles = 0, CpuClock = 0;
    private const ulong ExcludeKernel = 1 << 5, ExcludeHypervisor = 1 << 6, Frequency = 1 << 10;
    private const ulong CloseOnExec = 8;
    private const int ProbeMilliseconds = 5;
    private static bool _countsCycles;

    /// <summary>errno of sampling the software clock; 0 if permitted.</summary>
    /// <param name="process">Process id, 0 for this one, -1 for whatever runs on <paramref name="cpu"/>.</param>
    /// <param name="cpu">CPU number, -1 for any.</param>
    /// <param name="kernel">Include kernel code.</param>
    public static int TrySample(int process, int cpu, bool kernel) => Open(SoftwareType, CpuClock, process, cpu, kernel, out int fd) is 0 ? CloseAnd(fd, 0) : Errno.Last;

    /// <summary>errno of sampling CPU cycles; 0 if it works. ENODEV if the kernel accepts the event but counts nothing, as in some virtual machines.</summary>
    public static int TryCycles()
    {
        if (_countsCycles)
        {
            return 0;
        }

        if (Open(HardwareType, CpuCycles, 0, -1, kernel: false, out int fd) != 0)
        {
            return Errno.Last;
        }

        long end = Clock.Monotonic + (ProbeMilliseconds * 1_000_000), count = 0;
        while (Clock.Monotonic < end)
        {
        }

        bool read = Libc.Read(fd, &count, sizeof(long)) == sizeof(long);
        _countsCycles = CloseAnd(fd, read && count > 0);
        return _countsCycles ? 0 : Errno.ENODEV;
    }

    private static int Open(int type, ulong config, int process, int cpu, bool kernel, out int fd)
    {
        Attributes attributes = new()
        {
            Type = type,
            Size = sizeof(Attributes),
            Config = config,
            SampleFrequency = 1000,
            SampleType = 1,
            Flags = Frequency | (kernel ? 0 : ExcludeKernel | ExcludeHypervisor),
        };
        fd = (int)Libc.Syscall(Processor.PerfEventOpen, (nint)(&attributes), process, cpu, -1, (nint)CloseOnExec, 0);
        return fd < 0 ? -1 : 0;
    }

    private static T CloseAnd<T>(int fd, T result)
    {
        _ = Libc.Close(fd);
        return result;
    }

    /// <summary>struct perf_event_attr in its first size (PERF_ATTR_SIZE_VER0), which every kernel accepts.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Attributes
    {
        public int Type;
        public int Size;
        public ulong Config;
        public ulong SampleFrequency;
        public ulong SampleType;
        public ulong ReadFormat;
        public ulong Flags;
        public uint WakeUp;
        public uint BreakpointType;
        public ulong Config1;
    }
}
