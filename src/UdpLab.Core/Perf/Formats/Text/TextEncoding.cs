using System.Text;

namespace UdpLab;

/// <summary>Texts saved on Windows begin with a byte order mark and may be UTF-16 or UTF-32; the readers get UTF-8 without one.</summary>
internal static class TextEncoding
{
    private const int LongestMark = 4;

    // UTF-32 first, since its mark begins with UTF-16's.
    private static readonly Encoding[] _marked = [new UTF32Encoding(false, true), new UTF32Encoding(true, true), new UTF8Encoding(true), new UnicodeEncoding(false, true), new UnicodeEncoding(true, true)];

    /// <summary>The rest of the text as UTF-8.</summary>
    public static Stream Utf8(Stream stream)
    {
        byte[] beginning = new byte[LongestMark];
        long start = stream.CanSeek ? stream.Position : 0;
        ReadOnlySpan<byte> read = beginning.AsSpan(0, stream.ReadAtLeast(beginning, beginning.Length, throwOnEndOfStream: false));
        Encoding encoding = Of(read, out int mark);
        if (stream.CanSeek)
        {
            stream.Position = start + mark;
        }
        else
        {
            stream = new PrefixedStream(read[mark..].ToArray(), stream);
        }

        return encoding is UTF8Encoding ? stream : Encoding.CreateTranscodingStream(stream, encoding, new UTF8Encoding(false), leaveOpen: true);
    }

    /// <summary>Decodes the beginning of a text.</summary>
    public static string Text(ReadOnlySpan<byte> beginning)
    {
        Encoding encoding = Of(beginning, out int mark);
        return encoding.GetString(beginning[mark..]);
    }

    private static Encoding Of(ReadOnlySpan<byte> beginning, out int mark)
    {
        foreach (Encoding encoding in _marked)
        {
            if (beginning.StartsWith(encoding.Preamble))
            {
                mark = encoding.Preamble.Length;
                return encoding;
            }
        }

        mark = 0;
        return beginning is [not 0, 0, not 0, 0, ..] ? Encoding.Unicode : beginning is [0, not 0, 0, not 0, ..] ? Encoding.BigEndianUnicode : Encoding.UTF8;
    }
}
