using System.Buffers;
using System.Globalization;

namespace UdpLab;

/// <summary>Whole lines of a file: the piece that one thread reads.</summary>
/// <param name="Text">The lines; from the shared pool, to be returned.</param>
/// <param name="Length">Its length in bytes.</param>
/// <param name="IsLast">It is the end of the file, so its last line may be incomplete.</param>
/// <param name="Waits">There is no more data at the moment: the rest is still being written.</param>
internal readonly record struct LineBlock(byte[] Text, int Length, bool IsLast, bool Waits);

/// <summary>Cuts a file into blocks of whole lines.</summary>
internal static class LineBlocks
{
    private const int BlockLength = 1 << 20, BeginningLength = 16;

    /// <summary>Longest line in bytes: a profile of a million distinct chains takes a third of it.</summary>
    private const int LongestLine = 1 << 30;

    /// <summary>The blocks of a file, or of what a pipe contains so far.</summary>
    /// <exception cref="InvalidDataException">It is another kind of file; the message says which, as the rest of a sentence.</exception>
    public static IEnumerable<LineBlock> Of(Stream stream, CancellationToken cancel)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BlockLength);
        int length = 0;
        bool isFirst = true;

        // What is appended meanwhile is not read: it may come from the same pipeline.
        long rest = stream.CanSeek && stream.Length > 0 ? stream.Length - stream.Position : long.MaxValue;
        while (true)
        {
            cancel.ThrowIfCancellationRequested();
            bool isLast = Fill(stream, buffer, ref length, ref rest);
            if (isFirst && ResultReader.Foreign(buffer.AsSpan(0, Math.Min(length, BeginningLength))) is { } other)
            {
                throw new InvalidDataException(other);
            }

            isFirst = false;
            int end = isLast ? length : buffer.AsSpan(0, length).LastIndexOf((byte)'\n') + 1;
            byte[] next = isLast ? [] : ArrayPool<byte>.Shared.Rent(end > 0 ? Math.Max(BlockLength, length - end + 1) : length == buffer.Length ? Doubled(length) : buffer.Length);
            buffer.AsSpan(end, length - end).CopyTo(next);
            bool waits = !isLast && length < buffer.Length;
            if (end > 0)
            {
                yield return new LineBlock(buffer, end, isLast, waits);
            }
            else
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }

            if (isLast)
            {
                yield break;
            }

            (buffer, length) = (next, length - end);
        }
    }

    /// <summary>Reads until the buffer is full or, from a pipe, until nothing is left at the moment.</summary>
    /// <returns>Whether the file has ended.</returns>
    private static bool Fill(Stream stream, byte[] buffer, ref int length, ref long rest)
    {
        bool isLast;
        do
        {
            int wanted = (int)Math.Min(buffer.Length - length, rest);
            int read = stream is PipeFile ? stream.Read(buffer.AsSpan(length, wanted)) : stream.ReadAtLeast(buffer.AsSpan(length, wanted), wanted, throwOnEndOfStream: false);
            rest -= read;
            length += read;
            isLast = rest == 0 || read < (stream is PipeFile ? 1 : wanted);
        }
        while (!isLast && length < buffer.Length && stream is PipeFile { IsReady: true });
        return isLast;
    }

    private static int Doubled(int length) => length < LongestLine ? length * 2 : throw new IOException(string.Create(CultureInfo.InvariantCulture, $"A line is longer than {LongestLine:N0} bytes: this is not a result file."));
}
