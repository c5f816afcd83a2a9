using System.Buffers;

namespace UdpLab;

/// <summary>Whole lines of a file: a piece of it that one thread reads.</summary>
/// <param name="Text">The lines; from the shared pool, to be returned.</param>
/// <param name="Length">How much of it is text.</param>
/// <param name="IsLast">The file ends with it, and maybe its last line has no end.</param>
internal readonly record struct LineBlock(byte[] Text, int Length, bool IsLast);

/// <summary>Cuts a file into blocks of whole lines.</summary>
internal static class LineBlocks
{
    private const int BlockLength = 1 << 20;

    /// <summary>Longest line, bytes: a profile of a million different chains takes a third of it.</summary>
    private const int LongestLine = 1 << 30;

    public static IEnumerable<LineBlock> Of(Stream stream, CancellationToken cancel)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BlockLength);
        int length = 0;

        // What is added meanwhile is not read: it may come from the same pipeline.
        long rest = stream.CanSeek && stream.Length > 0 ? stream.Length - stream.Position : long.MaxValue;
        while (true)
        {
            cancel.ThrowIfCancellationRequested();
            int wanted = (int)Math.Min(buffer.Length - length, rest);
            int read = stream.ReadAtLeast(buffer.AsSpan(length, wanted), wanted, throwOnEndOfStream: false);
            rest -= read;
            length += read;
            bool isLast = read < wanted || rest == 0;
            int end = isLast ? length : buffer.AsSpan(0, length).LastIndexOf((byte)'\n') + 1;
            byte[] next = isLast ? [] : ArrayPool<byte>.Shared.Rent(end > 0 ? Math.Max(BlockLength, length - end + 1) : Doubled(buffer.Length));
            buffer.AsSpan(end, length - end).CopyTo(next);
            if (end > 0)
            {
                yield return new LineBlock(buffer, end, isLast);
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

    private static int Doubled(int length) => length < LongestLine ? length * 2 : throw new IOException($"A line is longer than {LongestLine:N0} bytes: this is no result file.");
}
