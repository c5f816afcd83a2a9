using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.IO.Compression;
using System.IO.Hashing;
using System.Text;

namespace UdpLab;

/// <summary>
/// The objects of a report as Export-LabResult writes them, compressed as they come: a report that is written again and again
/// during a sweep compresses each of them once. In the page they are Base64, in which no name can end the block.
/// </summary>
internal sealed class ReportData : IDisposable
{
    /// <summary>How the block begins in the page.</summary>
    public const string Begin = $"<script type=\"application/gzip\" {Mark}>";

    /// <summary>What makes a page a report. No text of a page can contain it, because a quotation mark in text is an entity.</summary>
    public const string Mark = "id=\"udplab-results\"";

    // 57 bytes are 76 characters, as in mail (RFC 2045); longer lines are as good and fewer.
    private const int LineBytes = 57 * 16;

    // An empty last block with fixed codes (RFC 1951, 3.2.6), behind the byte boundary that a flush leaves.
    private static readonly byte[] _end = [0x03, 0x00];
    private static readonly byte[] _header = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
    private readonly MemoryStream _compressed = new();
    private readonly DeflateStream _deflate;
    private readonly Crc32 _check = new();
    private readonly ArrayBufferWriter<byte> _line = new();

    public ReportData()
    {
        _compressed.Write(_header);
        _deflate = new DeflateStream(_compressed, CompressionLevel.Optimal, leaveOpen: true);
    }

    /// <summary>Objects in it, without lines about them.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes of their lines.</summary>
    public long Length { get; private set; }

    /// <summary>Adds an object of UdpLab.</summary>
    public void Add(object value)
    {
        _line.ResetWrittenCount();
        ResultLine.Write(value, _line);
        _deflate.Write(_line.WrittenSpan);
        _check.Append(_line.WrittenSpan);
        Length += _line.WrittenCount;
        Count += value is IResultControl ? 0 : 1;
    }

    /// <summary>Writes what there is so far as lines of Base64; more can be added afterwards.</summary>
    public void Write(Stream page)
    {
        _deflate.Flush();
        Span<byte> trailer = stackalloc byte[8];
        BinaryPrimitives.WriteUInt32LittleEndian(trailer, _check.GetCurrentHashAsUInt32());
        BinaryPrimitives.WriteUInt32LittleEndian(trailer[4..], (uint)Length);
        byte[] all = [.. _compressed.GetBuffer().AsSpan(0, (int)_compressed.Length), .. _end, .. trailer];
        WriteBase64(page, all);
    }

    /// <summary>The lines of some text as the page has them.</summary>
    public static string Compressed(ReadOnlySpan<byte> text)
    {
        using MemoryStream packed = new(), page = new();
        using (GZipStream gzip = new(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(text);
        }

        WriteBase64(page, packed.GetBuffer().AsSpan(0, (int)packed.Length));
        return Encoding.ASCII.GetString(page.GetBuffer(), 0, (int)page.Length);
    }

    public void Dispose()
    {
        _deflate.Dispose();
        _compressed.Dispose();
    }

    private static void WriteBase64(Stream page, ReadOnlySpan<byte> bytes)
    {
        Span<byte> text = stackalloc byte[Base64.GetMaxEncodedToUtf8Length(LineBytes) + 1];
        for (; !bytes.IsEmpty; bytes = bytes[Math.Min(LineBytes, bytes.Length)..])
        {
            Base64.EncodeToUtf8(bytes[..Math.Min(LineBytes, bytes.Length)], text, out _, out int written);
            text[written] = (byte)'\n';
            page.Write(text[..(written + 1)]);
        }
    }
}
