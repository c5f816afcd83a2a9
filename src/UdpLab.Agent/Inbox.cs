using UdpLab.Wire;

namespace UdpLab.Agent;

/// <summary>Reads the controller's lines; of a line longer than <see cref="Request.LongestLine"/> the rest is skipped.</summary>
internal sealed class Inbox(Stream input)
{
    private readonly byte[] _buffer = new byte[64 * 1024];
    private readonly MemoryStream _line = new();
    private int _at;
    private int _filled;

    /// <summary>The next line without its newline; false at the end of the input. An incomplete last line is ignored.</summary>
    /// <param name="line">The line, valid until the next call.</param>
    /// <param name="tooLong">It exceeded the limit.</param>
    public bool Read(out ReadOnlySpan<byte> line, out bool tooLong)
    {
        _line.SetLength(0);
        tooLong = false;
        while (_at < _filled || Fill())
        {
            ReadOnlySpan<byte> rest = _buffer.AsSpan(_at, _filled - _at);
            int end = rest.IndexOf((byte)'\n');
            ReadOnlySpan<byte> part = end < 0 ? rest : rest[..end];
            tooLong |= _line.Length + part.Length > Request.LongestLine;
            if (!tooLong)
            {
                _line.Write(part);
            }

            _at += part.Length + (end < 0 ? 0 : 1);
            if (end >= 0)
            {
                line = _line.GetBuffer().AsSpan(0, (int)_line.Length);
                return true;
            }
        }

        line = [];
        return false;
    }

    private bool Fill()
    {
        _at = 0;
        _filled = input.Read(_buffer);
        return _filled > 0;
    }
}
