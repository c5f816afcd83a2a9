using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>A line of a sweep's journal: its position, and what it is about.</summary>
/// <param name="Offset">Its offset in bytes.</param>
/// <param name="Length">Its bytes, without the line end.</param>
internal readonly record struct JournalLine(long Offset, int Length)
{
    /// <summary>The field, after an object's own fields, that says which run emitted it: "ID/CELL/REPEAT". Readers of results ignore it.</summary>
    private const string TagField = "Sweep";

    private const int BlockLength = 256 * 1024;

    /// <summary>Type of the object; null if the line is damaged.</summary>
    public string? Type { get; init; }

    /// <summary>Id of the sweep it is a result of; null for any other line.</summary>
    public string? Sweep { get; init; }

    /// <summary>The run that emitted it.</summary>
    public SweepKey Run { get; init; }

    /// <summary>It is incomplete: its writer was killed.</summary>
    public bool IsCut { get; init; }

    /// <summary>The line of a result, with its run and line end.</summary>
    public static byte[] Of(object result, string sweep, SweepKey run)
    {
        byte[] line = ResultLine.Of(result);
        return [.. line.AsSpan(0, line.Length - 2), .. Tag(sweep, run)];
    }

    /// <summary>How the line of a run's result ends.</summary>
    public static byte[] Tag(string sweep, SweepKey run) => Encoding.UTF8.GetBytes(FormattableString.Invariant($",\"{TagField}\":\"{sweep}/{run.Cell}/{run.Repeat}\"}}\n"));

    /// <summary>The object of a line; null if it is damaged. Import-LabResult reports damaged lines; what one was about is measured again.</summary>
    public static object? Record(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            return ResultLine.Parse(bytes, out _);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The lines of a journal, as <see cref="Read(SafeFileHandle)"/> gives them.</summary>
    /// <exception cref="LabException">It is another kind of file, or ends with half a line of something else.</exception>
    public static IEnumerable<(JournalLine Line, ReadOnlyMemory<byte> Bytes)> Read(SafeFileHandle file, string path)
    {
        RequireBrace(file, path);
        bool isFirst = true;
        foreach ((JournalLine line, ReadOnlyMemory<byte> bytes) in Read(file))
        {
            if (isFirst && !(line.IsCut ? ResultSchema.MayBegin(bytes.Span) : line.Type is not null || bytes.Span.StartsWith(ResultSchema.Start)))
            {
                throw Foreign(path);
            }

            if (line.IsCut && !MayBlank(bytes.Span))
            {
                throw new LabException(FailureCode.InvalidArgument, $"-Journal {path} ends with a line that has no line end and that UdpLab did not write, so it is left as it is. End or remove that line, or give another journal.", "Journal");
            }

            isFirst = false;
            yield return (line, bytes);
        }
    }

    /// <summary>
    /// Whether an incomplete last line may be blanked: it begins as UdpLab's lines do, or it is what a session left that was
    /// killed while blanking one, or a power failure, which leaves zeros. Anything else is not ours.
    /// </summary>
    public static bool MayBlank(ReadOnlySpan<byte> half) => ResultSchema.MayBegin(half) || half[0] is (byte)' ' or 0;

    /// <summary>The non-blank lines of a file in order, with their bytes, which are valid until the next line.</summary>
    public static IEnumerable<(JournalLine Line, ReadOnlyMemory<byte> Bytes)> Read(SafeFileHandle file)
    {
        byte[] buffer = new byte[BlockLength];
        long start = 0;
        int have = 0;
        for (bool atEnd = false; !atEnd || have > 0;)
        {
            int end = Array.IndexOf(buffer, (byte)'\n', 0, have);
            if (end < 0 && !atEnd)
            {
                if (have == buffer.Length)
                {
                    Array.Resize(ref buffer, buffer.Length * 2);
                }

                int read = RandomAccess.Read(file, buffer.AsSpan(have), start + have);
                atEnd = read == 0;
                have += read;
                continue;
            }

            // All complete lines of the block: moving the rest after each one would take forever.
            int at = 0;
            for (; end >= 0; end = Array.IndexOf(buffer, (byte)'\n', at, have - at))
            {
                if (Parse(buffer.AsMemory(at, end - at), start + at, isCut: false) is { } line)
                {
                    yield return (line, buffer.AsMemory(at, end - at));
                }

                at = end + 1;
            }

            if (at == 0)
            {
                if (Parse(buffer.AsMemory(0, have), start, isCut: true) is { } last)
                {
                    yield return (last, buffer.AsMemory(0, have));
                }

                yield break;
            }

            Buffer.BlockCopy(buffer, at, buffer, 0, have - at);
            (start, have) = (start + at, have - at);
        }
    }

    /// <summary>Refuses other files by their first bytes: a large one without line ends would have to be read whole.</summary>
    private static void RequireBrace(SafeFileHandle file, string path)
    {
        byte[] beginning = new byte[4096];
        ReadOnlySpan<byte> text = beginning.AsSpan(0, RandomAccess.Read(file, beginning, 0)).TrimStart(" \t\r\n"u8);
        if (!text.IsEmpty && text[0] != '{')
        {
            throw Foreign(path);
        }
    }

    private static LabException Foreign(string path) => new(FailureCode.InvalidArgument, $"-Journal {path} exists and is not a result file: its first line was not written by Export-LabResult. Give the path of a new file, or of a journal.", "Journal");

    private static JournalLine? Parse(ReadOnlyMemory<byte> bytes, long offset, bool isCut)
    {
        if (bytes.Span.Trim(" \t\r"u8).IsEmpty)
        {
            return null;
        }

        // A line without its line end does not count, even if it looks complete: it will be blanked.
        JournalLine line = new(offset, bytes.Length) { IsCut = isCut };
        if (isCut)
        {
            return line;
        }

        try
        {
            Utf8JsonReader reader = new(bytes.Span);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return line;
            }

            string? type = null;
            bool isOurs = false;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                bool isType = reader.ValueTextEquals(ResultSchema.TypeField), isTag = reader.ValueTextEquals(TagField), isSchema = reader.ValueTextEquals(ResultSchema.Field);
                _ = reader.Read();
                isOurs |= isSchema && reader.TokenType == JsonTokenType.String && ResultSchema.Parse(reader.GetString()!) is not null;
                type = isType && reader.TokenType == JsonTokenType.String ? reader.GetString() : type;
                line = isTag && reader.TokenType == JsonTokenType.String ? line.Tagged(reader.GetString()!) : line;
                reader.Skip();
            }

            // Only now is the line known to be complete.
            return isOurs ? line with { Type = type } : new JournalLine(offset, bytes.Length);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return new JournalLine(offset, bytes.Length);
        }
    }

    private JournalLine Tagged(string tag) => tag.Split('/') is [var sweep, var cell, var repeat] && int.TryParse(cell, CultureInfo.InvariantCulture, out int number) && int.TryParse(repeat, CultureInfo.InvariantCulture, out int of)
        ? this with { Sweep = sweep, Run = new SweepKey(number, of) }
        : this;
}
