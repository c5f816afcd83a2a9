namespace UdpLab;

/// <summary>A pipe whose beginning has already been read.</summary>
internal sealed class PrefixedStream(ReadOnlyMemory<byte> beginning, Stream rest) : ReadStream
{
    private ReadOnlyMemory<byte> _beginning = beginning;

    public override int Read(Span<byte> buffer)
    {
        if (_beginning.IsEmpty)
        {
            return rest.Read(buffer);
        }

        int length = Math.Min(buffer.Length, _beginning.Length);
        _beginning.Span[..length].CopyTo(buffer);
        _beginning = _beginning[length..];
        return length;
    }
}
