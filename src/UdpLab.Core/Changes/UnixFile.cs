using System.Buffers.Binary;
using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>Opens files relative to a folder's descriptor without following links (openat(2)), and checks their owner (statx(2)).</summary>
internal static class UnixFile
{
    public const int Read = 0, Write = 1, ReadWrite = 2, Make = 0x40, New = 0x40 | 0x80;
    private const int NonBlocking = 0x800, CloseOnExec = 0x80000, CurrentFolder = -100;
    private const int EmptyPath = 0x1000, NoLink = 0x100, BasicFacts = 0x7ff, StatLength = 256;
    private const int EAGAIN = 11, EACCES = 13, EEXIST = 17, ELOOP = 40;
    private const int LOCK_EX = 2, LOCK_NB = 4, F_OFD_GETLK = 36, F_OFD_SETLK = 37, FileLockLength = 32;
    private const short F_RDLCK = 0, F_WRLCK = 1, F_UNLCK = 2;
    private const int TypeMask = 0xf000, Folder = 0x4000, File = 0x8000, Link = 0xa000, Sticky = 0x200, OthersWrite = 0x2;
    private const uint OwnerOnlyFolder = 0x1c0, OwnerOnlyFile = 0x180;

    // These two have different values on ARM (arch/arm64/include/uapi/asm/fcntl.h).
    private static readonly bool _arm = RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm;
    private static readonly int _onlyFolder = _arm ? 0x4000 : 0x10000, _noFollow = _arm ? 0x8000 : 0x20000;

    /// <summary>Who may own a folder.</summary>
    public enum Trust
    {
        /// <summary>Only this user.</summary>
        User,

        /// <summary>This user or root, and it may be a link: for folders above the user's own.</summary>
        Root,
    }

