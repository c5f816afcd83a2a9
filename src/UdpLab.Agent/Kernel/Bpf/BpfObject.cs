using System.Runtime.InteropServices;
using System.Text;
using UdpLab.Wire;

namespace UdpLab.Agent.Kernel;

/// <summary>bpf(2): a one-value map, a loaded program, its run over live frames or its link to a cgroup.</summary>
internal sealed unsafe class BpfObject : IDisposable
{
    private const int MapCreate = 0, MapLookup = 1, MapUpdate = 2, ProgramLoad = 5, ProgramTestRun = 10, RawTracepointOpen = 17, LinkCreate = 28;
    private const int ArrayMap = 2, SocketMap = 17, XdpType = 6, CgroupType = 8, RawTracepointType = 17, XdpAttach = 37, LiveFrames = 2, CgroupIngress = 0, Mappable = 1 << 10;

    // Longer than any member of union bpf_attr used here; the kernel requires the rest to be zero.
    public const int AttributeLength = 120;

    private readonly int _valueLength;

    private BpfObject(int fd, int valueLength = 0)
    {
        Fd = fd;
        _valueLength = valueLength;
    }

    public int Fd { get; private set; }

    /// <summary>A map with one value that a program and this process share.</summary>
    /// <param name="length">Bytes of the value.</param>
    /// <param name="refusal">Makes the exception if the kernel refuses.</param>
    public static BpfObject CreateValue(int length, BpfRefusal refusal)
    {
        int fd = Call(MapCreate, ArrayMap, sizeof(uint), (uint)length, 1);
        return fd >= 0 ? new BpfObject(fd, length) : throw refusal(Errno.Last, "Creating a BPF map");
    }

    /// <summary>The same, which can be mapped into this process's memory (Linux 5.5).</summary>
    /// <inheritdoc cref="CreateValue"/>
    public static BpfObject CreateShared(int length, BpfRefusal refusal)
    {
        int fd = Call(MapCreate, ArrayMap, sizeof(uint), (uint)length, 1, Mappable);
        return fd >= 0 ? new BpfObject(fd, length) : throw refusal(Errno.Last, "Creating a BPF map");
    }

    /// <summary>A map of AF_XDP sockets by queue (BPF_MAP_TYPE_XSKMAP).</summary>
    /// <param name="queues">Its places.</param>
    /// <param name="refusal">Makes the exception if the kernel refuses.</param>
    public static BpfObject CreateSockets(int queues, BpfRefusal refusal)
    {
        Span<byte> attribute = stackalloc byte[AttributeLength];
        attribute.Clear();
        Write(attribute, 0, SocketMap, sizeof(uint), sizeof(uint), (uint)queues);
        int fd = Call(MapCreate, attribute);
        return fd >= 0 ? new BpfObject(fd, sizeof(uint)) : throw refusal(Errno.Last, "Creating a map of AF_XDP sockets");
    }

    /// <summary>Puts a socket into a map of sockets.</summary>
    public void PutSocket(int queue, int socket, BpfRefusal refusal)
    {
        Span<byte> attribute = stackalloc byte[AttributeLength];
        attribute.Clear();
        Write(attribute, 0, (uint)Fd);
        MemoryMarshal.Write(attribute[8..], (ulong)&queue);
        MemoryMarshal.Write(attribute[16..], (ulong)&socket);
        if (Call(MapUpdate, attribute) < 0)
        {
            throw refusal(Errno.Last, "Entering an AF_XDP socket in its map");
        }
    }

    /// <summary>Attaches an XDP program to an interface for as long as the result is open (BPF_LINK_CREATE, Linux 5.9); null and errno if refused.</summary>
    public BpfObject? TryAttach(int interfaceIndex, uint flags, out int errno)
    {
        Span<byte> attribute = stackalloc byte[AttributeLength];
        attribute.Clear();
        Write(attribute, 0, (uint)Fd, (uint)interfaceIndex, XdpAttach, flags);
        int fd = Call(LinkCreate, attribute);
        errno = fd < 0 ? Errno.Last : 0;
        return fd < 0 ? null : new BpfObject(fd);
    }

    /// <summary>Loads an XDP program.</summary>
    /// <param name="code">The program.</param>
    /// <param name="refusal">Makes the exception if the kernel refuses.</param>
    public static BpfObject Load(Instruction[] code, BpfRefusal refusal) => Load(XdpType, "an XDP program", code, refusal);

    /// <summary>Loads a program for the ingress of a cgroup.</summary>
    /// <inheritdoc cref="Load(Instruction[], BpfRefusal)"/>
    public static BpfObject LoadIngress(Instruction[] code, BpfRefusal refusal) => Load(CgroupType, "a program for a cgroup", code, refusal);

    /// <summary>Loads a program for a raw tracepoint.</summary>
    /// <inheritdoc cref="Load(Instruction[], BpfRefusal)"/>
    public static BpfObject LoadTracepoint(Instruction[] code, BpfRefusal refusal) => Load(RawTracepointType, "a program for a tracepoint", code, refusal);

    /// <summary>Runs a program at each event of a tracepoint, until the result is disposed or this process ends (Linux 4.17).</summary>
    /// <param name="program">The program.</param>
    /// <param name="tracepoint">Its name, without its group.</param>
    /// <param name="refusal">Makes the exception if the kernel refuses.</param>
    public static BpfObject Trace(BpfObject program, string tracepoint, BpfRefusal refusal)
    {
        Span<byte> attribute = stackalloc byte[AttributeLength];
        attribute.Clear();
        fixed (byte* name = Encoding.ASCII.GetBytes(tracepoint + '\0'))
        {
            MemoryMarshal.Write(attribute, (ulong)name);
            Write(attribute, 8, (uint)program.Fd);
            int fd = Call(RawTracepointOpen, attribute);
            return fd >= 0 ? new BpfObject(fd) : throw refusal(Errno.Last, $"Attaching a program to the tracepoint {tracepoint}");
        }
    }

