using System.Text.Json.Serialization;

namespace UdpLab;

/// <summary>How a sink receives. The first five are system calls, named as in udp_sink.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ReceiveMethod>))]
public enum ReceiveMethod : long
{
    /// <summary>recvmsg(2), one datagram per call.</summary>
    Recvmsg,

    /// <summary>recvmmsg(2), up to a batch of datagrams per call.</summary>
    Recvmmsg,

    /// <summary>recv(2).</summary>
    Recv,

    /// <summary>recvfrom(2) without a source address.</summary>
    Recvfrom,

    /// <summary>read(2).</summary>
    Read,

    /// <summary>epoll_wait(2), edge-triggered, and recvmmsg(2) until the socket has nothing left.</summary>
    Epoll,

    /// <summary>io_uring(7), one request per datagram, several at once while datagrams wait.</summary>
    IoUring,

    /// <summary>io_uring(7), one request for all datagrams (multishot), in buffers that the kernel takes from a ring.</summary>
    IoUringMultishot,

    /// <summary>A packet socket with a ring of blocks (TPACKET_V3, packet(7)), which sees frames before IP does.</summary>
    PacketRing,

    /// <summary>AF_XDP sockets on all receive queues of an interface, which get frames from the driver and keep them from the kernel's stack.</summary>
    AfXdp,
}
