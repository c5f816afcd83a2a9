using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace UdpLab;

/// <summary>
/// Reads whole files of the user: known_hosts, ssh_config, keys. Only regular files of bounded size: a FIFO would block, and
/// /dev/zero has no end.
/// </summary>
internal static class UserFile
{
    /// <summary>The most that is read, in bytes.</summary>
    public const int Largest = 32 << 20;

    private const int NonBlocking = 0x800, CloseOnExec = 0x80000;
    private const int EPERM = 1, ENOENT = 2, EACCES = 13, ENOTDIR = 20;

    /// <summary>The contents of a file; empty for /dev/null.</summary>
    /// <exception cref="IOException">It is not a regular file, is too large, or does not exist (FileNotFoundException).</exception>
    /// <exception cref="UnauthorizedAccessException">Reading is not permitted.</exception>
    public static byte[] ReadBytes(string path)
    {
        using Stream file = Open(path);
        using MemoryStream all = new();
        byte[] buffer = new byte[64 * 1024];
        while (file.Read(buffer) is > 0 and var read)
        {
            all.Write(buffer, 0, read);
            if (all.Length > Largest)
            {
                throw new IOException($"it is larger than {Largest >> 20} MB.");
            }
        }

        return all.ToArray();
    }

    /// <inheritdoc cref="ReadBytes"/>
    public static string ReadText(string path) => new UTF8Encoding(false).GetString(ReadBytes(path));

    /// <summary>Refuses anything but a regular file; a missing file is accepted.</summary>
    public static void RequireRegular(string path)
    {
        try
        {
            Open(path).Dispose();
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException)
        {
            // It can be created; if not, the system's own error says why.
        }
    }

    /// <summary>Whether it belongs to this user or to root.</summary>
    public static bool IsTrusted(string path) => OwnerOf(path) is not { } owner || owner == 0 || owner == EffectiveUser();

    /// <summary>Its owner's user id; null if the system does not report it.</summary>
    public static uint? OwnerOf(string path) => FileFacts.Of(path)?.Owner;

    [DllImport("libc", EntryPoint = "geteuid")]
    public static extern uint EffectiveUser();

    private static Stream Open(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }

        int fd = OpenFile(path, NonBlocking | CloseOnExec, 0);
        if (fd < 0)
        {
            throw Failure(path, Marshal.GetLastPInvokeError());
        }

        SafeFileHandle handle = new(fd, ownsHandle: true);
        if (FileFacts.Of(fd) is { Kind: not FileKind.Regular } facts)
        {
            handle.Dispose();
            return facts.IsNull ? Stream.Null : throw new IOException($"it is {facts.Word}, not a regular file.");
        }

        return new FileStream(handle, FileAccess.Read, 0);
    }

    private static Exception Failure(string path, int errno) => errno switch
    {
        ENOENT or ENOTDIR => new FileNotFoundException($"there is no file {path}.", path),
        EPERM or EACCES => new UnauthorizedAccessException($"{new Win32Exception(errno).Message}."),
        _ => new IOException($"{new Win32Exception(errno).Message}."),
    };

    [DllImport("libc", EntryPoint = "open", SetLastError = true, CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    private static extern int OpenFile([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, int mode);
}
