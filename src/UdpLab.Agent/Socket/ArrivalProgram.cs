using UdpLab.Agent.Kernel;
using static UdpLab.Agent.Kernel.Register;

namespace UdpLab.Agent.Socket;

/// <summary>
/// Counts the packets that arrive at UDP sockets, by socket cookie, and lets all pass: a program at the ingress of the root
/// cgroup runs for each packet of a socket after its lookup and before its queue (sk_filter_trim_cap of net/core/filter.c).
/// </summary>
internal static class ArrivalProgram
{
    /// <summary>Numbers per socket: packets (segments of a GRO bundle), payload bytes, CLOCK_MONOTONIC nanoseconds of the first and of the last.</summary>
    public const int Packets = 0, Bytes = 1, First = 2, Last = 3, Words = 4;

    private const int KtimeGetNs = 5, SocketCookie = 46, FullSocket = 95;
    private const int UdpProtocol = 17, Ipv4 = 0x0008, UdpHeader = 8, Ipv4Header = 20, Ipv6Header = 40;

    // Offsets in struct __sk_buff and struct bpf_sock (include/uapi/linux/bpf.h), and on the program's stack.
    private const short Length = 0, EtherType = 16, Segments = 164, SocketAt = 168, Protocol = 12, SourcePort = 44;
    private const short Key = -8, Fresh = -8 - (Words * sizeof(long));

    /// <param name="table">The map to count in.</param>
    /// <param name="ports">Local ports of the sockets to count.</param>
    public static Instruction[] Count(int table, IEnumerable<int> ports)
    {
        Assembler code = new();
        Assembler.Label pass = new(), counted = new(), later = new();

        // R6 = the packet.
        code.Do(Alu.Move, R6, R1)
            .Load(Width.Word64, R1, R6, SocketAt)
            .IfEqual(R1, 0, pass)
            .Call(FullSocket)
            .IfEqual(R0, 0, pass)
            .Load(Width.Word32, R1, R0, Protocol)
            .IfNotEqual(R1, UdpProtocol, pass)
            .Load(Width.Word32, R7, R0, SourcePort);
        foreach (int port in ports)
        {
            code.IfEqual(R7, port, counted);
        }

        // R7 = packets, R8 = now, R9 = payload bytes.
        code.Jump(pass)
            .Here(counted)
            .Do(Alu.Move, R1, R6)
            .Call(SocketCookie)
            .Store(Width.Word64, R10, Key, R0)
            .Call(KtimeGetNs)
            .Do(Alu.Move, R8, R0)
            .Load(Width.Word32, R9, R6, Length)
            .Load(Width.Word32, R1, R6, EtherType)
            .Do(Alu.Move, R2, Ipv6Header + UdpHeader)
            .SkipUnlessEqual(R1, Ipv4)
            .Do(Alu.Move, R2, Ipv4Header + UdpHeader)
            .Do(Alu.Sub, R9, R2)
            .Load(Width.Word32, R7, R6, Segments)
            .SkipUnlessEqual(R7, 0)
            .Do(Alu.Move, R7, 1);
        code.Entry(table, Key, Fresh, Words, pass).AddTo(Packets, R7).AddTo(Bytes, R9);
        return code.Load(Width.Word64, R1, R0, First * sizeof(long))
            .IfNotEqual(R1, 0, later)
            .Store(Width.Word64, R0, First * sizeof(long), R8)
            .Here(later)
            .Store(Width.Word64, R0, Last * sizeof(long), R8)
            .Here(pass)
            .Do(Alu.Move, R0, 1)
            .Exit()
            .ToArray();
    }
}
