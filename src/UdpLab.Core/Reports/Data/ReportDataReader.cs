using System.IO.Compression;
using System.Text;

namespace UdpLab;

/// <summary>Finds the data in a report of Export-LabReport.</summary>
internal static class ReportDataReader
{
    private const int Chunk = 1 << 16, Beginning = 256;

    // Lines of JSON begin with a brace.
    private static ReadOnlySpan<byte> Blanks => " \r\n\t"u8;

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>A file's lines of JSON: those inside of a report, else the file as it is.</summary>
    /// <param name="file">The file at its beginning; a pipe is never looked into.</param>
    /// <exception cref="InvalidDataException">It is another HTML page; the message is what, as the rest of a sentence.</exception>
    public static Stream Lines(Stream file)
    {
        if (!file.CanSeek)
        {
            return file;
        }

        byte[] beginning = new byte[Beginning];
        int read = file.ReadAtLeast(beginning, beginning.Length, throwOnEndOfStream: false);
        file.Position = 0;
        if (!IsPage(beginning.AsSpan(0, read)))
        {
            return file;
        }

        // A browser or an editor that saved the page may have changed the rest of the element.
        long at = Find(file, Encoding.ASCII.GetBytes(ReportData.Mark));
        if (at < 0)
        {
            throw new InvalidDataException("is an HTML page without UdpLab's data: import a report of Export-LabReport, or a file of Export-LabResult");
        }

        file.Position = at;
        for (int letter = file.ReadByte(); letter is not ('>' or -1);)
        {
            letter = file.ReadByte();
        }

        return new GZipStream(new Base64Stream(file), CompressionMode.Decompress);
    }

    /// <summary>It begins as a page does, not as lines of JSON.</summary>
    public static bool IsPage(ReadOnlySpan<byte> beginning) => (beginning.StartsWith(ByteOrderMark) ? beginning[ByteOrderMark.Length..] : beginning).TrimStart(Blanks) is [(byte)'<', ..];

    /// <summary>Where the text behind a mark begins; -1 if it is not there.</summary>
    private static long Find(Stream file, byte[] mark)
    {
        byte[] buffer = new byte[Chunk];
        int kept = 0;
        for (long start = file.Position; ;)
        {
            int read = file.ReadAtLeast(buffer.AsSpan(kept), buffer.Length - kept, throwOnEndOfStream: false), have = kept + read;
            int found = buffer.AsSpan(0, have).IndexOf(mark);
            if (found >= 0)
            {
                return start + found + mark.Length;
            }

            if (read == 0)
            {
                return -1;
            }

            kept = Math.Min(mark.Length - 1, have);
            buffer.AsSpan(have - kept, kept).CopyTo(buffer);
            start += have - kept;
        }
    }
}
