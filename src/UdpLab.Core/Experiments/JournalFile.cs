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
    private readonly (ulong FileSystem, ulong Inode)? _identity;

    // Its length after the last line that this session has written.
    private long _end;

    private JournalFile(string path)
    {
        _append = AppendFile.Open(path);
        _file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        _lock = new WriterLock(_append.Handle, path, "Journal");
        _reserve = new DiskReserve(path);
        _identity = FileFacts.Of((int)_file.DangerousGetHandle())?.Identity;
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

    /// <summary>What is wrong, and what to do, as two sentences around a third about what is kept.</summary>
    /// <param name="e">The failure.</param>
    /// <param name="what">What could not be written, such as "result".</param>
    public (string Fault, string Remedy) Words(Exception e, string what) => e is JournalLostException
        ? ($"-Journal {Path} {e.Message.TrimEnd('.')}", "Leave the journal where it is while it is in use, and run the same command with -Resume.")
        : ($"-Journal {Path} has no room for another {what}, or cannot be written: {e.Message.TrimEnd('.')}", "Make room, and run the same command with -Resume.");

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
    /// <exception cref="JournalLostException">The file was deleted, replaced or emptied.</exception>
    /// <exception cref="IOException">The disk is full, or failed. Nothing of the line remains.</exception>
    public JournalLine Append(byte[] line) => Alone(() =>
    {
        RequireKept();
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
        _end = RandomAccess.GetLength(_file);
        return new JournalLine(_end - line.Length, line.Length - 1);
    });

    /// <summary>Blanks lines.</summary>
    /// <inheritdoc cref="Append" path="/exception"/>
    public void Blank(IEnumerable<JournalLine> lines)
    {
        // After the file was emptied, something else may be where they were.
        RequireKept();
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

    /// <summary>
    /// Makes sure that what is written can be found again: the path still leads to this file, and nothing of it was cut off. A
    /// deleted journal is written again, since this session may be all that has it.
    /// </summary>
    private void RequireKept()
    {
        if (RandomAccess.GetLength(_file) < _end)
        {
            throw new JournalLostException("was emptied or cut by another program");
        }

        if (_identity is not null && FileFacts.Of(Path)?.Identity is var now && now != _identity)
        {
            throw new JournalLostException(now is not null ? "was replaced by another file" : Rescue() ? "was deleted, and what was in it was written again" : "was deleted");
        }
    }

    private bool Rescue()
    {
        try
        {
            using FileStream copy = new(Path, FileMode.CreateNew, FileAccess.Write);
            byte[] block = new byte[1 << 16];
            for (long at = 0; RandomAccess.Read(_file, block, at) is > 0 and var read; at += read)
            {
                copy.Write(block, 0, read);
            }

            copy.Flush(flushToDisk: true);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
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
            byte[] beginning = new byte[ResultSchema.Start.Length];
            if (JournalLine.MayBlank(beginning.AsSpan(0, RandomAccess.Read(_file, beginning, start))))
            {
                Blank([new JournalLine(start, (int)(end - start))]);
            }

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

/// <summary>A journal was deleted, replaced or emptied while it was in use.</summary>
/// <param name="what">What happened to it, as the rest of a sentence that begins with its path.</param>
internal sealed class JournalLostException(string what) : IOException(what);
