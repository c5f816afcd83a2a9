namespace UdpLab.Agent.Kernel;

/// <summary>Numbers of the Linux ABI (include/uapi) that x86-64 and arm64 have in common, under their C names.</summary>
internal static class Abi
{
    public const int AF_INET = 2, AF_INET6 = 10, AF_NETLINK = 16;
    public const int SOCK_DGRAM = 2, SOCK_RAW = 3, SOCK_CLOEXEC = 0x80000;
    public const int IPPROTO_IP = 0, IPPROTO_IPV6 = 41, IPPROTO_UDP = 17;
    public const int IP_TTL = 2, IP_PKTINFO = 8, IP_RECVTTL = 12;
    public const int IPV6_V6ONLY = 26, IPV6_RECVPKTINFO = 49, IPV6_PKTINFO = 50, IPV6_RECVHOPLIMIT = 51, IPV6_HOPLIMIT = 52;
    public const int SOL_SOCKET = 1, SOL_UDP = 17;
    public const int SO_BROADCAST = 6, SO_RCVBUF = 8, SO_REUSEPORT = 15, SO_RCVTIMEO = 20, SO_SNDTIMEO = 21, SO_BINDTODEVICE = 25, SO_RCVBUFFORCE = 33, SO_TIMESTAMPNS = 35,
        SO_ERROR = 4, SO_ATTACH_FILTER = 26, SO_BUSY_POLL = 46, SO_ATTACH_REUSEPORT_CBPF = 51, SO_MEMINFO = 55;
    public const int UDP_SEGMENT = 103, UDP_GRO = 104;
    public const int MSG_TRUNC = 0x20, MSG_DONTWAIT = 0x40, MSG_PEEK = 2, MSG_WAITFORONE = 0x10000;
    public const int CLOCK_REALTIME = 0, CLOCK_MONOTONIC = 1, CLOCK_THREAD_CPUTIME_ID = 3, TIMER_ABSTIME = 1;
    public const int RUSAGE_THREAD = 1;
    public const int PR_SET_PDEATHSIG = 1, PR_SET_NAME = 15, PR_SET_TIMERSLACK = 29;
    public const int O_RDONLY = 0, O_WRONLY = 1, O_RDWR = 2, O_NONBLOCK = 0x800, O_CLOEXEC = 0x80000, O_CREAT = 0x40, O_EXCL = 0x80, W_OK = 2;
    public const int SIGKILL = 9;
    public const int CLONE_NEWNS = 0x20000, CLONE_NEWNET = 0x40000000;
    public const nuint MS_BIND = 0x1000, MS_REC = 0x4000, MS_SHARED = 1 << 20, MS_SLAVE = 1 << 19;
    public const int MNT_DETACH = 2;
    public const int CAP_NET_BIND_SERVICE = 10, CAP_NET_ADMIN = 12, CAP_SYS_MODULE = 16, CAP_SYS_ADMIN = 21, CAP_SYSLOG = 34, CAP_PERFMON = 38, CAP_BPF = 39;
}
