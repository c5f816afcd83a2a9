using UdpLab.Wire;

namespace UdpLab;

/// <summary>One part of a recording as a stream; reading waits for the agent.</summary>
internal sealed class PerfChunkStream(PerfChunkSource source, PerfPart part, CancellationToken cancel) : ReadStream
{
    private ReadOnlyMemory<byte> _left;
    private bool _ended;

    public override int Read(Span<byte> buffer)
    {
        while (_left.IsEmpty && !_ended)
        {
            byte[]? next = source.Take(part, cancel);
            _ended = next is null;
            _left = next;
        }

        int taken = Math.Min(buffer.Length, _left.Length);
        _left.Span[..taken].CopyTo(buffer);
        _left = _left[taken..];
        return taken;
    }

    protected override void Dispose(bool disposing)
    {
        // The unread rest of this part must not be taken for the next one.
        while (disposing && !_ended && source.Take(part, cancel) is not null)
        {
        }

        base.Dispose(disposing);
    }
}
