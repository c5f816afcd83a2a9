using UdpLab.Agent.Kernel;

namespace UdpLab.Agent.Init;

/// <summary>The file systems a guest needs: its kernel mounts none.</summary>
internal static unsafe class GuestMounts
{
    private static readonly (string Type, string Target, string? Options)[] _needed =
    [
        ("proc", "/proc", null),
        ("sysfs", "/sys", null),
        ("devtmpfs", "/dev", null),
        ("tmpfs", "/run", "mode=755"),
        ("tmpfs", "/tmp", "mode=1777"),
    ];

    // Folders of /sys exist only where the kernel has the file system.
    private static readonly (string Type, string Target, string? Options)[] _useful =
    [
        ("tmpfs", "/dev/shm", "mode=1777"),
        ("tracefs", "/sys/kernel/tracing", null),
        ("debugfs", "/sys/kernel/debug", null),
        ("bpf", "/sys/fs/bpf", null),
        ("cgroup2", "/sys/fs/cgroup", null),
    ];

    /// <summary>Mounts them.</summary>
    /// <exception cref="AgentException">One is missing without which nothing works.</exception>
    public static void Make()
    {
        foreach ((string type, string target, string? options) in _needed)
        {
            if (!Mount(type, target, options))
            {
                throw AgentException.FromErrno(Errno.Last, $"Mounting {type} on {target} failed (CONFIG_PROC_FS, CONFIG_SYSFS, CONFIG_DEVTMPFS and CONFIG_TMPFS are needed)", target);
            }
        }

        Directory.CreateDirectory("/dev/shm");
        foreach ((string type, string target, string? options) in _useful.Where(mount => Directory.Exists(mount.Target)))
        {
            _ = Mount(type, target, options);
        }
    }

    private static bool Mount(string type, string target, string? options)
    {
        if (options is null)
        {
            return Libc.Mount(type, target, type, 0, null) == 0;
        }

        byte[] text = System.Text.Encoding.UTF8.GetBytes(options + '\0');
        fixed (byte* data = text)
        {
            return Libc.Mount(type, target, type, 0, data) == 0;
        }
    }
}
