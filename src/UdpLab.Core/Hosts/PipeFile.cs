using System.ComponentModel;
using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace UdpLab;

/// <summary>
/// A file that cannot seek: a FIFO, a terminal, /dev/null, or an open descriptor inherited from the caller, such as /dev/stdout
/// or a shell's process substitution. Ctrl-C ends every wait, including the one for another program to open a FIFO.
/// </summary>
internal sealed class PipeFile : Stream
{
    // A pipe that is ready accepts a page at once (pipe(7), PIPE_BUF), so no write blocks where Ctrl-C cannot end it.
    private const int WriteLength = 4096;
    private const int WriteOnly = 1, NonBlocking = 0x800, NoTerminal = 0x100, CloseOnExec = 0x80000, F_DUPFD_CLOEXEC = 1030;
    private const short POLLIN = 1, POLLOUT = 4;
    private const int EPERM = 1, EINTR = 4, ENXIO = 6, EAGAIN = 11, EACCES = 13, EPIPE = 32;
    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(50);
    private readonly SafeFileHandle _file;
    private readonly string _path;
    private readonly CancellationToken _cancel;

    private PipeFile(SafeFileHandle file, string path, bool writes, CancellationToken cancel) => (_file, _path, CanWrite, _cancel) = (file, path, writes, cancel);

    public override bool CanRead => !CanWrite;

    public override bool CanWrite { get; }

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Whether reading would return at once: with data, or at the end.</summary>
    public bool IsReady => Polls(POLLIN, TimeSpan.Zero);

    private int Descriptor => (int)_file.DangerousGetHandle();

    /// <summary>Opens a path for reading, as a file or as a pipe.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The user may not.</exception>
    public static Stream OpenRead(string path, CancellationToken cancel) => Open(path, writes: false, cancel)
        ?? (Stream)new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, FileOptions.SequentialScan);

    /// <summary>Opens a path for writing if it is a pipe; null if it is, or will be, a regular file.</summary>
    /// <inheritdoc cref="OpenRead" path="/exception"/>
    public static PipeFile? OpenWrite(string path, CancellationToken cancel) => Open(path, writes: true, cancel);

    /// <summary>Whether <see cref="OpenWrite"/> would open a path.</summary>
    public static bool Is(string path) => OwnDescriptor(path) is not null || FileFacts.Of(path)?.Kind is FileKind.Fifo or FileKind.CharacterDevice;

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            Wait(POLLIN);
            nint read = ReadFile(Descriptor, ref MemoryMarshal.GetReference(buffer), buffer.Length);
            if (read >= 0)
            {
                return (int)read;
            }

            ThrowUnlessTransient();
        }

        return 0;
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            Wait(POLLOUT);
            nint written = WriteFile(Descriptor, in MemoryMarshal.GetReference(buffer), Math.Min(buffer.Length, WriteLength));
            if (written >= 0)
            {
                buffer = buffer[(int)written..];
            }
            else
            {
                ThrowUnlessTransient();
            }
        }
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        _file.Dispose();
        base.Dispose(disposing);
    }

    private static PipeFile? Open(string path, bool writes, CancellationToken cancel)
    {
        FileFacts? found = FileFacts.Of(path);
        if (found is { Kind: FileKind.BlockDevice or FileKind.Folder } other)
        {
            throw new IOException($"{path} is {other.Word}: give the path of a file.");
        }

        // An inherited regular file is written from its current position, as "> file" and ">> file" in a shell mean; it can be read
        // from its beginning.
        int? own = OwnDescriptor(path);
        bool isPipe = found?.Kind is FileKind.Fifo or FileKind.CharacterDevice || (own is not null && (writes || found?.Kind == FileKind.Socket));
        return !isPipe ? null : new PipeFile(own is { } descriptor ? Duplicate(descriptor, path) : Open(path, writes ? WriteOnly : 0, cancel), path, writes, cancel);
    }

    /// <summary>The descriptor of this process that a path names; opening the path again would truncate a file, and fails for a socket.</summary>
    private static int? OwnDescriptor(string path) => path switch
    {
        _ when !OperatingSystem.IsLinux() => null,
        "/dev/stdin" => 0,
        "/dev/stdout" => 1,
        "/dev/stderr" => 2,
        _ when Path.GetDirectoryName(path) is "/dev/fd" or "/proc/self/fd" && int.TryParse(Path.GetFileName(path), NumberStyles.None, CultureInfo.InvariantCulture, out int number) => number,
        _ => null,
    };

    private static SafeFileHandle Duplicate(int descriptor, string path)
    {
        int copy = Control(descriptor, F_DUPFD_CLOEXEC, 3);
        return copy >= 0 ? new SafeFileHandle(copy, ownsHandle: true) : throw Failure(path, Marshal.GetLastPInvokeError());
    }

    private static SafeFileHandle Open(string path, int flags, CancellationToken cancel)
    {
        while (true)
        {
            int descriptor = OpenFile(path, flags | NonBlocking | NoTerminal | CloseOnExec, 0);
            int errno = descriptor >= 0 ? 0 : Marshal.GetLastPInvokeError();
            if (descriptor >= 0)
            {
                return new SafeFileHandle(descriptor, ownsHandle: true);
            }

            // No process reads the FIFO yet.
            if (errno is not (ENXIO or EINTR) || FileFacts.Of(path)?.Kind != FileKind.Fifo)
            {
                throw Failure(path, errno);
            }

            cancel.WaitHandle.WaitOne(_look);
            cancel.ThrowIfCancellationRequested();
        }
    }

    private static Exception Failure(string path, int errno)
    {
        string words = errno == EPIPE ? $"{path}: its reader has exited, so the rest was not written." : $"{path}: {new Win32Exception(errno).Message}";
        return errno is EACCES or EPERM ? new UnauthorizedAccessException(words) : new IOException(words);
    }

    private void Wait(short what)
    {
        do
        {
            _cancel.ThrowIfCancellationRequested();
        }
        while (!Polls(what, _look));
    }

    // Errors and the end count as ready too: the read or write reports which.
    private bool Polls(short what, TimeSpan patience)
    {
        PollRequest request = new() { Descriptor = Descriptor, Wanted = what };
        return Poll(ref request, 1, (int)patience.TotalMilliseconds) > 0;
    }

    private void ThrowUnlessTransient()
    {
        int errno = Marshal.GetLastPInvokeError();
        if (errno is not (EINTR or EAGAIN))
        {
            throw Failure(_path, errno);
        }
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true, CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    private static extern int OpenFile([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint mode);

    [DllImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static extern int Control(int descriptor, int command, int argument);

    [DllImport("libc", EntryPoint = "read", SetLastError = true)]
    private static extern nint ReadFile(int descriptor, ref byte buffer, nint length);

    [DllImport("libc", EntryPoint = "write", SetLastError = true)]
    private static extern nint WriteFile(int descriptor, in byte buffer, nint length);

    [DllImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static extern int Poll(ref PollRequest request, nuint count, int milliseconds);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollRequest
    {
        public int Descriptor;
        public short Wanted;
        public short Found;
    }
}
