using System.Buffers.Binary;
using System.Net.Sockets;
using UdpLab.Agent.Kernel;
using UdpLab.Wire;

namespace UdpLab.Agent.Sink;

/// <summary>Counts frames of UDP packets: their payloads, and their sources if these are needed.</summary>
internal sealed unsafe class FrameReader(ReceiveSetup setup)
{
    private const int Ipv6Length = 40, LengthInUdp = 4;
    private const int SourceInIpv4 = 12, SourceInIpv6 = 8;

    private readonly bool _ipv6 = SockAddr.LocalOf((int)setup.Socket).AddressFamily == AddressFamily.InterNetworkV6;
    private readonly bool _named = setup.Sources is not null || setup.Reader is not null;

    /// <summary>Counts one frame, and checks the headers of its packets; returns its payload.</summary>
    /// <param name="tally">What it adds to.</param>
    /// <param name="network">The frame's IP header.</param>
    /// <param name="captured">Bytes from there on that are there.</param>
    /// <param name="segment">Length of the payloads if the frame is a bundle, 0 if not; becomes that of the first.</param>
    public byte* Read<TCheck>(ref Tally tally, byte* network, int captured, ref int segment)
        where TCheck : struct, IPayloadCheck
    {
        byte* udp = network + (_ipv6 ? Ipv6Length : (network[0] & 0xf) * 4);
        byte* payload = udp + FrameLength.Udp;
        int length = Math.Max(0, BinaryPrimitives.ReverseEndianness(*(ushort*)(udp + LengthInUdp)) - FrameLength.Udp);
        segment = segment == 0 ? length : segment;
        if (_named)
        {
            NoteSource(network, *(ushort*)udp, segment > 0 ? (length + segment - 1) / segment : 1);
        }

        tally.Packets += Bundle.Count<TCheck>(setup.Checker, payload, length, segment, Math.Clamp(captured - (int)(payload - network), 0, length));
        tally.Bytes += length;
        tally.Datagrams++;
        return payload;
    }

    private void NoteSource(byte* network, ushort port, int packets)
    {
        // struct sockaddr_in or sockaddr_in6.
        byte* name = stackalloc byte[SockAddr.Size];
        *(ushort*)name = (ushort)(_ipv6 ? Abi.AF_INET6 : Abi.AF_INET);
        *(ushort*)(name + 2) = port;
        if (_ipv6)
        {
            new ReadOnlySpan<byte>(network + SourceInIpv6, 16).CopyTo(new Span<byte>(name + 8, 16));
        }
        else
        {
            *(uint*)(name + 4) = *(uint*)(network + SourceInIpv4);
        }

        if (setup.Sources is not null)
        {
            setup.Checker.Selected = setup.Sources.Of(name);
        }

        setup.Reader?.Compare(name, packets);
    }
}
