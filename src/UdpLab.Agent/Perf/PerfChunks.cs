using UdpLab.Agent.Nic;
using UdpLab.Wire;

namespace UdpLab.Agent.Perf;

/// <summary>A stream that becomes <see cref="PerfChunk"/> lines, small enough that heartbeats pass between them.</summary>
internal sealed class PerfChunks(long id, PerfPart part, Action<Reply> reply) : Stream
{
    private const int Largest = 32 * 1024;
    private readonly byte[] _buffer = new byte[Largest];
    private int _filled;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (buffer.Length > 0)
        {
            int taken = Math.Min(buffer.Length, Largest - _filled);
            buffer[..taken].CopyTo(_buffer.AsSpan(_filled));
            _filled += taken;
            buffer = buffer[taken..];
            if (_filled == Largest)
            {
                Send();
            }
        }
    }

    /// <summary>Nothing to flush: a line is sent when it is full, the last one at the end.</summary>
    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (_filled > 0)
        {
            Send();
        }

        base.Dispose(disposing);
    }

    private void Send()
    {
        reply(new PerfChunk { Id = id, Part = part, Bytes = _buffer[.._filled] });
        _filled = 0;
    }
}
