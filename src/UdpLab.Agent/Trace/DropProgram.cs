using System.Buffers.Binary;
using UdpLab.Agent.Kernel;
using static UdpLab.Agent.Kernel.Register;

namespace UdpLab.Agent.Trace;

/// <summary>
/// Counts the packets of one port and network namespace that the kernel drops, by its reason and by where it dropped them: a
/// program at the tracepoint kfree_skb (include/trace/events/skb.h), which freed packets that arrived do not pass.
/// </summary>
/// <param name="offsets">Where this kernel keeps what identifies a packet.</param>
/// <param name="arguments">Arguments of the tracepoint: packet, location, since 5.17 a reason, since 6.11 the receiving socket.</param>
internal sealed class DropProgram(PacketOffsets offsets, int arguments)
{
    /// <summary>Numbers per cause: freed buffers, then packets (segments of a bundle) by the <see cref="ReaderState"/> of the sink's thread.</summary>
    public const int Frames = 0, Packets = 1, States = 5, Words = 9;

    private const int ProbeReadKernel = 113;
    private const int Udp = 17, Ipv4 = 4, Ipv6 = 6, Ipv6Header = 40, PortInUdp = 2;
    private const int HeaderLength = 48, ReasonArgument = 16, SocketArgument = 24, LocationBits = 48, SubsystemAt = 16;

    // Protocols that have no ports, or other ones: where UDP has its port they may have that number by chance.
    private static readonly int[] _others = [0, 1, 2, Ipv4, 6, 41, 47, 50, 51, 58, 132, 136];

    // On the stack, from R10.
    private const short Key = -8, Fresh = Key - (Words * sizeof(long)), Number = Fresh - 8, SlotFresh = Number - (TimeAxis.LossWords * sizeof(long)), SlotKey = SlotFresh - 8, Header = SlotKey - HeaderLength;

    private short Packet => (short)(Header - ((offsets.PacketLength + 7) & ~7));

