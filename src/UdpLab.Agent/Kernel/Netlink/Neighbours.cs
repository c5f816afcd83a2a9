using System.Buffers.Binary;
using System.Net;
using System.Net.NetworkInformation;

namespace UdpLab.Agent.Kernel;

/// <summary>Link-layer addresses of neighbours (ip neighbour).</summary>
internal static class Neighbours
{
    private const ushort RTM_NEWNEIGH = 28, RTM_GETNEIGH = 30;
    private const ushort NDA_DST = 1, NDA_LLADDR = 2;
    private const int Body = 12;
    private const byte NTF_USE = 1;

    // NUD_REACHABLE, STALE, DELAY, PROBE, PERMANENT: states in which the link-layer address can be used.
    private const int UsableStates = 0x02 | 0x04 | 0x08 | 0x10 | 0x80;

    /// <summary>The MAC address of a neighbour. If the kernel does not know it, it is made to ask; null without an answer.</summary>
    public static PhysicalAddress? Resolve(IPAddress address, int interfaceIndex, TimeSpan patience)
    {
        PhysicalAddress? mac = Find(address, interfaceIndex);
        if (mac is not null)
        {
            return mac;
        }

        Ask(address, interfaceIndex);
        long end = Clock.Monotonic + (long)patience.TotalNanoseconds;
        while (mac is null && Clock.Monotonic < end)
        {
            Thread.Sleep(10);
            mac = Find(address, interfaceIndex);
        }

        return mac;
    }

    private static void Ask(IPAddress address, int interfaceIndex)
    {
        byte[] body = NewBody(address, interfaceIndex);
        body[10] = NTF_USE;
        using Netlink netlink = new();
        _ = netlink.Execute(new NetlinkMessage(RTM_NEWNEIGH, NetlinkMessage.Acknowledge | NetlinkMessage.Create, body).Add(NDA_DST, address.GetAddressBytes()));
    }

    private static PhysicalAddress? Find(IPAddress address, int interfaceIndex)
    {
        byte[] wanted = address.GetAddressBytes();
        PhysicalAddress? mac = null;
        using Netlink netlink = new();
        _ = netlink.Query(new NetlinkMessage(RTM_GETNEIGH, NetlinkMessage.Dump, NewBody(address, 0)), reply =>
        {
            bool usable = (BinaryPrimitives.ReadUInt16LittleEndian(reply.Payload[8..]) & UsableStates) != 0;
            ReadOnlySpan<byte> link = reply.Attribute(Body, NDA_LLADDR);
            if (usable && link.Length == 6
                && BinaryPrimitives.ReadInt32LittleEndian(reply.Payload[4..]) == interfaceIndex
                && reply.Attribute(Body, NDA_DST).SequenceEqual(wanted))
            {
                mac = new PhysicalAddress(link.ToArray());
            }
        });
        return mac;
    }

    private static byte[] NewBody(IPAddress address, int interfaceIndex)
    {
        byte[] body = new byte[Body];
        body[0] = (byte)SockAddr.Family(address);
        BinaryPrimitives.WriteInt32LittleEndian(body.AsSpan(4), interfaceIndex);
        return body;
    }
}
