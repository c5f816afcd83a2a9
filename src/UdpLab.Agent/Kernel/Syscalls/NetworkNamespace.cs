using System.Globalization;

namespace UdpLab.Agent.Kernel;

/// <summary>Named network namespaces, where ip-netns(8) keeps them.</summary>
internal static unsafe class NetworkNamespace
{
    public const string Folder = "/run/netns";

    /// <summary>The inode of the calling thread's namespace, by which the kernel names it.</summary>
    public static uint Inode => uint.TryParse((new FileInfo("/proc/thread-self/ns/net").LinkTarget ?? "").Replace("net:", "", StringComparison.Ordinal).Trim('[', ']'), NumberStyles.None, CultureInfo.InvariantCulture, out uint inode) ? inode : 0;

    public static string PathOf(string name) => $"{Folder}/{name}";

    /// <summary>Creates a namespace and binds it to its name.</summary>
    public static void Create(string name)
    {
        Directory.CreateDirectory(Folder);
        ShareFolder();
        string path = PathOf(name);
        int fd = Libc.Open(path, Abi.O_CREAT | Abi.O_EXCL | Abi.O_CLOEXEC, 0);
        if (fd < 0)
        {
            throw AgentException.FromErrno(Errno.Last, $"Creating network namespace '{name}' failed", path, "Name");
        }

        _ = Libc.Close(fd);
        try
        {
            OnThread(() =>
            {
                if (Libc.Unshare(Abi.CLONE_NEWNET) != 0)
                {
                    throw AgentException.FromErrno(Errno.Last, "Creating a network namespace failed (it needs CAP_SYS_ADMIN: run as root)", "unshare");
                }

                if (Libc.Mount("/proc/thread-self/ns/net", path, "none", Abi.MS_BIND, null) != 0)
                {
                    throw AgentException.FromErrno(Errno.Last, $"Naming network namespace '{name}' failed", path);
                }
            });
        }
        catch
        {
            Remove(name);
            throw;
        }
    }

    /// <summary>Removes the name; the namespace itself ends with its last process.</summary>
    public static void Remove(string name)
    {
        string path = PathOf(name);
        _ = Libc.Unmount(path, Abi.MNT_DETACH);
        File.Delete(path);
    }

    /// <summary>Runs an action in a namespace, on a thread that ends with it.</summary>
    public static void Run(string name, Action action) => OnThread(() =>
    {
        Enter(name);
        action();
    });

    /// <summary>
    /// Moves the whole process into a namespace: enters it with a matching /sys, then re-executes the program so that all its
    /// threads are inside. Does not return.
    /// </summary>
    public static void BecomeAgentIn(string name)
    {
        Enter(name);
        if (Libc.Unshare(Abi.CLONE_NEWNS) != 0
            || Libc.Mount(null, "/", null, Abi.MS_SLAVE | Abi.MS_REC, null) != 0
            || (Libc.Unmount("/sys", Abi.MNT_DETACH) != 0 && Errno.Last != Errno.EINVAL)
            || Libc.Mount("sysfs", "/sys", "sysfs", 0, null) != 0)
        {
            throw AgentException.FromErrno(Errno.Last, $"Giving namespace '{name}' its own /sys failed", "/sys");
        }

        ReadOnlySpan<byte> program = "udplab-agent\0"u8;
        fixed (byte* first = program)
        {
            byte** arguments = stackalloc byte*[2] { first, null };
            _ = Libc.Exec("/proc/self/exe", arguments);
        }

        throw AgentException.FromErrno(Errno.Last, "Starting the agent again failed", "/proc/self/exe");
    }

    private static void Enter(string name)
    {
        string path = PathOf(name);
        int fd = Libc.Open(path, Abi.O_RDONLY | Abi.O_CLOEXEC, 0);
        if (fd < 0)
        {
            throw AgentException.FromErrno(Errno.Last, $"Network namespace '{name}' cannot be opened", path);
        }

        int result = Libc.SetNamespace(fd, Abi.CLONE_NEWNET);
        int errno = Errno.Last;
        _ = Libc.Close(fd);
        if (result != 0)
        {
            throw AgentException.FromErrno(errno, $"Entering network namespace '{name}' failed (it needs CAP_SYS_ADMIN: run as root)", path);
        }
    }

    /// <summary>With a shared mount, processes in other mount namespaces see the names (as ip-netns does).</summary>
    private static void ShareFolder()
    {
        if (Libc.Mount("", Folder, "none", Abi.MS_SHARED | Abi.MS_REC, null) != 0)
        {
            _ = Libc.Mount(Folder, Folder, "none", Abi.MS_BIND | Abi.MS_REC, null);
            _ = Libc.Mount("", Folder, "none", Abi.MS_SHARED | Abi.MS_REC, null);
        }
    }

    private static void OnThread(Action action)
    {
        AgentException? failure = null;
        Thread thread = new(() =>
        {
            try
            {
                action();
            }
            catch (Exception e)
            {
                failure = AgentException.Of(e);
            }
        });
        thread.Start();
        thread.Join();
        if (failure is not null)
        {
            throw failure;
        }
    }
}
