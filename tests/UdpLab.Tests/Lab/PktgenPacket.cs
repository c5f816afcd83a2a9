using System.Buffers.Binary;

namespace UdpLab.Tests;

/// <summary>pktgen's header, parsed by its definition in net/core/pktgen.c (struct pktgen_hdr, big-endian).</summary>
internal sealed record PktgenPacket(uint Magic, uint Sequence, DateTimeOffset Time, int Microseconds)
{
    public const uint ExpectedMagic = 0xbe9be955;

    public static PktgenPacket Read(byte[] payload) => new(
        BinaryPrimitives.ReadUInt32BigEndian(payload),
        BinaryPrimitives.ReadUInt32BigEndian(payload.AsSpan(4)),
        DateTimeOffset.FromUnixTimeSeconds(BinaryPrimitives.ReadUInt32BigEndian(payload.AsSpan(8))),
        BinaryPrimitives.ReadInt32BigEndian(payload.AsSpan(12)));
}
