using UdpLab.Wire;
using static UdpLab.Agent.Kernel.IoUringAbi;

namespace UdpLab.Agent.Kernel;

/// <summary>
/// An io_uring(7) used by one thread: its rings in shared memory, and io_uring_enter(2). Created disabled, so that it may be
/// created by another thread than the one that uses it (<see cref="Enable"/>).
/// </summary>
internal sealed unsafe class IoUring : IDisposable
{
    private const int PROT_READ = 1, PROT_WRITE = 2, MAP_SHARED = 1, MAP_POPULATE = 0x8000;

    // From the best to what any kernel takes: completions only when asked for (6.1), without interrupts (5.19), plainly.
    private static readonly uint[] _modes =
    [
        IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN | IORING_SETUP_SUBMIT_ALL,
        IORING_SETUP_COOP_TASKRUN | IORING_SETUP_SUBMIT_ALL,
        0,
    ];

    private readonly int _fd;
    private readonly nint _rings;
    private readonly nint _ringsLength;
    private readonly nint _submissionsAt;
    private readonly nint _submissionsLength;
    private readonly uint* _sqTail;
    private readonly uint* _cqHead;
    private readonly uint* _cqTail;
    private readonly Submission* _submissions;
    private readonly Completion* _completions;
    private readonly uint _sqMask;
    private readonly uint _cqMask;
    private uint _prepared;
    private uint _head;

    private IoUring(int fd, in Parameters p)
    {
        _fd = fd;
        CanGather = (p.Features & IORING_FEAT_MIN_TIMEOUT) != 0;
        _ringsLength = (nint)Math.Max(p.SqArray + (p.SqEntries * sizeof(uint)), p.CqEntriesAt + (p.CqEntries * sizeof(Completion)));
        _submissionsLength = (nint)(p.SqEntries * sizeof(Submission));
        _rings = Map(_ringsLength, IORING_OFF_SQ_RING);
        _submissionsAt = Map(_submissionsLength, IORING_OFF_SQES);
        byte* rings = (byte*)_rings;
        _sqTail = (uint*)(rings + p.SqTail);
        _cqHead = (uint*)(rings + p.CqHead);
        _cqTail = (uint*)(rings + p.CqTail);
        _submissions = (Submission*)_submissionsAt;
        _completions = (Completion*)(rings + p.CqEntriesAt);
        _sqMask = p.SqEntries - 1;
        _cqMask = p.CqEntries - 1;

        // Submissions stay in order: each place of the array names its own.
        uint* array = (uint*)(rings + p.SqArray);
        for (uint i = 0; i < p.SqEntries; i++)
        {
            array[i] = i;
        }
    }

    /// <summary>A wait can be for several completions, or for a while and one (Linux 6.12).</summary>
    public bool CanGather { get; }

    /// <summary>Creates a ring.</summary>
    /// <param name="submissions">Requests that can be submitted at once; rounded up to a power of two.</param>
    /// <param name="completions">Completions that can be outstanding; rounded up to a power of two.</param>
    public static IoUring Create(int submissions, int completions)
    {
        int errno = 0;
        foreach (uint mode in _modes)
        {
            Parameters parameters = new() { Flags = mode | IORING_SETUP_R_DISABLED | IORING_SETUP_CQSIZE, CqEntries = (uint)completions };
            int fd = (int)Libc.Syscall(SYS_io_uring_setup, submissions, (nint)(&parameters), 0, 0, 0, 0);
            if (fd < 0)
            {
                errno = Errno.Last;
                if (errno == Errno.EINVAL)
                {
                    continue;
                }

                break;
            }

            const uint needed = IORING_FEAT_SINGLE_MMAP | IORING_FEAT_EXT_ARG;
            if ((parameters.Features & needed) == needed)
            {
                return new IoUring(fd, parameters);
            }

            _ = Libc.Close(fd);
            errno = Errno.EINVAL;
            break;
        }

        throw IoUringRefusal.Of(errno);
    }

    /// <summary>Lets the calling thread, and no other, use the ring.</summary>
    public void Enable() => Register(IORING_REGISTER_ENABLE_RINGS, null, 0, "Enabling an io_uring");

