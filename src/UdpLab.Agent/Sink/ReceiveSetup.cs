using UdpLab.Wire;

namespace UdpLab.Agent.Sink;

/// <summary>What an engine is opened with.</summary>
/// <param name="Socket">A UDP socket with a receive timeout.</param>
/// <param name="Method">The method.</param>
/// <param name="Batch">Datagrams a call may return, where the method has batches.</param>
/// <param name="Gro">A datagram may be a bundle of segments.</param>
/// <param name="Checker">Checks headers.</param>
/// <param name="Sources">Tells streams apart by where packets come from; null where their tags do.</param>
internal sealed record ReceiveSetup(int Socket, ReceiveMethod Method, int Batch, bool Gro, HeaderChecker Checker, StreamNames? Sources)
{
    /// <summary>Buffers for it.</summary>
    public ReceiveBuffers NewBuffers() => new(ReceiveTraits.BatchOf(Method, Batch), Gro, Sources is not null);
}
