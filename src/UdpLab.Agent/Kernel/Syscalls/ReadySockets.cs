using System.Runtime.InteropServices;

namespace UdpLab.Agent.Kernel;

/// <summary>Waits until any of many sockets has something to read (epoll(7), level-triggered).</summary>
internal sealed unsafe partial class ReadySockets : IDisposable
{
    private const int EPOLL_CLOEXEC = 0x80000, EPOLL_CTL_ADD = 1, EPOLLIN = 1, MostEvents = 64;

    // struct epoll_event: the architecture decides whether it is packed (x86-64) or not.
    private static readonly int _size = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 12 : 16, _data = _size - 8;
    private readonly int _epoll;
    private readonly byte[] _events = new byte[MostEvents * _size];

    /// <param name="sockets">File descriptors, which stay the caller's.</param>
    public ReadySockets(IEnumerable<int> sockets)
    {
        _epoll = Create(EPOLL_CLOEXEC);
        if (_epoll < 0)
        {
            throw AgentException.FromErrno(Errno.Last, "Creating an epoll instance failed", "epoll_create1");
        }

        byte* one = stackalloc byte[_size];
        foreach (int fd in sockets)
        {
            *(uint*)one = EPOLLIN;
            *(long*)(one + _data) = fd;
            if (Control(_epoll, EPOLL_CTL_ADD, fd, one) != 0)
            {
                int errno = Errno.Last;
                Dispose();
                throw AgentException.FromErrno(errno, "Watching a socket failed", "epoll_ctl");
            }
        }
    }

    /// <summary>Sockets with something to read, at most <see cref="MostEvents"/>; none if the time is over first.</summary>
    public ReadOnlySpan<int> Wait(TimeSpan longest)
    {
        fixed (byte* events = _events)
        {
            int count = Math.Max(0, Wait(_epoll, events, MostEvents, (int)longest.TotalMilliseconds));
            int[] ready = new int[count];
            for (int i = 0; i < count; i++)
            {
                ready[i] = (int)*(long*)(events + (i * _size) + _data);
            }

            return ready;
        }
    }

    public void Dispose() => _ = Libc.Close(_epoll);

    [LibraryImport("libc", EntryPoint = "epoll_create1")]
    private static partial int Create(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl")]
    private static partial int Control(int epoll, int operation, int fd, void* request);

    [LibraryImport("libc", EntryPoint = "epoll_wait")]
    private static partial int Wait(int epoll, void* ready, int most, int milliseconds);
}
