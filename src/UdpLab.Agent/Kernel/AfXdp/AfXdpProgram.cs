using System.Buffers.Binary;
using System.Net;
using UdpLab.Wire;
using static UdpLab.Agent.Kernel.Register;

namespace UdpLab.Agent.Kernel;

/// <summary>
/// The XDP program that gives UDP packets of one address and port to the AF_XDP socket of the queue they arrived on, and counts
/// them; all other frames continue up the stack.
/// </summary>
internal static class AfXdpProgram
{
    private const int XdpPass = 2, XdpRedirect = 4, RedirectMap = 51, Udp = 17;
    private const int DataInContext = 0, EndInContext = 4, QueueInContext = 16, TypeInEthernet = 12, PortInUdp = 2;
    private const int Ipv4WithoutOptions = 0x45, FragmentInIpv4 = 6, ProtocolInIpv4 = 9, DestinationInIpv4 = 16, ProtocolInIpv6 = 6, DestinationInIpv6 = 24;

    // More fragments, or an offset.
    private const ushort FragmentBits = 0x3fff;

    /// <summary>Assembles it.</summary>
    /// <param name="sockets">The map of the sockets, by queue.</param>
    /// <param name="count">The map of one number of 64 bits: frames redirected.</param>
    /// <param name="address">The destination; 0.0.0.0 or :: for all of one family.</param>
    /// <param name="port">The destination port.</param>
    public static Instruction[] Assemble(int sockets, int count, IPAddress address, int port)
    {
        byte[] bytes = address.GetAddressBytes();
        bool ipv6 = bytes.Length == 16;
        int ip = FrameLength.Ethernet, udp = ip + FrameLength.Ip(ipv6);
        Assembler code = new();
        code.Do(Alu.Move, R6, R1)
            .Load(Width.Word32, R7, R6, DataInContext)
            .Load(Width.Word32, R8, R6, EndInContext)
            .Do(Alu.Move, R2, R7)
            .Do(Alu.Add, R2, udp + FrameLength.Udp)
            .DropIfGreater(R2, R8);
        Require(Width.Word16, TypeInEthernet, BinaryPrimitives.ReverseEndianness(ipv6 ? PacketAbi.ETH_P_IPV6 : PacketAbi.ETH_P_IP));
        Require(Width.Byte, ip + (ipv6 ? ProtocolInIpv6 : ProtocolInIpv4), Udp);
        if (!ipv6)
        {
            Require(Width.Byte, ip, Ipv4WithoutOptions);
            code.Load(Width.Word16, R1, R7, (short)(ip + FragmentInIpv4)).Do(Alu.And, R1, BinaryPrimitives.ReverseEndianness(FragmentBits)).DropUnlessEqual(R1, 0);
        }

        Require(Width.Word16, udp + PortInUdp, BinaryPrimitives.ReverseEndianness((ushort)port));
        for (int i = 0; i < bytes.Length && !address.Equals(IPAddress.Any) && !address.Equals(IPAddress.IPv6Any); i += sizeof(uint))
        {
            Require(Width.Word32, ip + (ipv6 ? DestinationInIpv6 : DestinationInIpv4) + i, BitConverter.ToUInt32(bytes, i));
        }

        // Without a socket for the queue, the frame continues up the stack.
        return code.Load(Width.Word32, R2, R6, QueueInContext)
            .LoadMap(R1, sockets)
            .Do(Alu.Move, R3, XdpPass)
            .Call(RedirectMap)
            .DropUnlessEqual(R0, XdpRedirect)
            .LoadMapValue(R1, count)
            .Do(Alu.Move, R2, 1)
            .AddAtomically(R1, 0, R2)
            .Exit()
            .DropHere()
            .Do(Alu.Move, R0, XdpPass)
            .Exit()
            .ToArray();

        void Require(Width width, int at, uint value) => code.Load(width, R1, R7, (short)at).DropUnlessEqual(R1, value);
    }
}
