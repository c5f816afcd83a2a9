using System.Text;

namespace UdpLab;

/// <summary>Reads lines of bounded length from an untrusted stream, so that it cannot use up all memory.</summary>
/// <param name="stream">The stream.</param>
/// <param name="longest">Maximum bytes per line.</param>
internal sealed class BoundedLines(Stream stream, int longest)
{
    private readonly byte[] _buffer = new byte[64 * 1024];
    private readonly MemoryStream _begun = new();
    private int _at;
    private int _end;

    /// <summary>The next line, null at the end; text after the last newline counts as a line too.</summary>
    /// <exception cref="InvalidDataException">A line was too long.</exception>
    public string? Next()
    {
        while (true)
        {
            ReadOnlySpan<byte> here = _buffer.AsSpan(_at, _end - _at);
            int length = here.IndexOf((byte)'\n');
            if (_begun.Length + (length < 0 ? here.Length : length) > longest)
            {
                throw new InvalidDataException($"it sent a line of more than {longest >> 20} MB");
            }

            if (length >= 0)
            {
                _at += length + 1;
                return Line(here[..length]);
            }

            _begun.Write(here);
            _at = 0;
            _end = stream.Read(_buffer, 0, _buffer.Length);
            if (_end == 0)
            {
                return _begun.Length == 0 ? null : Line([]);
            }
        }
    }

    private string Line(ReadOnlySpan<byte> end)
    {
        if (_begun.Length == 0)
        {
            return Encoding.UTF8.GetString(end);
        }

        _begun.Write(end);
        string line = Encoding.UTF8.GetString(_begun.GetBuffer(), 0, (int)_begun.Length);
        _begun.SetLength(0);
        _begun.Capacity = Math.Min(_begun.Capacity, 1 << 20);
        return line;
    }
}
