namespace UdpLab;

/// <summary>Cuts a stream into blocks of whole lines, or of whole paragraphs if possible.</summary>
internal sealed class TextBlocks(Stream stream, string source)
{
    /// <summary>Small enough that a block is still in the CPU's cache when it is parsed.</summary>
    public const int BlockSize = 1 << 20;

    private const int MostBytes = 1 << 26;
    private byte[] _carry = [];
    private int _carried;
    private readonly long _start = stream.CanSeek ? stream.Position : 0;
    private readonly Dictionary<long, long> _linesBefore = [];
    private long _offset;
    private long _lines;

    /// <summary>A buffer for one block, or for the whole of a small text.</summary>
    public byte[] NewBuffer() => new byte[stream.CanSeek ? (int)Math.Clamp(stream.Length - stream.Position + 1, 16, BlockSize) : BlockSize];

    /// <summary>All blocks have been returned.</summary>
    public bool AtEnd { get; private set; }

    /// <summary>Reads the next block.</summary>
    /// <param name="buffer">The buffer, replaced by a larger one if the block does not fit.</param>
    /// <param name="paragraphs">The block must end after an empty line, if there is one.</param>
    /// <param name="length">Bytes of the block.</param>
    /// <param name="offset">Its offset in the stream.</param>
    /// <returns>False at the end.</returns>
    public bool TryNext(ref byte[] buffer, bool paragraphs, out int length, out long offset)
    {
        offset = _offset;
        length = 0;
        if (AtEnd)
        {
            return false;
        }

        if (_carried > buffer.Length)
        {
            buffer = new byte[_carry.Length];
        }

        _carry.AsSpan(0, _carried).CopyTo(buffer);
        int filled = _carried;
        while (true)
        {
            int read = stream.ReadAtLeast(buffer.AsSpan(filled), buffer.Length - filled, throwOnEndOfStream: false);
            AtEnd = filled + read < buffer.Length;
            filled += read;
            length = AtEnd ? filled : Cut(buffer, paragraphs && buffer.Length < MostBytes);
            if (length > 0 || AtEnd)
            {
                break;
            }

            if (buffer.Length >= MostBytes)
            {
                throw new PerfTextException(source, 1, $"text with lines of less than {MostBytes >> 20} MB");
            }

            Array.Resize(ref buffer, buffer.Length * 2);
        }

        Keep(buffer.AsSpan(length, filled - length));
        if (!stream.CanSeek)
        {
            _linesBefore[_offset] = _lines;
            _lines += buffer.AsSpan(0, length).Count((byte)'\n');
        }

        _offset += length;
        return length > 0;
    }

    /// <summary>A line's number, from 1; counted by reading the stream again if possible.</summary>
    public long LineAt(TextPlace place)
    {
        if (!stream.CanSeek)
        {
            return _linesBefore.GetValueOrDefault(place.Block) + place.Line + 1;
        }

        stream.Position = _start;
        byte[] buffer = new byte[BlockSize];
        long line = place.Line + 1;
        for (long left = place.Block; left > 0;)
        {
            int read = stream.Read(buffer, 0, (int)Math.Min(left, buffer.Length));
            left = read > 0 ? left - read : 0;
            line += buffer.AsSpan(0, read).Count((byte)'\n');
        }

        return line;
    }

    private static int Cut(ReadOnlySpan<byte> text, bool paragraphs)
    {
        int empty = text.LastIndexOf("\n\n"u8);
        return empty >= 0 ? empty + 2 : paragraphs ? 0 : text.LastIndexOf((byte)'\n') + 1;
    }

    private void Keep(ReadOnlySpan<byte> rest)
    {
        if (_carry.Length < rest.Length)
        {
            _carry = new byte[rest.Length * 2];
        }

        rest.CopyTo(_carry);
        _carried = rest.Length;
    }
}
