using System.Buffers;
using System.Text.Json;

namespace UdpLab;

/// <summary>The content of a line of a result file.</summary>
/// <param name="Number">Line number, from 1.</param>
/// <param name="Value">The object; null if the line is damaged.</param>
/// <param name="Fault">Why it could not be read; null if it is intact.</param>
/// <param name="IsCut">It is the file's last line and incomplete: its writer was interrupted.</param>
/// <param name="IsNewer">It was written by a later minor version: fields this version does not know are ignored.</param>
internal readonly record struct ResultItem(long Number, object? Value, string? Fault, bool IsCut, bool IsNewer);

/// <summary>Reads result files line by line, on all CPUs: a damaged line costs only that line.</summary>
internal static class ResultReader
{
    private static ReadOnlySpan<byte> Blanks => " \r\t"u8;

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>What other kind of file it is, and what reads it, judging by its beginning; null if it may be a result file.</summary>
    public static string? Foreign(ReadOnlySpan<byte> beginning) => beginning.StartsWith("PAR1"u8) ? "is a Parquet file, for other programs: import the JSON lines it was made from"
        : beginning.StartsWith("Host,Kernel,"u8) ? "is a CSV file: read it with Import-Csv"
        : beginning.StartsWith((ReadOnlySpan<byte>)[0x1f, 0x8b]) ? "is compressed by gzip: decompress it first, or give it to a script as <(zcat FILE)"
        : beginning.StartsWith((ReadOnlySpan<byte>)[0x28, 0xb5, 0x2f, 0xfd]) ? "is compressed by zstd: decompress it first, or give it to a script as <(zstdcat FILE)"
        : beginning.TrimStart(" \r\n\t"u8) is [(byte)'<', ..] ? "is a page that comes by a pipe: import the report's file itself"
        : beginning.Contains((byte)0) ? "is not UTF-8 text"
        : null;

    /// <summary>The non-empty lines of a file, in order.</summary>
    /// <param name="stream">UTF-8 text, with or without a byte order mark.</param>
    /// <param name="cancel">Stops reading.</param>
    /// <exception cref="InvalidDataException">It is another kind of file; the message says which, as the rest of a sentence.</exception>
    public static IEnumerable<ResultItem> Read(Stream stream, CancellationToken cancel)
    {
        Queue<Task<(List<ResultItem> Items, long Lines)>> ahead = new();
        long lines = 0;
        foreach (LineBlock block in LineBlocks.Of(stream, cancel))
        {
            ahead.Enqueue(Task.Run(() => Parse(block), CancellationToken.None));
            while (ahead.Count > (block.Waits ? 0 : Environment.ProcessorCount))
            {
                foreach (ResultItem item in Next())
                {
                    yield return item;
                }
            }
        }

        while (ahead.Count > 0)
        {
            foreach (ResultItem item in Next())
            {
                yield return item;
            }
        }

        IEnumerable<ResultItem> Next()
        {
            (List<ResultItem> items, long count) = ahead.Dequeue().GetAwaiter().GetResult();
            long before = lines;
            lines += count;
            return items.Select(item => item with { Number = before + item.Number });
        }
    }

    /// <summary>The lines of a block, numbered from 1, and their number including empty ones.</summary>
    private static (List<ResultItem> Items, long Lines) Parse(LineBlock block)
    {
        List<ResultItem> items = [];
        long lines = 0;
        for (int from = 0; from < block.Length;)
        {
            int length = block.Text.AsSpan(from, block.Length - from).IndexOf((byte)'\n');
            bool hasEnd = length >= 0;
            length = hasEnd ? length : block.Length - from;
            lines++;
            if (Item(block.Text.AsMemory(from, length), lines, isCut: !hasEnd) is { } item)
            {
                items.Add(item);
            }

            from += length + 1;
        }

        ArrayPool<byte>.Shared.Return(block.Text);
        return (items, lines);
    }

    private static ResultItem? Item(ReadOnlyMemory<byte> line, long number, bool isCut)
    {
        line = line.Span.StartsWith(ByteOrderMark) ? line[ByteOrderMark.Length..] : line;
        line = line.Trim(Blanks);
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
            return new ResultItem(number, null, Words(e), isCut, false);
        }
    }

    // System.Text.Json appends the position in the text, which here is a single line.
    private static string Words(Exception e)
    {
        string message = e.Message.Split(" Path: ", 2)[0].Split(" LineNumber: ", 2)[0].TrimEnd('.');
        return e is JsonException { BytePositionInLine: long at } ? $"{message} (byte {at + 1} of the line)" : message;
    }
}
