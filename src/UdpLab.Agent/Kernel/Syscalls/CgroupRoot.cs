namespace UdpLab.Agent.Kernel;

/// <summary>The root of the cgroup v2 hierarchy, as this process sees it, which need not be mounted anywhere.</summary>
internal static unsafe class CgroupRoot
{
    // The numbers of these system calls are the same on all architectures (Linux 5.2).
    private const int FsOpen = 430, FsConfig = 431, FsMount = 432;
    private const int CloseOnExec = 1, CreateSuperblock = 6;

    /// <summary>Opens it; returns its descriptor, or -1 with errno.</summary>
    public static int Open(out int errno)
    {
        int fd = Detached(out errno);
        return fd >= 0 ? fd : Mounted(ref errno);
    }

    /// <summary>A mount that no path leads to, and that ends with its descriptor; takes CAP_SYS_ADMIN.</summary>
    private static int Detached(out int errno)
    {
        fixed (byte* name = "cgroup2\0"u8)
        {
            int context = (int)Libc.Syscall(FsOpen, (nint)name, CloseOnExec, 0, 0, 0, 0);
            errno = context < 0 ? Errno.Last : 0;
            if (context < 0)
            {
                return -1;
            }

            int mount = Libc.Syscall(FsConfig, context, CreateSuperblock, 0, 0, 0, 0) < 0 ? -1 : (int)Libc.Syscall(FsMount, context, CloseOnExec, 0, 0, 0, 0);
            errno = mount < 0 ? Errno.Last : 0;
            _ = Libc.Close(context);
            return mount;
        }
    }

    /// <summary>Where it is mounted: "30 23 0:26 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw".</summary>
    private static int Mounted(ref int errno)
    {
        string? path = TextFile.Read("/proc/self/mountinfo")?.Split('\n')
            .Where(line => line.Contains(" - cgroup2 ", StringComparison.Ordinal))
            .Select(line => line.Split(' '))
            .FirstOrDefault(fields => fields.Length > 4 && fields[3] == "/")?[4];
        if (path is null)
        {
            return -1;
        }

        int fd = Libc.Open(path, Abi.O_RDONLY | Abi.O_CLOEXEC | Processor.OpenFolder, 0);
        errno = fd < 0 ? Errno.Last : 0;
        return fd;
    }
}
