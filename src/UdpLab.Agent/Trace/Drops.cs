namespace UdpLab.Agent.Trace;

/// <summary>Packets that the kernel dropped for one cause.</summary>
/// <param name="Key">The cause.</param>
/// <param name="Reason">The reason's name, such as SOCKET_RCVBUFF; null before Linux 5.17.</param>
/// <param name="Frames">Freed buffers.</param>
/// <param name="ByState">Packets in them, by what the sink's thread was doing (<see cref="ReaderState"/>): segments of a bundle count one each.</param>
internal sealed record Drops(DropKey Key, string? Reason, long Frames, long[] ByState)
{
    public long Packets => ByState.Sum();
}
