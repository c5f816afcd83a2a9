using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace UdpLab;

/// <summary>
/// A file that lines are appended to, each with a single write: several programs may append to one file without mixing lines
/// (O_APPEND of open(2), with which the kernel also ignores the offset of pwrite(2)).
/// </summary>
internal sealed class AppendFile : IDisposable
{
    private const int ReadWrite = 2, Create = 0x40, Append = 0x400, CloseOnExec = 0x80000;
    private const uint EveryoneReads = 0x1a4;

    // The file's length after this writer's last complete line: if it is unchanged, there is nothing to end.
    private long _end = -1;

    private AppendFile(SafeFileHandle handle) => Handle = handle;

    public SafeFileHandle Handle { get; }

    public long Length => RandomAccess.GetLength(Handle);

    /// <summary>Opens a regular file, creating it if necessary.</summary>
    /// <exception cref="IOException">It cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">The user may not.</exception>
    public static AppendFile Open(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return new AppendFile(File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite));
        }

        int descriptor = OpenFile(path, ReadWrite | Create | Append | CloseOnExec, EveryoneReads);
        int errno = Marshal.GetLastPInvokeError();
        string words = $"{path}: {new Win32Exception(errno).Message}";
        const int EACCES = 13, EPERM = 1;
        return descriptor >= 0 ? new AppendFile(new SafeFileHandle(descriptor, ownsHandle: true)) : throw (errno is EACCES or EPERM ? new UnauthorizedAccessException(words) : new IOException(words));
    }

    /// <summary>Appends complete lines; an incomplete last line, left by an interrupted writer, is ended first.</summary>
    /// <param name="lines">Including their line ends.</param>
    /// <exception cref="IOException">The disk is full, or failed.</exception>
    public void Write(ReadOnlySpan<byte> lines)
    {
        long length = EndLine();
        RandomAccess.Write(Handle, lines, length);
        _end = length + lines.Length;
    }

    /// <summary>Ends the last line if it is incomplete.</summary>
    /// <returns>The resulting length of the file.</returns>
    /// <inheritdoc cref="Write" path="/exception"/>
    public long EndLine()
    {
        Span<byte> last = stackalloc byte[1];
        long length = Length;
        if (length > 0 && length != _end && RandomAccess.Read(Handle, last, length - 1) == 1 && last[0] != '\n')
        {
            RandomAccess.Write(Handle, "\n"u8, length++);
        }

        return length;
    }

    /// <summary>Waits until all of it is on the disk (fsync(2)).</summary>
    public void Flush() => RandomAccess.FlushToDisk(Handle);

    public void Dispose() => Handle.Dispose();

    [DllImport("libc", EntryPoint = "open", SetLastError = true, CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    private static extern int OpenFile([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint mode);
}
