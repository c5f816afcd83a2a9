using UdpLab.Wire;

namespace UdpLab.Agent.Kernel;

/// <summary>
/// Instructions of this guest by address, counted by a plugin of its QEMU (counts.c). Marks say what is to be counted; the result is in the
/// memory of a PCI device (ivshmem) that the plugin shares.
/// </summary>
internal static unsafe class InstructionCounts
{
    private const string Devices = "/sys/bus/pci/devices", Vendor = "0x1af4", Device = "0x1110";
    private const uint MoveToNothing = 0xd280001f;
    private const int PROT_READ = 1, MAP_SHARED = 1, FirstRow = 4096, RowLength = 16;

    /// <summary>The device's memory; null without it.</summary>
    private static readonly string? _path = InstructionClock.IsUsed ? Find() : null;
    private static readonly nint[] _marks = IsThere ? MachineCode.Write(Code('0'), Code('1'), Code('2'), Code('3')) : [];
    private static readonly ulong* _memory = IsThere ? Map() : null;
    private static volatile bool _isUsed;

    private enum Mark
    {
        Arm,
        Open,
        Close,
        Finish,
    }

    /// <summary>Whether they are counted here.</summary>
    public static bool IsThere => _path is not null;

    /// <summary>From now on they count.</summary>
    public static void Begin()
    {
        _isUsed = true;
        Make(Mark.Arm);
    }

    /// <summary>A thread's window opens: what was executed before the first one's does not count.</summary>
    public static void OpenWindow()
    {
        if (_isUsed)
        {
            Make(Mark.Open);
        }
    }

    /// <summary>A thread's window has ended, as far as is known: what is executed after the last one's does not count.</summary>
    public static void CloseWindow()
    {
        if (_isUsed)
        {
            Make(Mark.Close);
        }
    }

    /// <summary>Reads the counts.</summary>
    /// <returns>Addresses of blocks of instructions, and how many were executed in each; and how many found no room.</returns>
    public static (IReadOnlyList<(ulong Address, ulong Instructions)> Rows, ulong Missed) End()
    {
        Make(Mark.Finish);
        _isUsed = false;
        List<(ulong, ulong)> rows = new(checked((int)Volatile.Read(ref _memory[1])));
        for (int i = 0; i < rows.Capacity; i++)
        {
            ulong* row = _memory + ((FirstRow + ((long)i * RowLength)) / sizeof(ulong));
            rows.Add((row[0], row[1]));
        }

        return (rows, _memory[2]);
    }

    /// <summary>An instruction that does nothing, and whose number the plugin knows; ret. nopl MARK(rax, rax), or movz xzr, MARK.</summary>
    private static byte[] Code(char mark) => Processor.IsX64
        ? [0x0f, 0x1f, 0x84, 0x00, .. GuestWords.CountMark, (byte)mark, 0xc3]
        : [.. BitConverter.GetBytes(MoveToNothing | ((((uint)GuestWords.CountMark[0] << 8) | mark) << 5)), .. Processor.ReturnInstruction];

    private static void Make(Mark mark) => ((delegate* unmanaged[Cdecl, SuppressGCTransition]<void>)_marks[(int)mark])();

    private static string? Find()
    {
        string? device = Directory.Exists(Devices)
            ? Directory.GetDirectories(Devices).FirstOrDefault(d => TextFile.Read(d + "/vendor")?.Trim() == Vendor && TextFile.Read(d + "/device")?.Trim() == Device)
            : null;
        return device is null ? null : device + "/resource2";
    }

    private static ulong* Map()
    {
        // No driver has switched its memory on.
        File.WriteAllText(Path.Combine(Path.GetDirectoryName(_path)!, "enable"), "1");
        int fd = Libc.Open(_path!, Abi.O_RDWR | Abi.O_CLOEXEC, 0);
        nint memory = fd < 0 ? -1 : Libc.MemoryMap(0, (nint)new FileInfo(_path!).Length, PROT_READ, MAP_SHARED, fd, 0);
        int errno = Errno.Last;
        _ = fd < 0 ? 0 : Libc.Close(fd);
        return memory != -1 ? (ulong*)memory : throw AgentException.FromErrno(errno, "Mapping the instruction counts of QEMU's plugin failed", _path);
    }
}
