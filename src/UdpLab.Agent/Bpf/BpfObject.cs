using System.Runtime.InteropServices;
using System.Text;
using UdpLab.Agent.Native;
using UdpLab.Wire;

namespace UdpLab.Agent.Bpf;

/// <summary>bpf(2): the map of a program's state, a loaded XDP program, and its test run with live frames.</summary>
internal sealed unsafe class BpfObject : IDisposable
{
    private const int MapCreate = 0, MapLookup = 1, ProgramLoad = 5, ProgramTestRun = 10;
    private const int ArrayMap = 2, XdpType = 6, LiveFrames = 2;

    // Longer than any member of union bpf_attr used here; the kernel wants the rest zero.
    private const int AttributeLength = 120;

    private BpfObject(int fd) => Fd = fd;

    public int Fd { get; }

    public static BpfObject CreateState()
    {
        Span<byte> attribute = stackalloc byte[AttributeLength];
        attribute.Clear();
        Write(attribute, 0, ArrayMap, sizeof(uint), XdpState.Size, 1);
        return new BpfObject(Must(MapCreate, attribute, "Making a BPF map"));
    }

    public static BpfObject Load(Instruction[] code)
    {
        Span<byte> attribute = stackalloc byte[AttributeLength];
        attribute.Clear();
        ReadOnlySpan<byte> license = "Dual MIT/GPL\0"u8;
        byte[] log = new byte[16 * 1024];
        fixed (Instruction* instructions = code)
        fixed (byte* words = license)
        fixed (byte* logBytes = log)
        {
            Write(attribute, 0, XdpType, (uint)code.Length);
            MemoryMarshal.Write(attribute[8..], (ulong)instructions);
            MemoryMarshal.Write(attribute[16..], (ulong)words);
            int fd = Call(ProgramLoad, attribute);
            if (fd >= 0)
            {
                return new BpfObject(fd);
            }

            int errno = Errno.Last;
            Write(attribute, 24, 1, (uint)log.Length);
            MemoryMarshal.Write(attribute[32..], (ulong)logBytes);
            fd = errno == Errno.EPERM ? -1 : Call(ProgramLoad, attribute);
            if (fd >= 0)
            {
                return new BpfObject(fd);
            }

            string verdict = Encoding.ASCII.GetString(log).Split('\0')[0].Trim();
            throw Refusal(errno, "Loading an XDP program" + (verdict.Length == 0 ? "" : $" ({verdict.Split('\n')[^1]})"));
        }
    }

    /// <summary>A number of the state map.</summary>
    /// <param name="at">One of <see cref="XdpState"/>'s offsets.</param>
    public long Read(short at)
    {
        uint key = 0;
        byte* value = stackalloc byte[XdpState.Size];
        Span<byte> attribute = stackalloc byte[AttributeLength];
        attribute.Clear();
        Write(attribute, 0, (uint)Fd);
        MemoryMarshal.Write(attribute[8..], (ulong)&key);
        MemoryMarshal.Write(attribute[16..], (ulong)value);
        _ = Must(MapLookup, attribute, "Reading a BPF map");
        return *(long*)(value + at);
    }

    /// <summary>
    /// Runs the program over copies of a frame that then go where it says (BPF_F_TEST_XDP_LIVE_FRAMES, Linux 5.18+).
    /// Returns 0 or errno; EINTR means that a signal cut it short.
    /// </summary>
    /// <param name="frame">The frame, without FCS.</param>
    /// <param name="repeat">How many.</param>
    /// <param name="batch">Frames the kernel handles at once, 1..256.</param>
    /// <param name="ingress">Interface the frames arrive on and its queue; null for none (a redirect, or loopback).</param>
    public int RunLive(ReadOnlySpan<byte> frame, int repeat, int batch, (int Index, int Queue)? ingress)
    {
        Span<byte> attribute = stackalloc byte[AttributeLength];
        attribute.Clear();
        uint* context = stackalloc uint[6] { 0, (uint)frame.Length, 0, (uint)(ingress?.Index ?? 0), (uint)(ingress?.Queue ?? 0), 0 };
        fixed (byte* data = frame)
        {
            Write(attribute, 0, (uint)Fd, 0, (uint)frame.Length);
            MemoryMarshal.Write(attribute[16..], (ulong)data);
            Write(attribute, 32, (uint)repeat);
            if (ingress is not null)
            {
                Write(attribute, 40, 6 * sizeof(uint));
                MemoryMarshal.Write(attribute[48..], (ulong)context);
            }

            Write(attribute, 64, LiveFrames, 0, (uint)batch);
            return Call(ProgramTestRun, attribute) == 0 ? 0 : Errno.Last;
        }
    }

    public void Dispose() => _ = Libc.Close(Fd);

    /// <summary>What a refusal of bpf(2) means to a user.</summary>
    public static AgentException Refusal(int errno, string tried) => errno switch
    {
        Errno.EPERM or Errno.EACCES => new AgentException(FailureCode.PermissionDenied, $"{tried} was refused: backend Xdp needs CAP_BPF and CAP_NET_ADMIN (run as root), and a kernel that is not locked down. -Backend Socket needs neither.")
        {
            Errno = errno,
            Path = "bpf",
            Parameter = "Backend",
        },
        Errno.EINVAL => new AgentException(FailureCode.NotSupported, $"{tried} was refused as invalid: backend Xdp needs Linux 5.18 or later (live frames in BPF_PROG_TEST_RUN) and an interface that has XDP queues. -Backend Socket works everywhere.")
        {
            Errno = errno,
            Path = "bpf",
            Parameter = "Backend",
        },
        _ => AgentException.FromErrno(errno, $"{tried} failed", "bpf", "Backend"),
    };

    private static int Must(int command, Span<byte> attribute, string tried)
    {
        int result = Call(command, attribute);
        return result >= 0 ? result : throw Refusal(Errno.Last, tried);
    }

    private static int Call(int command, Span<byte> attribute)
    {
        fixed (byte* pointer = attribute)
        {
            return (int)Libc.Syscall(Abi.SYS_bpf, command, (nint)pointer, AttributeLength, 0, 0, 0);
        }
    }

    private static void Write(Span<byte> attribute, int at, params ReadOnlySpan<uint> values) => MemoryMarshal.AsBytes(values).CopyTo(attribute[at..]);
}