    /// <summary>Opens a folder after checking its owner.</summary>
    public static SafeFileHandle OpenFolder(SafeFileHandle? parent, string name, string path, Trust trust)
    {
        if (parent is not null && Look(parent, name)?.Mode is { } mode && (mode & TypeMask) != Folder)
        {
            throw Refusal(path, (mode & TypeMask) == Link ? "is a link" : "is not a folder");
        }

        SafeFileHandle folder = Open(parent, name, path, _onlyFolder | (trust == Trust.Root ? 0 : _noFollow));
        try
        {
            (uint owner, int permissions) = Look(folder, "") ?? throw Failure(path);
            if (owner != EffectiveUser() && (owner != 0 || trust == Trust.User))
            {
                throw Refusal(path, $"belongs to another user (uid {owner})");
            }

            if ((permissions & OthersWrite) != 0 && ((permissions & Sticky) == 0 || trust == Trust.User))
            {
                throw Refusal(path, "can be written by everyone");
            }

            return folder;
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>Opens a file of this user.</summary>
    public static SafeFileHandle OpenOwn(SafeFileHandle folder, string name, string path, int flags)
    {
        // Opening a FIFO would block.
        SafeFileHandle file = Open(folder, name, path, flags | _noFollow | NonBlocking);
        try
        {
            (uint owner, int mode) = Look(file, "") ?? throw Failure(path);
            return (mode & TypeMask) != File ? throw Refusal(path, "is not a file")
                : owner != EffectiveUser() ? throw Refusal(path, $"belongs to another user (uid {owner})")
                : file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public static bool Exists(SafeFileHandle folder, string name) => Look(folder, name) is not null;

    public static void MakeFolder(SafeFileHandle parent, string name, string path)
    {
        if (MakeAt(Number(parent), name, OwnerOnlyFolder) != 0 && Marshal.GetLastPInvokeError() != EEXIST)
        {
            throw Failure(path);
        }
    }

    public static void MakePrivate(SafeFileHandle folder)
    {
        if ((Look(folder, "")?.Mode & ~TypeMask) != OwnerOnlyFolder)
        {
            _ = ChangeMode(Number(folder), OwnerOnlyFolder);
        }
    }

    /// <summary>
    /// Marks a new file as owned by this process while it is open. The lock is only ever queried, never waited for, so it does
    /// no harm that other processes can read the file (fcntl(2), open file description locks).
    /// </summary>
    public static void Own(SafeFileHandle file, string path)
    {
        if (Control(Number(file), F_OFD_SETLK, WholeFile(F_WRLCK)) != 0)
        {
            throw Failure(path);
        }
    }

    /// <summary>True if another open file holds that lock.</summary>
    public static bool IsOwned(SafeFileHandle file) => IsLockedFrom(file, 0);

    /// <summary>
    /// Locks one byte of a file, which need not exist, for this open file; false if another open file has it. If the file
    /// system has no locks, it counts as free.
    /// </summary>
    public static bool TryLockByte(SafeFileHandle file, long at) =>
        Control(Number(file), F_OFD_SETLK, Byte(F_WRLCK, at)) == 0 || Marshal.GetLastPInvokeError() is not (EAGAIN or EACCES);

    /// <summary>Releases such a lock.</summary>
    public static void UnlockByte(SafeFileHandle file, long at) => _ = Control(Number(file), F_OFD_SETLK, Byte(F_UNLCK, at));

    /// <summary>Whether another open file has locked any byte from this one on.</summary>
    public static bool IsLockedFrom(SafeFileHandle file, long at)
    {
        byte[] found = WholeFile(F_RDLCK);
        BinaryPrimitives.WriteInt64LittleEndian(found.AsSpan(8), at);
        return Control(Number(file), F_OFD_GETLK, found) == 0 && BinaryPrimitives.ReadInt16LittleEndian(found) != F_UNLCK;
    }

    /// <summary>Locks a file for this process; false if another process has it.</summary>
    public static bool TryHold(SafeFileHandle file) => Lock(Number(file), LOCK_EX | LOCK_NB) == 0;

    public static void Delete(SafeFileHandle folder, string name, string path)
    {
        if (DeleteAt(Number(folder), name, 0) != 0)
        {
            throw Failure(path);
        }
    }

    public static void Sync(SafeFileHandle folder) => _ = SyncFile(Number(folder));

    private static SafeFileHandle Open(SafeFileHandle? folder, string name, string path, int flags)
    {
        int fd = OpenAt(folder is null ? CurrentFolder : Number(folder), name, flags | CloseOnExec, OwnerOnlyFile);
        return fd >= 0 ? new SafeFileHandle(fd, ownsHandle: true) : throw (Marshal.GetLastPInvokeError() == ELOOP ? Refusal(path, "is a link") : Failure(path));
    }

    /// <summary>Owner, type and permissions of a name in a folder or, without a name, of the open file; links are not followed.</summary>
    private static (uint Owner, int Mode)? Look(SafeFileHandle file, string name)
    {
        byte[] facts = new byte[StatLength];
        return Stat(Number(file), name, EmptyPath | NoLink, BasicFacts, facts) == 0
            ? (BinaryPrimitives.ReadUInt32LittleEndian(facts.AsSpan(20)), BinaryPrimitives.ReadUInt16LittleEndian(facts.AsSpan(28)))
            : null;
    }

    /// <summary>struct flock: type, whence, start, length; all 0 except the type.</summary>
    private static byte[] WholeFile(short type)
    {
        byte[] request = new byte[FileLockLength];
        BinaryPrimitives.WriteInt16LittleEndian(request, type);
        return request;
    }

    private static byte[] Byte(short type, long at)
    {
        byte[] request = WholeFile(type);
        BinaryPrimitives.WriteInt64LittleEndian(request.AsSpan(8), at);
        BinaryPrimitives.WriteInt64LittleEndian(request.AsSpan(16), 1);
        return request;
    }

    private static int Number(SafeFileHandle handle) => (int)handle.DangerousGetHandle();

    private static LabException Refusal(string path, string why) => new(
        FailureCode.PermissionDenied,
        $"{path} {why}: changes are journaled only in folders and files of the user who makes them. Remove it if it is not yours, or set {JournalFolder.Variable} to a folder of your own.");

    private static Exception Failure(string path)
    {
        int errno = Marshal.GetLastPInvokeError();
        string words = $"{path}: {new Win32Exception(errno).Message}";
        return errno == EACCES ? new UnauthorizedAccessException(words) : new IOException(words);
    }

    [DllImport("libc", EntryPoint = "openat", SetLastError = true, CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    private static extern int OpenAt(int folder, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint mode);

    [DllImport("libc", EntryPoint = "mkdirat", SetLastError = true, CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    private static extern int MakeAt(int folder, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, uint mode);

    [DllImport("libc", EntryPoint = "unlinkat", SetLastError = true, CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    private static extern int DeleteAt(int folder, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "statx", SetLastError = true, CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    private static extern int Stat(int folder, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint mask, [Out] byte[] facts);

    [DllImport("libc", EntryPoint = "fchmod", SetLastError = true)]
    private static extern int ChangeMode(int file, uint mode);

    [DllImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static extern int Control(int file, int command, [In, Out] byte[] argument);

    [DllImport("libc", EntryPoint = "flock", SetLastError = true)]
    private static extern int Lock(int file, int how);

    [DllImport("libc", EntryPoint = "fsync")]
    private static extern int SyncFile(int file);

    [DllImport("libc", EntryPoint = "geteuid")]
    private static extern uint EffectiveUser();
}
