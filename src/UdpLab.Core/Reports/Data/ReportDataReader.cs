using System.IO.Compression;
using System.Text;

namespace UdpLab;

/// <summary>Finds the data in a report of Export-LabReport.</summary>
internal static class ReportDataReader
{
    private const int Chunk = 1 << 16;

    private static ReadOnlySpan<byte> Page => "<!DOCTYPE html"u8;

    /// <summary>A file's lines of JSON: those inside of a report, else the file as it is.</summary>
    /// <param name="file">The file at its beginning; a pipe is never looked into.</param>
    /// <exception cref="InvalidDataException">It is another HTML page; the message is what, as the rest of a sentence.</exception>
    public static Stream Lines(Stream file)
    {
        if (!file.CanSeek)
        {
            return file;
        }

        byte[] beginning = new byte[Page.Length];
        int read = file.ReadAtLeast(beginning, beginning.Length, throwOnEndOfStream: false);
        if (!Page.SequenceEqual(beginning.AsSpan(0, read)))
        {
            file.Position = 0;
            return file;
        }

        long at = Find(file, Encoding.ASCII.GetBytes(ReportData.Begin));
        if (at < 0)
        {
            throw new InvalidDataException("is an HTML page without UdpLab's data: import a report of Export-LabReport, or a file of Export-LabResult");
        }

        file.Position = at;
        return new GZipStream(new Base64Stream(file), CompressionMode.Decompress);
    }

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
