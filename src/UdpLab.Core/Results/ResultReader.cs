using System.Text.Json;

namespace UdpLab;

/// <summary>What a line of a result file holds.</summary>
/// <param name="Number">Its number in the file, from 1.</param>
/// <param name="Value">The object; null if the line is damaged.</param>
/// <param name="Fault">Why nothing could be made of it; null if it is whole.</param>
/// <param name="IsCut">It is the file's last and has no end: whoever wrote it was interrupted.</param>
/// <param name="IsNewer">A later minor version wrote it: fields that this version does not know are left out.</param>
internal readonly record struct ResultItem(long Number, object? Value, string? Fault, bool IsCut, bool IsNewer);

/// <summary>Reads result files line by line: a damaged line costs that line.</summary>
internal static class ResultReader
{
    private static ReadOnlySpan<byte> Blanks => " \r\t"u8;

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    private const int BlockLength = 256 * 1024;

    /// <summary>Longest line, bytes: a profile of a million different chains takes a third of it.</summary>
    private const int LongestLine = 1 << 30;

    /// <summary>The lines of a file that are not empty, in their order.</summary>
    /// <param name="stream">UTF-8 text, with or without a byte order mark.</param>
    /// <param name="cancel">Stops reading.</param>
    public static IEnumerable<ResultItem> Read(Stream stream, CancellationToken cancel)
    {
        byte[] buffer = new byte[BlockLength];
        int from = 0, to = 0;
        long number = 0;
        while (true)
        {
            cancel.ThrowIfCancellationRequested();
            int end = Array.IndexOf(buffer, (byte)'\n', from, to - from);
            if (end >= 0)
            {
                number++;
                if (Item(buffer.AsMemory(from, end - from), number, isCut: false) is { } item)
                {
                    yield return item;
                }

                from = end + 1;
                continue;
            }

            // A line may be longer than the buffer, and only its new part is searched again.
            int searched = to - from;
            Make(ref buffer, ref from, ref to);
            int read;
            do
            {
                read = to < buffer.Length ? stream.Read(buffer, to, buffer.Length - to) : 0;
                to += read;
            }
            while (read > 0 && to < buffer.Length && Array.IndexOf(buffer, (byte)'\n', from + searched, to - from - searched) < 0);
            if (read == 0 && to < buffer.Length && Array.IndexOf(buffer, (byte)'\n', from, to - from) < 0)
            {
                number++;
                if (Item(buffer.AsMemory(from, to - from), number, isCut: true) is { } last)
                {
                    yield return last;
                }

                yield break;
            }

            if (to - from >= LongestLine)
            {
                throw new IOException($"Line {number + 1} is longer than {LongestLine:N0} bytes: this is no result file.");
            }
        }
    }

    /// <summary>Room for more: what was read is thrown away, or the buffer grows.</summary>
    private static void Make(ref byte[] buffer, ref int from, ref int to)
    {
        if (from > 0)
        {
            Buffer.BlockCopy(buffer, from, buffer, 0, to - from);
            (from, to) = (0, to - from);
        }

        if (to == buffer.Length)
        {
            Array.Resize(ref buffer, (int)Math.Min(buffer.Length * 2L, LongestLine));
        }
    }

    private static ResultItem? Item(ReadOnlyMemory<byte> line, long number, bool isCut)
    {
        line = line.Trim(Blanks);
        line = number == 1 && line.Span.StartsWith(ByteOrderMark) ? line[ByteOrderMark.Length..] : line;

        if (line.IsEmpty)
        {
            return null;
        }

        try
        {
            object value = ResultLine.Parse(line, out bool isNewer);
            return new ResultItem(number, value, null, false, isNewer);
        }
        catch (Exception e) when (e is JsonException or NotSupportedException or ArgumentException or InvalidOperationException)
        {
            return new ResultItem(number, null, e.Message, isCut, false);
        }
    }
}
