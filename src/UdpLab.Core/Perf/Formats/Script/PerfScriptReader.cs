namespace UdpLab;

/// <summary>
/// Reads perf script text of any length in little memory. If samples end with empty lines, several threads parse blocks in
/// parallel.
/// </summary>
internal static class PerfScriptReader
{
    /// <summary>What a text without samples should have contained.</summary>
    public const string Expected = "samples as perf script prints them";

    private const int MostThreads = 8;

    /// <summary>Reads a text.</summary>
    /// <param name="stream">The text.</param>
    /// <param name="source">Its name.</param>
    /// <param name="cancel">Ends the reading.</param>
    /// <param name="keepsTimes">Keep when each sample was taken.</param>
    public static TextProfiles Read(Stream stream, string source, CancellationToken cancel, bool keepsTimes = false)
    {
        TextBlocks blocks = new(stream, source);
        byte[] first = blocks.NewBuffer();
        ScriptParser parser = new(keepsTimes);
        if (blocks.TryNext(ref first, paragraphs: false, out int length, out long offset))
        {
            // Blocks can be parsed out of order only if samples are paragraphs; "\r\n" hides their ends.
            bool paragraphs = first.AsSpan(0, length).EndsWith("\n\n"u8) && !first.AsSpan(0, length).Contains((byte)'\r');
            int threads = paragraphs && !blocks.AtEnd ? Math.Clamp(Environment.ProcessorCount, 1, MostThreads) : 1;
            Take(parser, first.AsSpan(0, length), offset, blocks.AtEnd);
            List<Exception> failures = [];
            ScriptParser[] others = [.. Enumerable.Range(1, threads - 1).Select(_ => new ScriptParser(keepsTimes))];
            Thread[] helpers = [.. others.Select(other => new Thread(() => Guard(() => Work(blocks, other, new byte[TextBlocks.BlockSize], paragraphs, cancel), failures)) { IsBackground = true })];
            foreach (Thread helper in helpers)
            {
                helper.Start();
            }

            Guard(() => Work(blocks, parser, first, paragraphs, cancel), failures);
            foreach (Thread helper in helpers)
            {
                helper.Join();
            }

            if (failures.Count > 0)
            {
                System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failures[0]);
            }

            foreach (ScriptParser other in others)
            {
                parser.Merge(other);
            }
        }

        return new TextProfiles([.. parser.Events], parser.Facts, blocks.LineAt, Expected);
    }

    private static void Work(TextBlocks blocks, ScriptParser parser, byte[] buffer, bool paragraphs, CancellationToken cancel)
    {
        while (true)
        {
            cancel.ThrowIfCancellationRequested();
            int length;
            long offset;
            bool isLast;
            lock (blocks)
            {
                if (!blocks.TryNext(ref buffer, paragraphs, out length, out offset))
                {
                    return;
                }

                isLast = blocks.AtEnd;
            }

            Take(parser, buffer.AsSpan(0, length), offset, isLast);
            if (paragraphs)
            {
                parser.End();
            }
        }
    }

    private static void Take(ScriptParser parser, ReadOnlySpan<byte> block, long offset, bool isLast)
    {
        int whole = block.LastIndexOf((byte)'\n') + 1;
        ReadOnlySpan<byte> tail = block[whole..];
        if (!isLast || Bytes.Trim(tail).IsEmpty || Bytes.Trim(tail)[^1] == ')')
        {
            parser.Parse(block, offset);
            if (isLast)
            {
                parser.End();
            }

            return;
        }

        // The last line has no newline: the callers of its sample are cut off.
        parser.Parse(block[..whole], offset);
        parser.Drop();
        parser.Facts.CutAt = TextPlace.Of(offset, block[..whole]);
    }

    private static void Guard(Action work, List<Exception> failures)
    {
        try
        {
            work();
        }
        catch (Exception e)
        {
            lock (failures)
            {
                failures.Add(e);
            }
        }
    }
}