    /// <summary>Attaches a program to the ingress of a cgroup, beside those it has, until the link is disposed or this process ends.</summary>
    /// <param name="program">The program.</param>
    /// <param name="cgroup">Descriptor of the cgroup's folder.</param>
    /// <param name="refusal">Makes the exception if the kernel refuses.</param>
    public static BpfObject Link(BpfObject program, int cgroup, BpfRefusal refusal)
    {
        int fd = Call(LinkCreate, (uint)program.Fd, (uint)cgroup, CgroupIngress, 0);
        return fd >= 0 ? new BpfObject(fd) : throw refusal(Errno.Last, "Attaching a BPF program to the root cgroup");
    }

    /// <summary>bpf(2) with an attribute of these numbers; -1 with errno if it is refused.</summary>
    public static int Call(int command, params ReadOnlySpan<uint> numbers)
    {
        Span<byte> attribute = stackalloc byte[AttributeLength];
        attribute.Clear();
        Write(attribute, 0, numbers);
        return Call(command, attribute);
    }

    /// <summary>bpf(2); -1 with errno if it is refused.</summary>
    public static int Call(int command, Span<byte> attribute)
    {
        fixed (byte* pointer = attribute)
        {
            return (int)Libc.Syscall(Processor.Bpf, command, (nint)pointer, AttributeLength, 0, 0, 0);
        }
    }

    private static BpfObject Load(uint type, string what, Instruction[] code, BpfRefusal refusal)
    {
        Span<byte> attribute = stackalloc byte[AttributeLength];
        attribute.Clear();
        ReadOnlySpan<byte> license = "Dual MIT/GPL\0"u8;
        byte[] log = new byte[16 * 1024];
        fixed (Instruction* instructions = code)
        fixed (byte* words = license)
        fixed (byte* logBytes = log)
        {
            Write(attribute, 0, type, (uint)code.Length);
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

            string verdict = Verdict(Encoding.ASCII.GetString(log).Split('\0')[0]);
            throw refusal(errno, $"Loading {what}" + (verdict.Length == 0 ? "" : $" ({verdict})"));
        }
    }

    /// <summary>The verifier's last lines: an instruction, perhaps, and what is wrong with it. Its very last counts what it has processed.</summary>
    private static string Verdict(string log) => string.Join("; ", log.Split('\n').Select(l => l.Trim()).Where(l => l.Length > 0 && !l.StartsWith("processed ", StringComparison.Ordinal)).TakeLast(2));

    /// <summary>One number of the map's value.</summary>
    /// <param name="at">Its offset.</param>
    public long Read(short at)
    {
        Span<byte> value = stackalloc byte[_valueLength];
        Read(value);
        return MemoryMarshal.Read<long>(value[at..]);
    }

    /// <summary>The map's value.</summary>
    public void Read(Span<byte> value)
    {
        uint key = 0;
        Span<byte> attribute = stackalloc byte[AttributeLength];
        attribute.Clear();
        Write(attribute, 0, (uint)Fd);
        fixed (byte* bytes = value)
        {
            MemoryMarshal.Write(attribute[8..], (ulong)&key);
            MemoryMarshal.Write(attribute[16..], (ulong)bytes);
            if (Call(MapLookup, attribute) < 0)
            {
                throw AgentException.FromErrno(Errno.Last, "Reading a BPF map failed", "bpf");
            }
        }
    }

    /// <summary>Sets the map's value: these numbers at their offsets, all else 0.</summary>
    public void Write(ReadOnlySpan<(short At, long Number)> numbers)
    {
        byte[] all = new byte[_valueLength];
        foreach ((short at, long number) in numbers)
        {
            MemoryMarshal.Write(all.AsSpan(at), number);
        }

        Write(all);
    }

    /// <summary>Sets the map's value.</summary>
    /// <param name="all">All of its bytes.</param>
    public void Write(byte[] all)
    {
        uint key = 0;
        Span<byte> attribute = stackalloc byte[AttributeLength];
        attribute.Clear();
        Write(attribute, 0, (uint)Fd);
        fixed (byte* value = all)
        {
            MemoryMarshal.Write(attribute[8..], (ulong)&key);
            MemoryMarshal.Write(attribute[16..], (ulong)value);
            if (Call(MapUpdate, attribute) < 0)
            {
                throw AgentException.FromErrno(Errno.Last, "Writing a BPF map failed", "bpf");
            }
        }
    }

    /// <summary>
    /// Runs the program over copies of a frame, which then go where it decides (BPF_F_TEST_XDP_LIVE_FRAMES, Linux 5.18+).
    /// Returns 0 or errno; EINTR means that a signal cut it short.
    /// </summary>
    /// <param name="frame">The frame, without FCS.</param>
    /// <param name="repeat">How many copies.</param>
    /// <param name="batch">Frames the kernel processes at once, 1..256.</param>
    /// <param name="ingress">Interface and queue the frames appear to arrive on; null for none (a redirect, or loopback).</param>
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

    /// <summary>The same in another object, which closes it instead of this one.</summary>
    public BpfObject Take()
    {
        BpfObject taken = new(Fd, _valueLength);
        Fd = -1;
        return taken;
    }

    public void Dispose() => _ = Fd < 0 ? 0 : Libc.Close(Fd);

    private static void Write(Span<byte> attribute, int at, params ReadOnlySpan<uint> values) => MemoryMarshal.AsBytes(values).CopyTo(attribute[at..]);
}
