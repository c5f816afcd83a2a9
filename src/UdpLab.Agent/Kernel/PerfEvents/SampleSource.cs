using System.Runtime.InteropServices;

namespace UdpLab.Agent.Kernel;

/// <summary>A perf event that takes samples of a thread, or of whatever runs on a CPU (perf_event_open(2)). It begins disabled.</summary>
/// <param name="Cycles">Count the CPU's cycles; false for the software clock (cpu-clock).</param>
/// <param name="Frequency">Samples per second.</param>
/// <param name="Kernel">Sample kernel code.</param>
/// <param name="User">Sample user code.</param>
/// <param name="Stacks">Record the callers, by frame pointers.</param>
internal sealed unsafe record SampleSource(bool Cycles, int Frequency, bool Kernel, bool User, bool Stacks)
{
    private const int HardwareType = 0, SoftwareType = 1;
    private const ulong ReadsLost = 1 << 4;
    private const nuint EnableRequest = 0x2400, DisableRequest = 0x2401, OutputRequest = 0x2405;
    private const nint CloseOnExec = 8;

    /// <summary>PERF_SAMPLE_IP, TID, TIME, CALLCHAIN, CPU, PERIOD.</summary>
    private const ulong Ip = 1, Tid = 2, Time = 4, CallChain = 32, CpuNumber = 128, Period = 256;

    private const ulong Disabled = 1, Inherit = 1 << 1, ExcludeUser = 1 << 4, ExcludeKernel = 1 << 5, ExcludeHypervisor = 1 << 6, Maps = 1 << 8, Names = 1 << 9, ByFrequency = 1 << 10,
        Tasks = 1 << 13, ByWatermark = 1 << 14, IdentifyAll = 1 << 18, ExcludeGuest = 1 << 20, OwnClock = 1 << 25;

    // PERF_FORMAT_LOST is of Linux 6.0.
    private static bool _readsLost = true;

    /// <summary>Opens it.</summary>
    /// <param name="thread">The thread, whose new threads are sampled too; -1 for whatever runs on the CPU.</param>
    /// <param name="cpu">The CPU.</param>
    /// <param name="watermark">Bytes in the ring that wake a reader.</param>
    /// <returns>The descriptor; -1 if the kernel refuses (<see cref="Errno.Last"/>).</returns>
    public int Open(int thread, int cpu, int watermark)
    {
        Attributes attributes = new()
        {
            Type = Cycles ? HardwareType : SoftwareType,
            Size = sizeof(Attributes),
            SampleFrequency = (ulong)Frequency,
            SampleType = Ip | Tid | Time | CpuNumber | Period | (Stacks ? CallChain : 0),
            ReadFormat = _readsLost ? ReadsLost : 0,
            Flags = Disabled | ByFrequency | ByWatermark | IdentifyAll | OwnClock | Maps | Names | Tasks
                | (thread < 0 ? 0 : Inherit) | (Cycles ? ExcludeGuest : 0) | (Kernel ? 0 : ExcludeKernel | ExcludeHypervisor) | (User ? 0 : ExcludeUser),
            WakeUp = (uint)watermark,
            ClockId = Abi.CLOCK_MONOTONIC,
        };
        int fd = (int)Libc.Syscall(Processor.PerfEventOpen, (nint)(&attributes), thread, cpu, -1, CloseOnExec, 0);
        if (fd < 0 && Errno.Last == Errno.EINVAL && _readsLost)
        {
            attributes.ReadFormat = 0;
            fd = (int)Libc.Syscall(Processor.PerfEventOpen, (nint)(&attributes), thread, cpu, -1, CloseOnExec, 0);
            _readsLost = fd < 0;
        }

        return fd;
    }

    /// <summary>Lets an event write into the ring of another one of the same CPU.</summary>
    public static bool TryRedirect(int fd, int ring) => Libc.Ioctl(fd, OutputRequest, (void*)ring) == 0;

    public static void Enable(int fd) => _ = Libc.Ioctl(fd, EnableRequest, null);

    public static void Disable(int fd) => _ = Libc.Ioctl(fd, DisableRequest, null);

    /// <summary>Samples an event lost in all, even those that no record tells of yet; 0 before Linux 6.0.</summary>
    public static long Lost(int fd)
    {
        long* values = stackalloc long[2];
        return _readsLost && Libc.Read(fd, values, 2 * sizeof(long)) == 2 * sizeof(long) ? values[1] : 0;
    }

    /// <summary>struct perf_event_attr as of Linux 4.1 (PERF_ATTR_SIZE_VER4), the first in which a sample may have the time of a named clock.</summary>
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
        public ulong Config2;
        public ulong BranchType;
        public ulong UserRegisters;
        public uint UserStack;
        public int ClockId;
        public ulong InterruptRegisters;
    }
}
