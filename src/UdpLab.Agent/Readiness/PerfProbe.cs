using System.Runtime.InteropServices;
using UdpLab.Agent.Native;
using UdpLab.Wire;

namespace UdpLab.Agent.Readiness;

/// <summary>Whether perf can be used here: what it would ask of the kernel is asked, and closed at once.</summary>
internal static unsafe class PerfProbe
{
    private const int SYS_perf_event_open = 298, AttributeSize = 64;
    private const uint Hardware = 0, Software = 1;
    private const ulong Cycles = 0, CpuClock = 0;
    private const ulong Disabled = 1, ExcludeKernel = 1 << 5, ExcludeHypervisor = 1 << 6;
    private const ulong CloseOnExec = 8;
    private const string Symbols = "/proc/kallsyms";
    private static readonly string[] _folders = ["/usr/local/bin", "/usr/local/sbin", "/usr/bin", "/usr/sbin", "/bin", "/sbin"];

    public static PerfFacts Read()
    {
        string? program = _folders.Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Where(f => f.StartsWith('/'))).Select(f => f + "/perf").FirstOrDefault(File.Exists);
        return new PerfFacts
        {
            Program = program,
            ProgramMissesKernel = program is not null && IsScript(program) && !File.Exists($"/usr/lib/linux-tools/{HostFacts.Release}/perf"),
            SystemErrno = Try(Software, CpuClock, Disabled, process: -1, cpu: Cpu.Online()[0]),
            OwnErrno = Try(Software, CpuClock, Disabled | ExcludeKernel | ExcludeHypervisor, process: 0, cpu: -1),
            CyclesErrno = Try(Hardware, Cycles, Disabled | ExcludeKernel | ExcludeHypervisor, process: 0, cpu: -1),
            ShowsSymbols = ShowsSymbols(),
        };
    }

    /// <summary>Opens an event and closes it again; 0 or errno.</summary>
    private static int Try(uint type, ulong config, ulong flags, int process, int cpu)
    {
        // struct perf_event_attr, PERF_ATTR_SIZE_VER0: type, size, config, sample_period, sample_type, read_format, flags, ...
        Span<byte> attribute = stackalloc byte[AttributeSize];
        attribute.Clear();
        MemoryMarshal.Write(attribute, type);
        MemoryMarshal.Write(attribute[4..], AttributeSize);
        MemoryMarshal.Write(attribute[8..], config);
        MemoryMarshal.Write(attribute[16..], 1_000_000_000UL);
        MemoryMarshal.Write(attribute[40..], flags);
        fixed (byte* pointer = attribute)
        {
            int fd = (int)Libc.Syscall(SYS_perf_event_open, (nint)pointer, process, cpu, -1, (nint)CloseOnExec, 0);
            if (fd < 0)
            {
                return Errno.Last;
            }

            _ = Libc.Close(fd);
            return 0;
        }
    }

    private static bool IsScript(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            return file.ReadByte() == '#' && file.ReadByte() == '!';
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>kernel.kptr_restrict shows as addresses that are all zero.</summary>
    private static bool? ShowsSymbols()
    {
        try
        {
            return File.Exists(Symbols) ? File.ReadLines(Symbols).Take(100).Any(line => line.Split(' ')[0].AsSpan().Trim('0').Length > 0) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
