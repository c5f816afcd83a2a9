using System.Buffers.Binary;
using System.Net;
using System.Net.NetworkInformation;
using UdpLab.Wire;

namespace UdpLab.Agent.Flood;

/// <summary>Builds the Ethernet frame a flood repeats: Ethernet, IPv4 or IPv6, UDP, pktgen header, zeros.</summary>
internal static class Frame
{
    private const byte TimeToLive = 64, UdpProtocol = 17;

    /// <summary>The contents of the headers.</summary>
    internal sealed record Headers(PhysicalAddress SourceMac, PhysicalAddress DestinationMac, IPAddress Source, IPAddress Destination, int SourcePort, int DestinationPort);

    /// <summary>A frame of zeros with pktgen's header.</summary>
    public static byte[] Build(Headers h, int packetSize, int stream)
    {
        byte[] payload = new byte[packetSize - PktgenHeader.Overhead(IsIpv6(h))];
        PktgenHeader.Write(payload, stream, 0, 0);
        return Build(h, payload);
    }

    /// <summary>A frame with this payload, padded to Ethernet's minimum.</summary>
    public static byte[] Build(Headers h, ReadOnlySpan<byte> payload)
    {
        bool ipv6 = IsIpv6(h);
        int length = PktgenHeader.Overhead(ipv6) + payload.Length;
        byte[] frame = new byte[Math.Max(FrameLength.Shortest, length)];
        h.DestinationMac.GetAddressBytes().CopyTo(frame, 0);
        h.SourceMac.GetAddressBytes().CopyTo(frame, 6);
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(12), ipv6 ? (ushort)0x86DD : (ushort)0x0800);
        Span<byte> ip = frame.AsSpan(FrameLength.Ethernet..length);
        int ipLength = ipv6 ? WriteIpv6(ip, h) : WriteIpv4(ip, h);
        Span<byte> udp = ip[ipLength..];
        BinaryPrimitives.WriteUInt16BigEndian(udp, (ushort)h.SourcePort);
        BinaryPrimitives.WriteUInt16BigEndian(udp[2..], (ushort)h.DestinationPort);
        BinaryPrimitives.WriteUInt16BigEndian(udp[4..], (ushort)udp.Length);
        payload.CopyTo(udp[FrameLength.Udp..]);
        return frame;
    }

    /// <summary>A frame no protocol handler accepts: EtherType 0x88B5, for local experiments (IEEE 802, clause 9.2.3).</summary>
    public static byte[] Probe(PhysicalAddress source, PhysicalAddress destination)
    {
        byte[] frame = new byte[FrameLength.Shortest];
        destination.GetAddressBytes().CopyTo(frame, 0);
        source.GetAddressBytes().CopyTo(frame, 6);
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(12), 0x88B5);
        return frame;
    }

    /// <summary>
    /// The part of the UDP checksum that does not vary from packet to packet, as a sum of 16-bit words in memory order:
    /// pseudo header, UDP header without source port, payload without the sequence and time of a pktgen header.
    /// </summary>
    /// <param name="frame">The frame.</param>
    /// <param name="numbered">Its payload begins with that header.</param>
    public static uint ChecksumSeed(ReadOnlySpan<byte> frame, bool numbered = true)
    {
        bool ipv6 = IsIpv6(frame);
        ReadOnlySpan<byte> ip = frame[FrameLength.Ethernet..], udp = ip[FrameLength.Ip(ipv6)..], addresses = ipv6 ? ip.Slice(8, 32) : ip.Slice(12, 8);
        udp = udp[..BinaryPrimitives.ReadUInt16BigEndian(udp[4..])];
        byte[] constant = udp.ToArray();
        constant.AsSpan(0, 2).Clear();
        constant.AsSpan(6, 2).Clear();
        if (numbered)
        {
            constant.AsSpan(FrameLength.Udp + 4, 12).Clear();
        }

        ulong sum = Sum(addresses) + Sum(constant)
            + BinaryPrimitives.ReverseEndianness((ushort)udp.Length)
            + BinaryPrimitives.ReverseEndianness((ushort)UdpProtocol);
        return (uint)sum;
    }

    private static bool IsIpv6(Headers h) => h.Destination.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6;

    /// <summary>By its EtherType.</summary>
    public static bool IsIpv6(ReadOnlySpan<byte> frame) => BinaryPrimitives.ReadUInt16BigEndian(frame[12..]) == 0x86DD;

    internal static ulong Sum(ReadOnlySpan<byte> bytes)
    {
        ulong sum = 0;
        for (int i = 0; i + 1 < bytes.Length; i += 2)
        {
            sum += BinaryPrimitives.ReadUInt16LittleEndian(bytes[i..]);
        }

        return bytes.Length % 2 == 0 ? sum : sum + bytes[^1];
    }

    private static int WriteIpv4(Span<byte> ip, Headers h)
    {
        int length = FrameLength.Ip(ipv6: false);
        ip[0] = 0x45;
        BinaryPrimitives.WriteUInt16BigEndian(ip[2..], (ushort)ip.Length);
        ip[8] = TimeToLive;
        ip[9] = UdpProtocol;
        h.Source.TryWriteBytes(ip[12..], out _);
        h.Destination.TryWriteBytes(ip[16..], out _);
        ulong sum = Sum(ip[..length]);
        sum = (sum & 0xffff) + (sum >> 16);
        sum = (sum & 0xffff) + (sum >> 16);
        BinaryPrimitives.WriteUInt16LittleEndian(ip[10..], (ushort)~sum);
        return length;
    }

    private static int WriteIpv6(Span<byte> ip, Headers h)
    {
        int length = FrameLength.Ip(ipv6: true);
        ip[0] = 0x60;
        BinaryPrimitives.WriteUInt16BigEndian(ip[4..], (ushort)(ip.Length - length));
        ip[6] = UdpProtocol;
        ip[7] = TimeToLive;
        h.Source.TryWriteBytes(ip[8..], out _);
        h.Destination.TryWriteBytes(ip[24..], out _);
        return length;
    }
}
