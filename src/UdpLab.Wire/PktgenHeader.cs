using System.Buffers.Binary;

namespace UdpLab.Wire;

/// <summary>
/// The header pktgen writes at the start of a UDP payload (struct pktgen_hdr, net/core/pktgen.c; all fields big-endian),
/// and the stream tag our own floods add behind it: every sending thread numbers its own packets.
/// </summary>
internal static class PktgenHeader
{
    /// <summary>First four bytes.</summary>
    public const uint Magic = 0xbe9be955;

    /// <summary>Bytes of magic, sequence, seconds and microseconds.</summary>
    public const int Length = 16;

    /// <summary>Bytes including the stream tag.</summary>
    public const int TaggedLength = 18;

    /// <summary>Upper four bits of a stream tag; pktgen itself leaves the bytes 0, which is stream 0.</summary>
    public const int TagMark = 0xD000;

    /// <summary>Number of distinct stream tags.</summary>
    public const int MaxStreams = 0x1000;

    /// <summary>Bytes of a frame (without FCS) that are not UDP payload.</summary>
    public static int Overhead(bool ipv6) => FrameLength.Ethernet + FrameLength.Ip(ipv6) + FrameLength.Udp;

    /// <summary>The smallest frame that carries the tagged header: 60 bytes (Ethernet's own minimum) over IPv4, 80 over IPv6.</summary>
    public static int MinimumPacketSize(bool ipv6) => Math.Max(FrameLength.Shortest, Overhead(ipv6) + TaggedLength);

    /// <summary>Writes the header to the start of a payload.</summary>
    public static void Write(Span<byte> payload, int stream, uint sequence, long realtimeNanoseconds)
    {
        BinaryPrimitives.WriteUInt32BigEndian(payload, Magic);
        BinaryPrimitives.WriteUInt32BigEndian(payload[4..], sequence);
        BinaryPrimitives.WriteUInt32BigEndian(payload[8..], (uint)(realtimeNanoseconds / 1_000_000_000));
        BinaryPrimitives.WriteUInt32BigEndian(payload[12..], (uint)(realtimeNanoseconds % 1_000_000_000 / 1000));
        BinaryPrimitives.WriteUInt16BigEndian(payload[16..], (ushort)(TagMark | stream));
    }
}
