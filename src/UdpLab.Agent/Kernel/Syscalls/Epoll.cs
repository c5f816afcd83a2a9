using System.Runtime.InteropServices;

namespace UdpLab.Agent.Kernel;

/// <summary>epoll(7) on one socket, edge-triggered: a caller reads until there is nothing left, then waits.</summary>
internal static unsafe class Epoll
{
    private const int EPOLL_CLOEXEC = 0x80000, EPOLL_CTL_ADD = 1;
    private const uint EPOLLIN = 1, EPOLLET = 1u << 31;

    // _IOW(0x8a, 1, struct epoll_params), Linux 6.9.
    private const nuint EPIOCSPARAMS = 0x40088a01;

    // struct epoll_event is packed on x86-64 only; its events come first on each.
    private const int EventLength = 16;

    [StructLayout(LayoutKind.Sequential)]
    private struct Parameters
    {
        public uint BusyPollMicroseconds;
        public ushort BusyPollBudget;
        public byte PreferBusyPoll;
        public byte Padding;
    }

    /// <summary>An epoll descriptor that watches a socket for input.</summary>
    public static int Watch(int socket)
    {
        int epoll = Libc.EpollCreate(EPOLL_CLOEXEC);
        byte* change = stackalloc byte[EventLength];
        new Span<byte>(change, EventLength).Clear();
        *(uint*)change = EPOLLIN | EPOLLET;
        if (epoll >= 0 && Libc.EpollControl(epoll, EPOLL_CTL_ADD, socket, change) == 0)
        {
            return epoll;
        }

        int errno = Errno.Last;
        _ = Libc.Close(epoll);
        throw AgentException.FromErrno(errno, "Watching a socket with epoll failed", "epoll", "Method");
    }

    /// <summary>Polls the receive queue of the socket's device for so long before a wait sleeps; returns 0 or errno.</summary>
    public static int TryBusyPoll(int epoll, int microseconds)
    {
        Parameters parameters = new() { BusyPollMicroseconds = (uint)microseconds };
        return Libc.Ioctl(epoll, EPIOCSPARAMS, &parameters) == 0 ? 0 : Errno.Last;
    }

    /// <summary>Waits for input: 1 if there may be some, 0 if the time is over, or -errno.</summary>
    public static int Wait(int epoll, int milliseconds)
    {
        byte* happened = stackalloc byte[EventLength];
        UserClock.Leave();
        int ready = Libc.EpollWait(epoll, happened, 1, milliseconds);
        UserClock.Return();
        return ready < 0 ? -Errno.Last : ready;
    }
}
