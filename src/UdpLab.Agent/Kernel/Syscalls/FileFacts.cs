namespace UdpLab.Agent.Kernel;

/// <summary>Owner and permissions of a file or folder, by statx(2), whose struct is the same on all architectures.</summary>
internal readonly record struct FileFacts(uint Owner, uint Group, int Permissions)
{
    /// <summary>The inode, and the kernel's number of its device (include/linux/kdev_t.h): together they identify it.</summary>
    public ulong Inode { get; private init; }

    public ulong Device { get; private init; }

    /// <summary>st_mode: the kind of file, and its permissions.</summary>
    public int Mode { get; private init; }

    public const int GroupMayWrite = 0x10, OthersMayWrite = 0x2, Sticky = 0x200;
    private const int AT_FDCWD = -100, AT_EMPTY_PATH = 0x1000, AT_SYMLINK_NOFOLLOW = 0x100;
    private const uint STATX_BASIC_STATS = 0x7ff;
    private const int Length = 256, OwnerAt = 20, GroupAt = 24, ModeAt = 28, InodeAt = 32, MajorAt = 136, MinorAt = 140, MinorBits = 20, PermissionBits = 0xfff;

    /// <summary>Of an open file; null if the kernel does not report it.</summary>
    public static FileFacts? Of(int fd) => Read(fd, "", AT_EMPTY_PATH);

    /// <summary>Of a path; a link is not followed.</summary>
    public static FileFacts? Of(string path) => Read(AT_FDCWD, path, AT_SYMLINK_NOFOLLOW);

    /// <summary>Of what a path leads to, by links.</summary>
    public static FileFacts? OfTarget(string path) => Read(AT_FDCWD, path, 0);

    private static unsafe FileFacts? Read(int fd, string path, int flags)
    {
        byte* facts = stackalloc byte[Length];
        return Libc.FileStatus(fd, path, flags, STATX_BASIC_STATS, facts) == 0
            ? new FileFacts(*(uint*)(facts + OwnerAt), *(uint*)(facts + GroupAt), *(ushort*)(facts + ModeAt) & PermissionBits)
            {
                Inode = *(ulong*)(facts + InodeAt),
                Mode = *(ushort*)(facts + ModeAt),
                Device = ((ulong)*(uint*)(facts + MajorAt) << MinorBits) | *(uint*)(facts + MinorAt),
            }
            : null;
    }
}
