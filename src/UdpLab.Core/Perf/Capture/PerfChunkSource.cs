using UdpLab.Wire;

namespace UdpLab;

/// <summary>The chunks of a recording in order of arrival, followed by the result.</summary>
/// <param name="agent">The conversation.</param>
/// <param name="id">The request they answer.</param>
/// <param name="recording">How long the recording may take; null if it has ended.</param>
internal sealed class PerfChunkSource(AgentSession agent, long id, RunLimit? recording = null)
{
    private Reply? _next;

    /// <summary>The result, which arrives last; null before that.</summary>
    public PerfResult? Result { get; private set; }

    /// <summary>The next line if it has arrived, without consuming it.</summary>
    public Reply? Peek()
    {
        while (_next is null && Result is null && (recording is null ? agent.TryReceive(id) : agent.TryReceive(id, recording)) is { } reply)
        {
            _next = reply is PerfChunk or PerfResult ? reply : null;
        }

        return _next;
    }

    /// <summary>The part that starts now; null at the end.</summary>
    public PerfPart? NextPart(CancellationToken cancel)
    {
        switch (Await(cancel))
        {
            case PerfChunk chunk:
                return chunk.Part;
            case PerfResult result:
                Result = result;
                agent.Forget(id);
                return null;
            default:
                return null;
        }
    }

    /// <summary>The next bytes of a part; null at its end.</summary>
    public byte[]? Take(PerfPart part, CancellationToken cancel)
    {
        if (Await(cancel) is PerfChunk chunk && chunk.Part == part)
        {
            _next = null;
            return chunk.Bytes;
        }

        return null;
    }

    private Reply? Await(CancellationToken cancel)
    {
        if (Peek() is null && Result is null)
        {
            _next = agent.ReceiveAny(id, cancel);
        }

        return _next;
    }
}
