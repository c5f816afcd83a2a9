namespace UdpLab.Agent.Kernel;

/// <summary>Owner and permissions of a file or folder, by statx(2), whose struct is the same on all architectures.</summary>
internal readonly record struct FileFacts(uint Owner, uint Group, int Permissions)
{
    public const int GroupMayWrite = 0x10, OthersMayWrite = 0x2, Sticky = 0x200;
    private const int AT_FDCWD = -100, AT_EMPTY_PATH = 0x1000, AT_SYMLINK_NOFOLLOW = 0x100;
    private const uint STATX_BASIC_STATS = 0x7ff;
    private const int Length = 256, OwnerAt = 20, GroupAt = 24, ModeAt = 28, PermissionBits = 0xfff;

    /// <summary>Of an open file; null if the kernel does not report it.</summary>
    public static FileFacts? Of(int fd) => Read(fd, "", AT_EMPTY_PATH);

    /// <summary>Of a path; a link is not followed.</summary>
    public static FileFacts? Of(string path) => Read(AT_FDCWD, path, AT_SYMLINK_NOFOLLOW);

    private static unsafe FileFacts? Read(int fd, string path, int flags)
    {
        byte* facts = stackalloc byte[Length];
        return Libc.FileStatus(fd, path, flags, STATX_BASIC_STATS, facts) == 0
            ? new FileFacts(*(uint*)(facts + OwnerAt), *(uint*)(facts + GroupAt), *(ushort*)(facts + ModeAt) & PermissionBits)
            : null;
    }
}
