namespace UdpLab;

/// <summary>Writes to a stream in the background while the next bytes are prepared.</summary>
internal sealed class WriteBehind(Stream stream) : IDisposable
{
    private byte[] _filling = new byte[1 << 18];
    private byte[] _writing = new byte[1 << 18];
    private int _filled;
    private Task _written = Task.CompletedTask;

    public void Write(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > _filling.Length - _filled)
        {
            int fits = _filling.Length - _filled;
            bytes[..fits].CopyTo(_filling.AsSpan(_filled));
            _filled += fits;
            bytes = bytes[fits..];
            Hand();
        }

        bytes.CopyTo(_filling.AsSpan(_filled));
        _filled += bytes.Length;
    }

    /// <summary>Writes the rest.</summary>
    public void Dispose()
    {
        Hand();
        _written.GetAwaiter().GetResult();
    }

    private void Hand()
    {
        _written.GetAwaiter().GetResult();
        (_filling, _writing) = (_writing, _filling);
        (int length, byte[] full, _filled) = (_filled, _writing, 0);
        _written = Task.Run(() => stream.Write(full, 0, length));
    }
}
