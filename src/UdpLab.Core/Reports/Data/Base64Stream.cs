using System.Buffers;
using System.Buffers.Text;

namespace UdpLab;

/// <summary>The bytes of lines of Base64 that a tag ends.</summary>
internal sealed class Base64Stream(Stream page) : ReadStream
{
    private readonly byte[] _text = new byte[1 << 14];
    private readonly byte[] _bytes = new byte[1 << 14];
    private int _kept, _at, _have;
    private bool _isOver;

    public override int Read(Span<byte> buffer)
    {
        while (_at == _have && !_isOver)
        {
            Fill();
        }

        int given = Math.Min(buffer.Length, _have - _at);
        _bytes.AsSpan(_at, given).CopyTo(buffer);
        _at += given;
        return given;
    }

    protected override void Dispose(bool disposing)
    {
        page.Dispose();
        base.Dispose(disposing);
    }

    private void Fill()
    {
        int read = page.Read(_text.AsSpan(_kept)), have = _kept;
        if (read == 0)
        {
            throw new InvalidDataException("is a report that ends within its data: it was not written or copied completely");
        }

        for (int i = _kept; i < _kept + read && !_isOver; i++)
        {
            byte letter = _text[i];
            if (letter == (byte)'<')
            {
                _isOver = true;
            }
            else if (letter > (byte)' ')
            {
                _text[have++] = letter;
            }
        }

        // Four letters are three bytes.
        int whole = _isOver ? have : have & ~3;
        if (Base64.DecodeFromUtf8(_text.AsSpan(0, whole), _bytes, out int used, out int written, _isOver) is not (OperationStatus.Done or OperationStatus.NeedMoreData) || used < whole)
        {
            throw new InvalidDataException("is a report whose data are damaged: they are no Base64");
        }

        _text.AsSpan(whole, have - whole).CopyTo(_text);
        (_kept, _at, _have) = (have - whole, 0, written);
    }
}
