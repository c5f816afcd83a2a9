using System.Runtime.InteropServices;
using UdpLab.Agent.Kernel;

namespace UdpLab.Agent.Sink;

/// <summary>
/// The classic BPF program that picks the socket of an SO_REUSEPORT group by the CPU that received the packet: index = cpu %
/// sockets (SO_ATTACH_REUSEPORT_CBPF, Linux 4.5+; the idea is from tools/testing/selftests/net/reuseport_bpf_cpu.c).
/// </summary>
internal static unsafe class ReuseportSteering
{
    // include/uapi/linux/{filter,bpf_common}.h
    private const ushort LoadWordAbsolute = 0x20, ModuloConstant = 0x94, ReturnAccumulator = 0x16;
    private const uint AncillaryCpu = unchecked((uint)(-0x1000 + 36));

    [StructLayout(LayoutKind.Sequential)]
    internal struct Instruction
    {
        public ushort Code;
        public byte JumpTrue;
        public byte JumpFalse;
        public uint Constant;
    }

    public static Instruction[] Assemble(int sockets) =>
    [
        new() { Code = LoadWordAbsolute, Constant = AncillaryCpu },
        new() { Code = ModuloConstant, Constant = (uint)sockets },
        new() { Code = ReturnAccumulator },
    ];

    public static void Attach(SinkSocket socket, int sockets)
    {
        Instruction[] program = Assemble(sockets);
        fixed (Instruction* instructions = program)
        {
            // struct sock_fprog { unsigned short len; struct sock_filter *filter; }
            nint* pair = stackalloc nint[2] { program.Length, (nint)instructions };
            if (Libc.SetSockOpt(socket.Fd, Abi.SOL_SOCKET, Abi.SO_ATTACH_REUSEPORT_CBPF, pair, 2 * sizeof(nint)) != 0)
            {
                throw AgentException.FromErrno(Errno.Last, "-SteerByCpu: attaching the program failed (it needs Linux 4.5+)", "SO_ATTACH_REUSEPORT_CBPF", "SteerByCpu");
            }
        }
    }
}
