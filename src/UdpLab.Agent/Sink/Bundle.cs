namespace UdpLab.Agent.Sink;

/// <summary>A datagram that is a bundle of segments, each a packet with its own header.</summary>
internal static unsafe class Bundle
{
    /// <summary>Checks the header of each segment; returns how many there are.</summary>
    /// <param name="checker">Checks them.</param>
    /// <param name="data">The payload.</param>
    /// <param name="length">Its length.</param>
    /// <param name="segment">Length of each segment but the last.</param>
    /// <param name="captured">Bytes of it that are there.</param>
    public static long Count<TCheck>(HeaderChecker checker, byte* data, int length, int segment, int captured)
        where TCheck : struct, IPayloadCheck
    {
        long packets = 1;
        TCheck.Check(checker, data, Math.Min(segment, captured));
        for (int offset = segment; offset < length; offset += segment)
        {
            TCheck.Check(checker, data + offset, Math.Clamp(captured - offset, 0, segment));
            packets++;
        }

        return packets;
    }
}
