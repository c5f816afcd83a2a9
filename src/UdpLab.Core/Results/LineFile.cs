using System.Text;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>The destination of result lines: a file that others may append to at the same time, or a pipe.</summary>
internal sealed class LineFile : IDisposable
{
    private readonly AppendFile? _file;
    private readonly WriterLock? _lock;
    private readonly PipeFile? _pipe;
    private readonly bool _continues;
    private readonly CancellationToken _cancel;

    /// <summary>Opens it; a FIFO once another program reads it.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="keep">Keep its contents.</param>
    /// <param name="cancel">Ends the wait for a FIFO's reader, or for other writers.</param>
    /// <exception cref="IOException">It cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">The user may not.</exception>
    public LineFile(string path, bool keep, CancellationToken cancel)
    {
        _cancel = cancel;
        _pipe = PipeFile.OpenWrite(path, cancel);
        if (_pipe is null)
        {
            _file = AppendFile.Open(path);
            _lock = new WriterLock(_file.Handle, path, "Path");
            if (!keep)
            {
                Empty(path);
            }
        }
        else
        {
            // "-Append /dev/stdout >> file".
            _continues = keep && FileFacts.Of(path)?.Kind == FileKind.Regular && new FileInfo(path) is { Exists: true, Length: > 0 };
        }
    }

    /// <summary>The first line of what is in it and stays; null if there is none, or it cannot be read.</summary>
    public string? FirstLine()
    {
        if (_file is null || _file.Length == 0)
        {
            return null;
        }

        byte[] beginning = new byte[4096];
        ReadOnlySpan<byte> text = beginning.AsSpan(0, RandomAccess.Read(_file.Handle, beginning, 0));
        return Encoding.UTF8.GetString(text.IndexOf((byte)'\n') is >= 0 and var end ? text[..end] : text);
    }

    /// <summary>Adds a line unless there are lines.</summary>
    /// <returns>False if there are lines, and the first differs.</returns>
    public bool Begin(ReadOnlyMemory<byte> line)
    {
        if (_file is null)
        {
            if (!_continues)
            {
                _pipe!.Write(line.Span);
            }

            return true;
        }

        return Alone(() =>
        {
            if (_file.Length == 0)
            {
                _file.Write(line.Span);
                return true;
            }

            byte[] first = new byte[line.Length];
            return RandomAccess.Read(_file.Handle, first, 0) == first.Length && line.Span.SequenceEqual(first);
        });
    }

    /// <summary>Whether what is in it and stays are lines of results, by the first one; true if there is none.</summary>
    public bool HasResults()
    {
        byte[] block = new byte[4096];
        int have = 0;
        for (int read = 1; read > 0;)
        {
            read = _file is null ? 0 : RandomAccess.Read(_file.Handle, block.AsSpan(have), have);
            have += read;
            ReadOnlySpan<byte> text = block.AsSpan(0, have);
            text = (text is [0xEF, 0xBB, 0xBF, ..] ? text[3..] : text).TrimStart(" \t\r\n"u8);
            int end = text.IndexOf((byte)'\n');
            if (!text.IsEmpty && text[0] != '{')
            {
                return false;
            }

            if (text.StartsWith(ResultSchema.Start))
            {
                return true;
            }

            if (end >= 0 || (read == 0 && !text.IsEmpty))
            {
                // Another tool may have sorted the fields.
                return ResultSchema.MayBegin(text) || ResultLine.IsOne(end < 0 ? text : text[..end]);
            }

            if (have == block.Length)
            {
                Array.Resize(ref block, block.Length * 2);
            }
        }

        return true;
    }

    /// <summary>Adds complete lines.</summary>
    /// <param name="lines">Including their line ends.</param>
    /// <exception cref="IOException">The disk is full or failed, or the reader of a pipe has exited.</exception>
    public void Write(ReadOnlyMemory<byte> lines)
    {
        if (_file is null)
        {
            _pipe!.Write(lines.Span);
            return;
        }

        Alone(() =>
        {
            _file.Write(lines.Span);
            return true;
        });
    }

    public void Dispose()
    {
        _file?.Dispose();
        _pipe?.Dispose();
    }

    private void Empty(string path)
    {
        if (OperatingSystem.IsLinux() && UnixFile.IsLockedFrom(_file!.Handle, WriterLock.SweepsAt))
        {
            _file.Dispose();
            throw new LabException(FailureCode.Busy, $"{path} is the journal of a sweep that is running: add to it with -Append, or give another path.", "Path");
        }

        RandomAccess.SetLength(_file!.Handle, 0);
    }

    private T Alone<T>(Func<T> work) => _lock!.Alone(work, _cancel);
}
