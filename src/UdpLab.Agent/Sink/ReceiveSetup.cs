using UdpLab.Wire;

namespace UdpLab.Agent.Sink;

/// <summary>What an engine is opened with.</summary>
/// <param name="Socket">A UDP socket with a receive timeout.</param>
/// <param name="Sink">How the socket was opened.</param>
/// <param name="Plan">The measurement.</param>
/// <param name="Checker">Checks headers.</param>
internal sealed record ReceiveSetup(nint Socket, OpenSink Sink, Measure Plan, HeaderChecker Checker)
{
    /// <summary>Identifies streams by source; null if their tags do.</summary>
    public StreamNames? Sources { get; init; }

    /// <summary>Reads control messages and sources; null if none are requested.</summary>
    public MessageReader? Reader { get; init; }

    /// <summary>More than the payload is needed: control messages or sources.</summary>
    public bool NeedsMessages => Sink.Gro || Sources is not null || Reader is not null;

    /// <summary>The buffers it needs.</summary>
    public BufferLayout Layout { get; } = BufferLayout.Of(Sink, Plan);
}