    /// <param name="table">The map to count in: keys as <see cref="DropKey"/> reads them.</param>
    /// <param name="ports">The destination ports.</param>
    /// <param name="inode">The inode of the network namespace.</param>
    /// <param name="readers">The sink's threads.</param>
    /// <param name="axis">The slots to count in as well.</param>
    public Instruction[] Count(int table, IReadOnlyList<int> ports, uint inode, ReaderMap readers, TimeAxis axis)
    {
        Assembler code = new();
        Assembler.Label end = new(), version6 = new(), withPorts = new(), plain = new(), wanted = new(), socket = new(), space = new(), ours = new(), reader = new();

        // R6 = the arguments, R7 = the head of the packet's memory, R8 = its network header there.
        code.Do(Alu.Move, R6, R1).Load(Width.Word64, R3, R6, 0);
        Read(code, Packet, offsets.PacketLength, end)
            .Load(Width.Word64, R7, R10, At(offsets.Head))
            .Load(Width.Word16, R8, R10, At(offsets.NetworkHeader))
            .Do(Alu.Add, R8, R7)
            .Do(Alu.Move, R3, R8);
        Read(code, Header, HeaderLength, end);

        // R1 = IP version, R2 = length of its header, R3 = protocol. An unknown Ethernet type does not matter.
        code.Load(Width.Byte, R1, R10, Header)
            .Do(Alu.Move, R2, R1)
            .Do(Alu.Right, R1, 4)
            .IfEqual(R1, Ipv6, version6)
            .IfNotEqual(R1, Ipv4, end)
            .Do(Alu.And, R2, 0xf)
            .Do(Alu.Left, R2, 2)
            .Load(Width.Byte, R3, R10, Header + 9)
            .Jump(withPorts)
            .Here(version6)
            .Do(Alu.Move, R2, Ipv6Header)
            .Load(Width.Byte, R3, R10, Header + 6)
            .Here(withPorts)
            .IfEqual(R3, Udp, plain);
        foreach (int other in _others)
        {
            code.IfEqual(R3, other, end);
        }

        // R1 = destination port: at a known place, or behind options.
        code.Here(plain)
            .Do(Alu.Add, R8, R2)
            .Do(Alu.Move, R3, R8)
            .Do(Alu.Add, R3, PortInUdp);
        Read(code, Number, sizeof(ushort), end)
            .Load(Width.Word16, R1, R10, Number);
        foreach (int port in ports)
        {
            code.IfEqual(R1, BinaryPrimitives.ReverseEndianness((ushort)port), wanted);
        }

        code.Jump(end).Here(wanted);

        // The namespace of its device; in a socket's queue it has none, and UDP keeps something else there (udp_set_dev_scratch).
        code.Load(Width.Word64, R3, R10, At(offsets.Device))
            .IfEqual(R3, 0, end)
            .Do(Alu.Move, R1, R3)
            .Do(Alu.Right, R1, LocationBits)
            .IfNotEqual(R1, 0xffff, socket)
            .Do(Alu.Add, R3, offsets.DeviceNamespace)
            .Jump(space)
            .Here(socket);
        if (arguments > 3)
        {
            code.Load(Width.Word64, R3, R6, SocketArgument).IfEqual(R3, 0, ours).Do(Alu.Add, R3, offsets.SocketNamespace);
        }
        else
        {
            code.Jump(ours);
        }

        Read(code.Here(space), Number, sizeof(long), end).Load(Width.Word64, R3, R10, Number).Do(Alu.Add, R3, offsets.NamespaceInode);
        Read(code, Number, sizeof(uint), end).Load(Width.Word32, R1, R10, Number).IfNotEqual32(R1, inode, end);

        // R8 = packets of the bundle.
        code.Here(ours)
            .Load(Width.Word32, R3, R10, At(offsets.End))
            .Do(Alu.Add, R3, R7)
            .Do(Alu.Add, R3, offsets.Segments);
        Read(code, Number, sizeof(ushort), end)
            .Load(Width.Word16, R8, R10, Number)
            .SkipUnlessEqual(R8, 0)
            .Do(Alu.Move, R8, 1)
            .Load(Width.Word64, R1, R6, sizeof(long))
            .Do(Alu.Left, R1, 64 - LocationBits)
            .Do(Alu.Right, R1, 64 - LocationBits);
        if (arguments > 2)
        {
            // The reason's number, and above it that of its subsystem.
            code.Load(Width.Word32, R2, R6, ReasonArgument)
                .Do(Alu.Move, R3, R2)
                .Do(Alu.And, R2, DropKey.MostReasons)
                .Do(Alu.Right, R3, SubsystemAt)
                .Do(Alu.Left, R3, DropKey.ReasonBits)
                .Do(Alu.Add, R2, R3)
                .Do(Alu.Left, R2, LocationBits)
                .Do(Alu.Add, R1, R2);
        }

        // R9 = the place of the thread that reads the packet's socket.
        code.Store(Width.Word64, R10, Key, R1).Do(Alu.Move, R9, readers.Default);
        if (arguments > 3)
        {
            code.Load(Width.Word64, R3, R6, SocketArgument).IfEqual(R3, 0, reader).Do(Alu.Add, R3, offsets.SocketCookie);
            Read(code, Number, sizeof(long), reader).Find(readers.Sockets.Fd, Number).IfEqual(R0, 0, reader).Load(Width.Word64, R9, R0, 0);
        }

        return code.Here(reader)
            .Entry(table, Key, Fresh, Words, end)
            .Do(Alu.Move, R2, 1)
            .AddTo(Frames, R2)
            .LoadMapValue(R1, readers.Records.Fd)
            .Do(Alu.And, R9, ReaderMap.Most - 1)
            .Do(Alu.Mul, R9, ReaderMap.RecordLength)
            .Do(Alu.Add, R1, R9)
            .Load(Width.Word64, R2, R1, ReaderMap.State)
            .Do(Alu.And, R2, 7)
            .Do(Alu.Left, R2, 3)
            .Do(Alu.Add, R0, R2)
            .AddTo(Packets, R8)
            .Lose(axis, Key, SlotKey)
            .Here(end)
            .Do(Alu.Move, R0, 0)
            .Exit()
            .ToArray();
    }

    /// <summary>Packets by the state of the sink's thread, of all CPUs' copies of some numbers.</summary>
    /// <param name="copies">The numbers.</param>
    /// <param name="first">The first that counts packets.</param>
    public static long[] Sums(long[][] copies, int first) => [.. Enumerable.Range(first, States).Select(word => copies.Sum(copy => copy[word]))];

    private short At(int offset) => (short)(Packet + offset);

    /// <summary>Copies kernel memory at R3 to the stack.</summary>
    private static Assembler Read(Assembler code, short to, int length, Assembler.Label failed) => code
        .Do(Alu.Move, R1, R10)
        .Do(Alu.Add, R1, to)
        .Do(Alu.Move, R2, length)
        .Call(ProbeReadKernel)
        .IfNotEqual(R0, 0, failed);
}
