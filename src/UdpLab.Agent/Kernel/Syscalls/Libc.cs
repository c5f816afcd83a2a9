using System.Runtime.InteropServices;

namespace UdpLab.Agent.Kernel;

/// <summary>
/// The system calls the agent makes, through libc. Errors: a negative result, errno from <see cref="Errno.Last"/>.
/// </summary>
internal static unsafe partial class Libc
{
    [LibraryImport("libc", EntryPoint = "syscall")]
    public static partial nint Syscall(nint number, nint a, nint b, nint c, nint d, nint e, nint f);

    [LibraryImport("libc", EntryPoint = "socket")]
    public static partial int Socket(int domain, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "bind")]
    public static partial int Bind(int fd, void* address, int length);

    [LibraryImport("libc", EntryPoint = "connect")]
    public static partial int Connect(int fd, void* address, int length);

    [LibraryImport("libc", EntryPoint = "getsockname")]
    public static partial int GetSockName(int fd, void* address, int* length);

    [LibraryImport("libc", EntryPoint = "setsockopt")]
    public static partial int SetSockOpt(int fd, int level, int option, void* value, int length);

    [LibraryImport("libc", EntryPoint = "getsockopt")]
    public static partial int GetSockOpt(int fd, int level, int option, void* value, int* length);

    [LibraryImport("libc", EntryPoint = "send")]
    public static partial nint Send(int fd, void* buffer, nint length, int flags);

    [LibraryImport("libc", EntryPoint = "recv")]
    public static partial nint Receive(int fd, void* buffer, nint length, int flags);

    [LibraryImport("libc", EntryPoint = "recvfrom")]
    public static partial nint ReceiveFrom(int fd, void* buffer, nint length, int flags, void* address, int* addressLength);

    [LibraryImport("libc", EntryPoint = "recvmsg")]
    public static partial nint ReceiveMessage(int fd, MessageHeader* header, int flags);

    [LibraryImport("libc", EntryPoint = "recvmmsg")]
    public static partial int ReceiveMultiple(int fd, MessageHeaderMultiple* messages, uint count, int flags, TimeSpec* timeout);

    [LibraryImport("libc", EntryPoint = "sendmmsg")]
    public static partial int SendMultiple(int fd, MessageHeaderMultiple* messages, uint count, int flags);

    [LibraryImport("libc", EntryPoint = "close")]
    public static partial int Close(int fd);

    [LibraryImport("libc", EntryPoint = "ioctl")]
    public static partial int Ioctl(int fd, nuint request, void* argument);

    [LibraryImport("libc", EntryPoint = "readlink", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint ReadLink(string path, byte* target, nint length);

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Open(string path, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "openat", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int OpenAt(int folder, string name, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "mkdirat", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int MakeFolderAt(int folder, string name, int mode);

    [LibraryImport("libc", EntryPoint = "unlinkat", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int DeleteAt(int folder, string name, int flags);

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int FileStatus(int folder, string path, int flags, uint mask, byte* facts);

    [LibraryImport("libc", EntryPoint = "getegid")]
    public static partial uint EffectiveGroup();

    [LibraryImport("libc", EntryPoint = "write")]
    public static partial nint Write(int fd, void* buffer, nint length);

    [LibraryImport("libc", EntryPoint = "read")]
    public static partial nint Read(int fd, void* buffer, nint length);

    [LibraryImport("libc", EntryPoint = "pread")]
    public static partial nint ReadAt(int fd, void* buffer, nint length, long offset);

    [LibraryImport("libc", EntryPoint = "lseek")]
    public static partial long Seek(int fd, long offset, int whence);

    [LibraryImport("libc", EntryPoint = "pthread_sigmask")]
    public static partial int SignalMask(int how, ulong* set, ulong* previous);

    [LibraryImport("libc", EntryPoint = "setns")]
    public static partial int SetNamespace(int fd, int type);

    [LibraryImport("libc", EntryPoint = "unshare")]
    public static partial int Unshare(int flags);

    [LibraryImport("libc", EntryPoint = "mount", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Mount(string? source, string target, string? type, nuint flags, void* data);

    [LibraryImport("libc", EntryPoint = "umount2", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Unmount(string target, int flags);

    [LibraryImport("libc", EntryPoint = "execv", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Exec(string path, byte** arguments);

    [LibraryImport("libc", EntryPoint = "getppid")]
    public static partial int ParentProcess();

    [LibraryImport("libc", EntryPoint = "_exit")]
    public static partial void ExitNow(int code);

    [LibraryImport("libc", EntryPoint = "if_nametoindex", StringMarshalling = StringMarshalling.Utf8)]
    public static partial uint InterfaceIndex(string name);

    [LibraryImport("libc", EntryPoint = "sched_setscheduler")]
    public static partial int SetScheduler(int threadId, int policy, int* priority);

    [LibraryImport("libc", EntryPoint = "sched_setaffinity")]
    public static partial int SetAffinity(int threadId, nint size, void* mask);

    [LibraryImport("libc", EntryPoint = "getrusage")]
    public static partial int GetUsage(int who, ResourceUsage* usage);

    [LibraryImport("libc", EntryPoint = "clock_gettime"), SuppressGCTransition]
    public static partial int ClockGetTime(int clock, TimeSpec* time);

    [LibraryImport("libc", EntryPoint = "clock_nanosleep")]
    public static partial int ClockSleep(int clock, int flags, TimeSpec* time, TimeSpec* remaining);

    [LibraryImport("libc", EntryPoint = "prctl")]
    public static partial int ProcessControl(int option, nuint a, nuint b, nuint c, nuint d);

    [LibraryImport("libc", EntryPoint = "access", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Access(string path, int mode);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    public static partial uint EffectiveUser();

    [LibraryImport("libc", EntryPoint = "flock")]
    public static partial int Lock(int fd, int how);

    [LibraryImport("libc", EntryPoint = "kill")]
    public static partial int Kill(int process, int signal);

    [LibraryImport("libc", EntryPoint = "uname")]
    public static partial int Uname(byte* buffer);

    [LibraryImport("libc", EntryPoint = "sigaction")]
    public static partial int SignalAction(int signal, byte* action, byte* previous);

    [LibraryImport("libc", EntryPoint = "mmap")]
    public static partial nint MemoryMap(nint address, nint length, int protection, int flags, int fd, nint offset);

    [LibraryImport("libc", EntryPoint = "munmap")]
    public static partial int MemoryUnmap(nint address, nint length);

    [LibraryImport("libc", EntryPoint = "poll")]
    public static partial int Poll(void* polls, nuint count, int milliseconds);

    [LibraryImport("libc", EntryPoint = "epoll_create1")]
    public static partial int EpollCreate(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl")]
    public static partial int EpollControl(int epoll, int operation, int fd, void* change);

    [LibraryImport("libc", EntryPoint = "epoll_wait")]
    public static partial int EpollWait(int epoll, void* happened, int most, int milliseconds);

    [LibraryImport("libc", EntryPoint = "mprotect")]
    public static partial int MemoryProtect(nint address, nint length, int protection);

    [LibraryImport("libc", EntryPoint = "pipe2")]
    public static partial int Pipe(int* descriptors, int flags);

    [LibraryImport("libc", EntryPoint = "waitpid")]
    public static partial int Wait(int process, int* status, int options);

    [LibraryImport("libc", EntryPoint = "reboot")]
    public static partial int Reboot(int how);

    [LibraryImport("libc", EntryPoint = "posix_spawn", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Spawn(int* process, string program, byte* actions, byte* attributes, byte** arguments, byte** environment);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_init")]
    public static partial int SpawnActionsInit(byte* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_adddup2")]
    public static partial int SpawnActionsDuplicate(byte* actions, int fd, int target);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_destroy")]
    public static partial int SpawnActionsDestroy(byte* actions);
}
