using System.Buffers.Binary;
using System.Net;
using static UdpLab.Agent.Kernel.SocketFilter;

namespace UdpLab.Agent.Kernel;

/// <summary>Selects, of the frames a packet socket sees, the UDP packets for an address and port of this host.</summary>
internal static class UdpFilter
{
    private const uint OtherHost = 3, Udp = 17, FragmentOffset = 0x1fff, Everything = uint.MaxValue;
    private const uint Ipv4Protocol = 9, Ipv4Fragment = 6, Ipv4Destination = 16, Ipv6Protocol = 6, Ipv6Destination = 24, Ipv6Length = 40, PortInUdp = 2;

    /// <summary>The program. It takes no fragments but the first, and of IPv6 only packets without extension headers.</summary>
    /// <param name="address">The destination; 0.0.0.0 or :: for all of one family.</param>
    /// <param name="port">The destination port.</param>
    public static SocketFilter[] Assemble(IPAddress address, int port)
    {
        byte[] bytes = address.GetAddressBytes();
        bool ipv6 = bytes.Length == 16;
        List<(ushort Code, uint Constant, bool DropIfTrue, bool IsTest)> code = [];
        Load(LoadByte, PacketType);
        Test(JumpIfEqual, OtherHost, dropIfTrue: true);
        Load(LoadByte, Network + (ipv6 ? Ipv6Protocol : Ipv4Protocol));
        Test(JumpIfEqual, Udp);
        if (ipv6)
        {
            Load(LoadHalf, Network + Ipv6Length + PortInUdp);
        }
        else
        {
            Load(LoadHalf, Network + Ipv4Fragment);
            Test(JumpIfSet, FragmentOffset, dropIfTrue: true);
            Load(LoadHeaderLength, Network);
            Load(LoadHalfIndexed, Network + PortInUdp);
        }

        Test(JumpIfEqual, (uint)port);
        for (int i = 0; i < bytes.Length && !address.Equals(IPAddress.Any) && !address.Equals(IPAddress.IPv6Any); i += sizeof(uint))
        {
            Load(LoadWord, Network + (ipv6 ? Ipv6Destination : Ipv4Destination) + (uint)i);
            Test(JumpIfEqual, BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(i)));
        }

        // The last two return: take it, or drop it.
        int drop = code.Count + 1;
        return
        [
            .. code.Select((c, i) => !c.IsTest ? new SocketFilter(c.Code, c.Constant) : c.DropIfTrue ? new SocketFilter(c.Code, (byte)(drop - i - 1), 0, c.Constant) : new SocketFilter(c.Code, 0, (byte)(drop - i - 1), c.Constant)),
            new(ReturnConstant, Everything),
            new(ReturnConstant, 0),
        ];

        void Load(ushort load, uint at) => code.Add((load, at, false, false));

        void Test(ushort jump, uint value, bool dropIfTrue = false) => code.Add((jump, value, dropIfTrue, true));
    }
}
