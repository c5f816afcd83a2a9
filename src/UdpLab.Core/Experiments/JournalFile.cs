using Microsoft.Win32.SafeHandles;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>
/// The file of a journal. Several sweeps may write to one at the same time: each write consists of whole lines, which are on
/// disk when it returns. Lines that no longer count are blanked in place, since the lines of others behind them cannot move.
/// </summary>
internal sealed class JournalFile : IDisposable
{
    private readonly AppendFile _append;
    private readonly SafeFileHandle _file;
    private readonly WriterLock _lock;
    private readonly DiskReserve _reserve;
    private readonly List<long> _taken = [];

    private JournalFile(string path)
    {
        _append = AppendFile.Open(path);
        _file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        _lock = new WriterLock(_append.Handle, path, "Journal");
        _reserve = new DiskReserve(path);
        Path = path;
    }

    public string Path { get; }

    /// <summary>Opens or creates it.</summary>
    /// <exception cref="LabException">It cannot be written.</exception>
    public static JournalFile Open(string path)
    {
        try
        {
            return new JournalFile(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw Unusable(path, e);
        }
    }

    /// <summary>The error for a journal that cannot be opened.</summary>
    public static LabException Unusable(string path, Exception e) =>
        new(FailureCode.System, $"-Journal {path} cannot be read and written: {e.Message.TrimEnd('.')}. Nothing was measured; give another path.", "Journal", e);

    /// <summary>Keeps others from writing meanwhile.</summary>
    public T Alone<T>(Func<T> work) => _lock.Alone(work);

    /// <summary>Locks a sweep for this session, until it ends or dies; false if another session has it.</summary>
    public bool TryTake(string sweep)
    {
        long at = LockOf(sweep);
        if (OperatingSystem.IsLinux())
        {
            if (!UnixFile.TryLockByte(_file, at))
            {
                return false;
            }

            _taken.Add(at);
        }

        return true;
    }

    /// <summary>Whether another session has a sweep.</summary>
    public bool IsTaken(string sweep) => IsTaken(_file, sweep);

    /// <inheritdoc cref="IsTaken(string)"/>
    public static bool IsTaken(SafeFileHandle file, string sweep)
    {
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }

        bool isFree = UnixFile.TryLockByte(file, LockOf(sweep));
        if (isFree)
        {
            UnixFile.UnlockByte(file, LockOf(sweep));
        }

        return !isFree;
    }

    public JournalContent Read() => JournalContent.Read(_file, Path);

    /// <summary>The object of a line.</summary>
    public object Read(JournalLine line)
    {
        byte[] bytes = new byte[line.Length];
        return RandomAccess.Read(_file, bytes, line.Offset) == line.Length ? ResultLine.Parse(bytes, out _) : throw new IOException($"{Path} has become shorter.");
    }

    /// <summary>Ensures that this many bytes can be written, and keeps them free.</summary>
    /// <exception cref="IOException">There is not enough space.</exception>
    public void Reserve(long bytes) => _reserve.Hold(bytes);

    /// <summary>Adds a line, which is on disk when this returns.</summary>
    /// <param name="line">Including its line end.</param>
    /// <returns>Its offset.</returns>
    /// <exception cref="IOException">The disk is full, or failed. Nothing of the line remains.</exception>
    public JournalLine Append(byte[] line) => Alone(() =>
    {
        Mend();
        try
        {
            _append.Write(line);
        }
        catch (IOException)
        {
            // This is what the space was reserved for.
            Mend();
            _reserve.Release();
            try
            {
                _append.Write(line);
            }
            catch (IOException)
            {
                Mend();
                throw;
            }
        }

        _append.Flush();
        return new JournalLine(RandomAccess.GetLength(_file) - line.Length, line.Length - 1);
    });

    /// <summary>Blanks lines.</summary>
    public void Blank(IEnumerable<JournalLine> lines)
    {
        foreach (JournalLine line in lines)
        {
            byte[] spaces = new byte[line.Length];
            Array.Fill(spaces, (byte)' ');
            RandomAccess.Write(_file, spaces, line.Offset);
        }

        RandomAccess.FlushToDisk(_file);
    }

    public void Dispose()
    {
        // Closing alone would leave the locks with a child process that another thread is just starting, until that closes its copy.
        foreach (long at in OperatingSystem.IsLinux() ? _taken : [])
        {
            UnixFile.UnlockByte(_file, at);
        }

        _append.Dispose();
        _file.Dispose();
        _reserve.Dispose();
    }

    private static long LockOf(string sweep) => WriterLock.SweepsAt + (Convert.ToInt64(sweep, 16) & 0xffffffff);

    /// <summary>Blanks an incomplete last line, left by a session that died or whose disk was full, and ends it.</summary>
    private void Mend()
    {
        long end = RandomAccess.GetLength(_file), start = end;
        byte[] block = new byte[4096];
        while (start > 0)
        {
            int length = (int)Math.Min(block.Length, start);
            int read = RandomAccess.Read(_file, block.AsSpan(0, length), start - length);
            int newLine = block.AsSpan(0, read).LastIndexOf((byte)'\n');
            if (newLine >= 0)
            {
                start += newLine + 1 - length;
                break;
            }

            start -= length;
        }

        if (start < end)
        {
            Blank([new JournalLine(start, (int)(end - start))]);
            try
            {
                _append.EndLine();
            }
            catch (IOException)
            {
                // The next write ends it.
            }
        }
    }
}
