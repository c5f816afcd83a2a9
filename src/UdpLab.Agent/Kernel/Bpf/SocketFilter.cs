using System.Runtime.InteropServices;

namespace UdpLab.Agent.Kernel;

/// <summary>struct sock_filter: an instruction of classic BPF (include/uapi/linux/filter.h, bpf_common.h).</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct SocketFilter(ushort Code, byte JumpTrue, byte JumpFalse, uint Constant)
{
    // Loads of the accumulator: absolute, and relative to X; X from the length of an IPv4 header.
    public const ushort LoadByte = 0x30, LoadHalf = 0x28, LoadWord = 0x20, LoadHalfIndexed = 0x48, LoadHeaderLength = 0xb1;
    public const ushort JumpIfEqual = 0x15, JumpIfSet = 0x45, ModuloConstant = 0x94, ReturnConstant = 0x06, ReturnAccumulator = 0x16;

    /// <summary>Offsets with a meaning of their own: facts about the packet, and from its network header on, wherever that is.</summary>
    public const uint PacketType = unchecked((uint)(-0x1000 + 4)), Cpu = unchecked((uint)(-0x1000 + 36)), Network = unchecked((uint)-0x100000);

    public SocketFilter(ushort code, uint constant)
        : this(code, 0, 0, constant)
    {
    }

    /// <summary>Attaches a program to a socket; returns 0 or errno.</summary>
    public static unsafe int TryAttach(int socket, int option, SocketFilter[] program)
    {
        fixed (SocketFilter* instructions = program)
        {
            // struct sock_fprog { unsigned short len; struct sock_filter *filter; }
            nint* pair = stackalloc nint[2] { program.Length, (nint)instructions };
            return Libc.SetSockOpt(socket, Abi.SOL_SOCKET, option, pair, 2 * sizeof(nint)) == 0 ? 0 : Errno.Last;
        }
    }
}
