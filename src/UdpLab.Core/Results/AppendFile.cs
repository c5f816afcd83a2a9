using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>
/// A file that lines are added to, one write a call: several programs may add to one file, and lines do not mix (O_APPEND of
/// open(2), with which the kernel also ignores the offset of pwrite(2)).
/// </summary>
internal sealed class AppendFile : IDisposable
{
    private const int WriteOnly = 1, ReadWrite = 2, Create = 0x40, Truncate = 0x200, Append = 0x400, CloseOnExec = 0x80000;
    private const uint EveryoneReads = 0x1a4;
    private readonly SafeFileHandle _file;
    private bool _cut;

    private AppendFile(SafeFileHandle file) => _file = file;

    /// <summary>Opens a file, and creates it if it is missing.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="keep">What is in it stays.</param>
    /// <exception cref="IOException">It cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">The user may not.</exception>
    public static AppendFile Open(string path, bool keep)
    {
        if (!OperatingSystem.IsLinux())
        {
            return new AppendFile(File.OpenHandle(path, keep ? FileMode.OpenOrCreate : FileMode.Create, FileAccess.ReadWrite, FileShare.ReadWrite)) { _cut = keep };
        }

        int flags = Create | Append | CloseOnExec | (keep ? ReadWrite : WriteOnly | Truncate);
        int descriptor = OpenFile(path, flags, EveryoneReads);
        int errno = Marshal.GetLastPInvokeError();
        string words = $"{path}: {new Win32Exception(errno).Message}";
        const int EACCES = 13, EPERM = 1;
        AppendFile file = descriptor >= 0 ? new AppendFile(new SafeFileHandle(descriptor, ownsHandle: true)) : throw (errno is EACCES or EPERM ? new UnauthorizedAccessException(words) : new IOException(words));
        if (keep && RandomAccess.GetLength(file._file) is > 0 and long length)
        {
            byte[] last = new byte[1];
            file._cut = RandomAccess.Read(file._file, last, length - 1) == 1 && last[0] != '\n';
        }

        return file;
    }

    /// <summary>Adds whole lines. If that fails half-way, the next write begins a line of its own.</summary>
    /// <param name="lines">With their ends.</param>
    /// <exception cref="IOException">The disk is full, or failed.</exception>
    public void Write(ReadOnlySpan<byte> lines)
    {
        if (_cut)
        {
            WriteAll("\n"u8);
        }

        _cut = true;
        WriteAll(lines);
        _cut = false;
    }

    /// <summary>Waits until all of it is on the disk (fsync(2)).</summary>
    public void Flush() => RandomAccess.FlushToDisk(_file);

    public void Dispose() => _file.Dispose();

    private void WriteAll(ReadOnlySpan<byte> bytes) => RandomAccess.Write(_file, bytes, RandomAccess.GetLength(_file));

    [DllImport("libc", EntryPoint = "open", SetLastError = true, CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    private static extern int OpenFile([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint mode);
}
