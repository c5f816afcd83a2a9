using UdpLab.Agent.Kernel;

namespace UdpLab.Agent.Sink;

/// <summary>
/// Receiving calls that do not block: when the socket has nothing left, the thread waits in epoll_wait, as event loops do. The
/// first argument is an epoll descriptor and a socket (<see cref="Pair"/>).
/// </summary>
internal readonly unsafe struct EpollCalls<TCalls> : IReceiveCalls
    where TCalls : struct, IReceiveCalls
{
    public static nint Pair(int epoll, int socket) => ((nint)epoll << 32) | socket;

    public static nint Recvmmsg(nint fd, MessageHeaderMultiple* messages, nint count, nint flags)
    {
        nint received = TCalls.Recvmmsg((int)fd, messages, count, flags | Abi.MSG_DONTWAIT);
        if (received != -Errno.EAGAIN)
        {
            return received;
        }

        nint ready = Epoll.Wait((int)(fd >> 32), (int)SinkSocket.ReceiveTimeout.TotalMilliseconds);
        if (ready <= 0)
        {
            return ready == 0 ? -Errno.EAGAIN : ready;
        }

        // Woken by something that is no datagram: a bad checksum, or an error that is reported once.
        received = TCalls.Recvmmsg((int)fd, messages, count, flags | Abi.MSG_DONTWAIT);
        return received == -Errno.EAGAIN ? -Errno.EINTR : received;
    }

    public static nint Read(nint fd, void* buffer, nint size) => throw new NotSupportedException();

    public static nint Recvfrom(nint fd, void* buffer, nint size, nint flags) => throw new NotSupportedException();

    public static nint Recvmsg(nint fd, MessageHeader* header, nint flags) => throw new NotSupportedException();

    public static nint ReadBurst(nint fd, void* buffer, nint size, BurstCount* count) => throw new NotSupportedException();

    public static nint RecvfromBurst(nint fd, void* buffer, nint size, nint flags, BurstCount* count) => throw new NotSupportedException();

    public static nint RecvmsgBurst(nint fd, MessageHeader* header, nint flags, BurstCount* count) => throw new NotSupportedException();
}
