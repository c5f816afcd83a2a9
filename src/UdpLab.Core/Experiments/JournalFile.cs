using System.Diagnostics;
using Microsoft.Win32.SafeHandles;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>
/// The file of a journal. Several sweeps may write to one at the same time: each write is whole lines, on disk when it returns.
/// Lines that no longer count are blanked where they are, since others' lines behind them cannot move.
/// </summary>
internal sealed class JournalFile : IDisposable
{
    // Bytes far behind the end of any file, which only exist to be locked.
    private const long WriteLock = 1L << 60, SweepLocks = 1L << 61;
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);
    private readonly AppendFile _append;
    private readonly SafeFileHandle _file;
    private readonly DiskReserve _reserve;
    private int _alone;

    private JournalFile(string path)
    {
        _append = AppendFile.Open(path, keep: true);
        _file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
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

    /// <summary>Keeps other sweeps from writing meanwhile.</summary>
    public T Alone<T>(Func<T> work)
    {
        Stopwatch waited = Stopwatch.StartNew();
        while (_alone == 0 && OperatingSystem.IsLinux() && !UnixFile.TryLockByte(_file, WriteLock))
        {
            if (waited.Elapsed > _patience)
            {
                throw new LabException(FailureCode.Busy, $"Another sweep has been writing to {Path} for {_patience.TotalSeconds:0} s: end that session, or give each sweep a journal of its own.", "Journal");
            }

            Thread.Sleep(1);
        }

        _alone++;
        try
        {
            return work();
        }
        finally
        {
            if (--_alone == 0 && OperatingSystem.IsLinux())
            {
                UnixFile.UnlockByte(_file, WriteLock);
            }
        }
    }

    /// <summary>Takes a sweep for this session, until it ends or dies; false if another one has it.</summary>
    public bool TryTake(string sweep) => !OperatingSystem.IsLinux() || UnixFile.TryLockByte(_file, LockOf(sweep));

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

    /// <summary>Proves that this many bytes can be written, and keeps them free.</summary>
    /// <exception cref="IOException">They cannot.</exception>
    public void Reserve(long bytes) => _reserve.Hold(bytes);

    /// <summary>Adds a line, which is on disk when this returns.</summary>
    /// <param name="line">With its end.</param>
    /// <returns>Where it is.</returns>
    /// <exception cref="IOException">The disk is full, or failed. Nothing of the line stays.</exception>
    public JournalLine Append(byte[] line) => Alone(() =>
    {
        Mend();
        try
        {
            _append.Write(line);
        }
        catch (IOException)
        {
            // What was reserved for this moment.
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

    /// <summary>Makes lines blank.</summary>
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
        _append.Dispose();
        _file.Dispose();
        _reserve.Dispose();
    }

    private static long LockOf(string sweep) => SweepLocks + (Convert.ToInt64(sweep, 16) & 0xffffffff);

    /// <summary>Blanks a half-written last line, which a session left that died or whose disk was full, and ends it.</summary>
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
                _append.Write("\n"u8);
            }
            catch (IOException)
            {
                // The next write ends it.
            }
        }
    }
}