    /// <summary>A registration; returns 0 or errno.</summary>
    public int TryRegister(int operation, void* argument, int count) =>
        Libc.Syscall(SYS_io_uring_register, _fd, operation, (nint)argument, count, 0, 0) < 0 ? Errno.Last : 0;

    /// <summary>The next place for a request, cleared. The caller submits no more at once than the ring was created for.</summary>
    public Submission* Prepare()
    {
        Submission* place = _submissions + ((*_sqTail + _prepared++) & _sqMask);
        *place = default;
        return place;
    }

    /// <summary>The next completion, valid until <see cref="Submit"/>; null if there is none.</summary>
    public Completion* Next() => _head == Volatile.Read(ref *_cqTail) ? null : _completions + (_head++ & _cqMask);

    /// <summary>Submits what is prepared, and waits for a completion if there is none.</summary>
    /// <param name="timeout">The longest wait.</param>
    /// <param name="gather">Where the kernel can (<see cref="CanGather"/>): as many completions as are waited for, but no longer than <paramref name="gatherMicroseconds"/> if there is one by then.</param>
    /// <param name="gatherMicroseconds">See <paramref name="gather"/>.</param>
    /// <returns>0, or -errno: -EAGAIN after the timeout, -EINTR after a signal, or if it is not known why there is no completion.</returns>
    public int Submit(TimeSpan timeout, int gather = 1, int gatherMicroseconds = 0)
    {
        TimeSpec time = new() { Seconds = (long)timeout.TotalSeconds, Nanoseconds = timeout.Ticks % TimeSpan.TicksPerSecond * 100 };
        bool gathers = gather > 1 && CanGather;
        WaitArgument argument = new() { Timeout = (ulong)&time, MinimumWaitMicroseconds = gathers ? (uint)gatherMicroseconds : 0 };
        uint submit = _prepared;
        Volatile.Write(ref *_cqHead, _head);
        Volatile.Write(ref *_sqTail, *_sqTail + submit);
        _prepared = 0;
        UserClock.Leave();
        nint result = Libc.Syscall(SYS_io_uring_enter, _fd, (nint)submit, gathers ? gather : 1, (nint)(IORING_ENTER_GETEVENTS | IORING_ENTER_EXT_ARG), (nint)(&argument), sizeof(WaitArgument));
        UserClock.Return();
        if (result < 0)
        {
            int errno = Errno.Last;
            return errno == Errno.ETIME ? -Errno.EAGAIN : -errno;
        }

        // After a submission the kernel returns its number, not how the wait ended.
        return _head == Volatile.Read(ref *_cqTail) ? -Errno.EINTR : 0;
    }

    /// <summary>Polls the receive queue of the sockets' device for so long before a wait sleeps.</summary>
    public void BusyPoll(int microseconds)
    {
        Napi napi = new() { BusyPollMicroseconds = (uint)microseconds };
        int errno = TryRegister(IORING_REGISTER_NAPI, &napi, 1);
        if (errno != 0)
        {
            throw new AgentException(FailureCode.NotSupported, $"-BusyPoll {microseconds}: busy polling in io_uring_enter needs Linux 6.9 or later (IORING_REGISTER_NAPI) with CONFIG_NET_RX_BUSY_POLL; this is {KernelRelease.Text}. Leave out -BusyPoll, or use a method that waits in the receiving call, such as Recvmmsg.") { Errno = errno, Path = "io_uring_register", Parameter = "BusyPoll" };
        }
    }

    private void Register(int operation, void* argument, int count, string what)
    {
        int errno = TryRegister(operation, argument, count);
        if (errno != 0)
        {
            throw AgentException.FromErrno(errno, $"{what} failed", "io_uring_register", "Method");
        }
    }

    public void Dispose()
    {
        _ = Libc.MemoryUnmap(_rings, _ringsLength);
        _ = Libc.MemoryUnmap(_submissionsAt, _submissionsLength);
        _ = Libc.Close(_fd);
    }

    private nint Map(nint length, nint offset)
    {
        nint at = Libc.MemoryMap(0, length, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, _fd, offset);
        if (at != -1)
        {
            return at;
        }

        int errno = Errno.Last;
        _ = Libc.Close(_fd);
        throw AgentException.FromErrno(errno, "Mapping the rings of an io_uring failed", "mmap", "Method");
    }
}
