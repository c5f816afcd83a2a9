using System.Buffers.Binary;

namespace UdpLab.Agent.Tests.Flood;

/// <summary>RFC 1071 as in its text: big-endian words, one's complement addition, complement. Shares no code with the agent.</summary>
internal static class InternetChecksum
{
    public static ushort Of(params IEnumerable<byte[]> parts)
    {
        byte[] all = [.. parts.SelectMany(p => p)];
        uint sum = 0;
        for (int i = 0; i < all.Length; i += 2)
        {
            sum += (uint)(all[i] << 8) | (i + 1 < all.Length ? all[i + 1] : 0u);
            sum = (sum & 0xffff) + (sum >> 16);
        }

        return (ushort)~sum;
    }

    /// <summary>The UDP checksum a frame must have, whatever it has now.</summary>
    public static ushort OfUdp(byte[] frame) => frame[12] == 0x86 ? OfUdp6(frame) : OfUdp4(frame);

    /// <summary>The UDP checksum of an IPv4 frame (RFC 768).</summary>
    public static ushort OfUdp4(byte[] frame)
    {
        byte[] udp = frame[34..];
        (udp[6], udp[7]) = (0, 0);
        byte[] pseudo = [.. frame[26..34], 0, 17, (byte)(udp.Length >> 8), (byte)udp.Length];
        ushort sum = Of(pseudo, udp);
        return sum == 0 ? (ushort)0xffff : sum;
    }

    /// <summary>The UDP checksum an IPv6 frame must have (RFC 8200, section 8.1), whatever it has now.</summary>
    public static ushort OfUdp6(byte[] frame)
    {
        byte[] udp = frame[54..];
        (udp[6], udp[7]) = (0, 0);
        byte[] pseudo = new byte[40];
        frame.AsSpan(22, 32).CopyTo(pseudo);
        BinaryPrimitives.WriteUInt32BigEndian(pseudo.AsSpan(32), (uint)udp.Length);
        pseudo[39] = 17;
        ushort sum = Of(pseudo, udp);
        return sum == 0 ? (ushort)0xffff : sum;
    }
}
