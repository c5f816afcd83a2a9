using UdpLab.Agent.Kernel;

namespace UdpLab.Agent.Sink;

/// <summary>
/// The classic BPF program that picks the socket of an SO_REUSEPORT group by the CPU that received the packet: index = cpu %
/// sockets (SO_ATTACH_REUSEPORT_CBPF, Linux 4.5+; the idea is from tools/testing/selftests/net/reuseport_bpf_cpu.c).
/// </summary>
internal static class ReuseportSteering
{
    public static SocketFilter[] Assemble(int sockets) =>
    [
        new(SocketFilter.LoadWord, SocketFilter.Cpu),
        new(SocketFilter.ModuloConstant, (uint)sockets),
        new(SocketFilter.ReturnAccumulator, 0),
    ];

    public static void Attach(SinkSocket socket, int sockets)
    {
        int errno = SocketFilter.TryAttach(socket.Fd, Abi.SO_ATTACH_REUSEPORT_CBPF, Assemble(sockets));
        if (errno != 0)
        {
            throw AgentException.FromErrno(errno, "-SteerByCpu: attaching the program failed (it needs Linux 4.5+)", "SO_ATTACH_REUSEPORT_CBPF", "SteerByCpu");
        }
    }
}
