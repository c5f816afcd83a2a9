using System.Net;
using UdpLab.Agent.Kernel;
using UdpLab.Wire;

namespace UdpLab.Agent.Sink;

/// <summary>One UDP socket of a sink.</summary>
internal sealed unsafe class SinkSocket : IDisposable
{
    /// <summary>
    /// The longest time a receiving call blocks: how late a thread may notice a stop, and how long it may delay a garbage
    /// collection (<see cref="DirectCall"/>).
    /// </summary>
    public static readonly TimeSpan ReceiveTimeout = TimeSpan.FromMilliseconds(100);

    private readonly OpenSink _plan;

    private SinkSocket(int fd, OpenSink plan)
    {
        Fd = fd;
        _plan = plan;
    }

    public int Fd { get; }

    /// <summary>SO_RCVBUF as the kernel counts it.</summary>
    public int ReceiveBuffer { get; private set; }

    /// <summary>Packets this socket has dropped since its creation (SK_MEMINFO_DROPS, Linux 4.12+); null if the kernel does not report it.</summary>
    public uint? Drops => SocketOption.Drops(Fd);

    public IPEndPoint LocalEndPoint => SockAddr.LocalOf(Fd);

    /// <summary>Creates a socket with the plan's options and binds it. If it throws, nothing is left open.</summary>
    public static SinkSocket Open(OpenSink plan, IPAddress address, int port, bool reusePort)
    {
        int fd = Libc.Socket(SockAddr.Family(address), Abi.SOCK_DGRAM | Abi.SOCK_CLOEXEC, 0);
        if (fd < 0)
        {
            throw AgentException.FromErrno(Errno.Last, "Creating a UDP socket failed", "socket");
        }

        SinkSocket socket = new(fd, plan);
        try
        {
            socket.Configure(address, reusePort);
            if (SockAddr.From(address, port).BindTo(fd) != 0)
            {
                throw BindFailure(Errno.Last, address, port);
            }

            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Connects to the source of the first packet once there is one; false if none arrived in time.</summary>
    public bool ConnectToFirstSource()
    {
        byte* name = stackalloc byte[SockAddr.Size];
        int length = SockAddr.Size;
        byte unused;
        if (Libc.ReceiveFrom(Fd, &unused, 1, Abi.MSG_PEEK, name, &length) < 0)
        {
            return false;
        }

        if (Libc.Connect(Fd, name, length) != 0)
        {
            throw AgentException.FromErrno(Errno.Last, "Connecting the sink to its first source failed", "connect", "Connect");
        }

        return true;
    }

    /// <summary>Undoes <see cref="ConnectToFirstSource"/>; the binding stays.</summary>
    public void Disconnect()
    {
        byte* unspecified = stackalloc byte[16];
        new Span<byte>(unspecified, 16).Clear();
        _ = Libc.Connect(Fd, unspecified, 16);
    }

    /// <summary>Drains the queue; returns the number of packets (a GRO bundle counts as its segments).</summary>
    public long Discard()
    {
        using ReceiveBuffers buffers = new(BufferLayout.Of(_plan, new Measure()));
        MessageReader reader = new(_plan);
        long packets = 0;
        while (Libc.ReceiveMessage(Fd, &buffers.Messages->Header, Abi.MSG_DONTWAIT) is var length and >= 0)
        {
            int segment = reader.Read(buffers.Messages->Header, (int)length);
            packets += Math.Max(1, (length + segment - 1) / Math.Max(1, segment));
            buffers.Rearm(1);
        }

        return packets;
    }

    public void Dispose() => _ = Libc.Close(Fd);

    private void Configure(IPAddress address, bool reusePort)
    {
        OpenSink plan = _plan;
        // struct timeval has the layout of struct timespec, with microseconds.
        TimeSpec timeout = new() { Nanoseconds = (long)ReceiveTimeout.TotalMicroseconds };
        _ = Libc.SetSockOpt(Fd, Abi.SOL_SOCKET, Abi.SO_RCVTIMEO, &timeout, sizeof(TimeSpec));
        if (SockAddr.Family(address) == Abi.AF_INET6)
        {
            SocketOption.Set(Fd, Abi.IPPROTO_IPV6, Abi.IPV6_V6ONLY, 1, "Setting IPV6_V6ONLY");
        }

        if (reusePort)
        {
            SocketOption.Set(Fd, Abi.SOL_SOCKET, Abi.SO_REUSEPORT, 1, "Setting SO_REUSEPORT", "Sockets");
        }

        if (plan.Interface is not null)
        {
            SocketOption.BindToDevice(Fd, plan.Interface);
        }

        if (plan.BusyPoll is int microseconds)
        {
            int errno = SocketOption.TrySet(Fd, Abi.SOL_SOCKET, Abi.SO_BUSY_POLL, microseconds);
            if (errno != 0)
            {
                throw AgentException.FromErrno(errno, $"-BusyPoll {microseconds}: SO_BUSY_POLL needs CAP_NET_ADMIN and a kernel with busy polling", "SO_BUSY_POLL", "BusyPoll");
            }
        }

        if (plan.Gro)
        {
            int errno = SocketOption.TrySet(Fd, Abi.SOL_UDP, Abi.UDP_GRO, 1);
            if (errno != 0)
            {
                throw AgentException.FromErrno(errno, "-Gro: UDP_GRO needs Linux 5.0 or later", "UDP_GRO", "Gro");
            }
        }

        if (plan.Echo)
        {
            // A full send buffer must not delay a stop.
            _ = Libc.SetSockOpt(Fd, Abi.SOL_SOCKET, Abi.SO_SNDTIMEO, &timeout, sizeof(TimeSpec));
            (int level, int option) = SockAddr.Family(address) == Abi.AF_INET6 ? (Abi.IPPROTO_IPV6, Abi.IPV6_RECVPKTINFO) : (Abi.IPPROTO_IP, Abi.IP_PKTINFO);
            SocketOption.Set(Fd, level, option, 1, "Requesting the address that each datagram was sent to", "Echo");
        }

        RequestMessages(plan, SockAddr.Family(address) == Abi.AF_INET6);
        ReceiveBuffer = plan.ReceiveBuffer is int bytes
            ? SocketOption.SetBuffer(Fd, Abi.SO_RCVBUFFORCE, Abi.SO_RCVBUF, bytes)
            : SocketOption.Get(Fd, Abi.SOL_SOCKET, Abi.SO_RCVBUF);
    }

    /// <summary>The control messages of -Ttl, -PacketInfo and -Timestamp.</summary>
    private void RequestMessages(OpenSink plan, bool ipv6)
    {
        int level = ipv6 ? Abi.IPPROTO_IPV6 : Abi.IPPROTO_IP;
        if (plan.Ttl)
        {
            SocketOption.Set(Fd, level, ipv6 ? Abi.IPV6_RECVHOPLIMIT : Abi.IP_RECVTTL, 1, "-Ttl: requesting the TTL of each packet", "Ttl");
        }

        if (plan.PacketInfo)
        {
            SocketOption.Set(Fd, level, ipv6 ? Abi.IPV6_RECVPKTINFO : Abi.IP_PKTINFO, 1, "-PacketInfo: requesting each packet's destination", "PacketInfo");
        }

        if (plan.Timestamp)
        {
            SocketOption.Set(Fd, Abi.SOL_SOCKET, Abi.SO_TIMESTAMPNS, 1, "-Timestamp: requesting the kernel's time stamps", "Timestamp");
        }
    }

    private static AgentException BindFailure(int errno, IPAddress address, int port) => errno switch
    {
        Errno.EADDRINUSE => new AgentException(FailureCode.Busy, $"-Port {port}: UDP port {port} is taken{PortOwner.Describe(port)}; choose another -Port or stop that process.")
        {
            Errno = errno,
            Path = "bind",
            Parameter = "Port",
        },
        Errno.EACCES => new AgentException(FailureCode.PermissionDenied, $"-Port {port}: ports below 1024 need CAP_NET_BIND_SERVICE (or net.ipv4.ip_unprivileged_port_start); choose a -Port of 1024 or above.")
        {
            Errno = errno,
            Path = "bind",
            Parameter = "Port",
        },
        Errno.EADDRNOTAVAIL => new AgentException(FailureCode.InvalidArgument, $"-Address {address}: no interface of this host has this address.")
        {
            Errno = errno,
            Path = "bind",
            Parameter = "Address",
        },
        Errno.EINVAL when address.IsIPv6LinkLocal => new AgentException(FailureCode.InvalidArgument, $"-Address {address}: every link has its own link-local addresses; name the link with -Interface.")
        {
            Errno = errno,
            Path = "bind",
            Parameter = "Address",
        },
        _ => AgentException.FromErrno(errno, $"Binding to {address} port {port} failed", "bind", "Address"),
    };
}
