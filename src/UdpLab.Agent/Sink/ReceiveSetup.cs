using UdpLab.Wire;

namespace UdpLab.Agent.Sink;

/// <summary>What an engine is opened with.</summary>
/// <param name="Socket">A UDP socket with a receive timeout.</param>
/// <param name="Method">The method.</param>
/// <param name="Batch">Datagrams a call may return, if the method supports batches.</param>
/// <param name="Gro">A datagram may be a bundle of segments.</param>
/// <param name="Checker">Checks headers.</param>
/// <param name="Sources">Identifies streams by source; null if their tags do.</param>
/// <param name="Echo">Send every datagram back.</param>
internal sealed record ReceiveSetup(int Socket, ReceiveMethod Method, int Batch, bool Gro, HeaderChecker Checker, StreamNames? Sources, bool Echo = false)
{
    /// <summary>Allocates its buffers.</summary>
    public ReceiveBuffers NewBuffers() => new(ReceiveTraits.BatchOf(Method, Batch), Gro, Sources is not null);
}
