using System.Buffers.Binary;
using System.Net;
using System.Net.NetworkInformation;

namespace UdpLab.Agent.Kernel;

/// <summary>Creates and configures interfaces in the calling thread's network namespace (ip link, ip address, ip neighbour).</summary>
internal static class LinkSetup
{
    private const ushort RTM_NEWLINK = 16, RTM_DELLINK = 17, RTM_NEWADDR = 20, RTM_NEWNEIGH = 28;
    private const ushort IFLA_IFNAME = 3, IFLA_MTU = 4, IFLA_MASTER = 10, IFLA_TXQLEN = 13, IFLA_LINKINFO = 18, IFLA_IFALIAS = 20, IFLA_NET_NS_FD = 28, IFLA_NUM_TX_QUEUES = 31, IFLA_NUM_RX_QUEUES = 32;
    private const ushort IFLA_INFO_KIND = 1, IFLA_INFO_DATA = 2, VETH_INFO_PEER = 1;
    private const ushort IFA_ADDRESS = 1, IFA_LOCAL = 2, NDA_DST = 1, NDA_LLADDR = 2;
    private const byte IFA_F_NODAD = 2;
    private const ushort NUD_PERMANENT = 0x80;
    private const int LinkBody = 16, IFF_UP = 1;

    // If both ends of a veth have the same index, each in its namespace, the kernel takes them for interfaces without a peer and
    // may take a second to notice their carrier (linkwatch_urgent_event in net/core/link_watch.c).
    private const int NearIndex = 100, FarIndex = 101;

    /// <summary>A veth pair: one end here, the other in another namespace; both namespaces are new.</summary>
    public static void AddVeth(string name, string peer, int peerNamespace, int queues, int mtu)
    {
        void Common(NetlinkMessage message, string end) => message
            .Add(IFLA_IFNAME, end)
            .Add(IFLA_MTU, (uint)mtu)
            .Add(IFLA_NUM_TX_QUEUES, (uint)queues)
            .Add(IFLA_NUM_RX_QUEUES, (uint)queues);

        NetlinkMessage request = new(RTM_NEWLINK, NetlinkMessage.Acknowledge | NetlinkMessage.Create | NetlinkMessage.Exclusive, Body(NearIndex, 0));
        Common(request, name);
        request.Nest(IFLA_LINKINFO, info => info
            .Add(IFLA_INFO_KIND, "veth")
            .Nest(IFLA_INFO_DATA, data => data.Nest(
                VETH_INFO_PEER,
                other =>
                {
                    Common(other, peer);
                    other.Add(IFLA_NET_NS_FD, (uint)peerNamespace);
                },
                Body(FarIndex, 0))));
        Execute(request, $"Creating veth '{name}' with {queues} queues");
    }

    public static void SetAlias(int index, string alias) =>
        Execute(new NetlinkMessage(RTM_NEWLINK, NetlinkMessage.Acknowledge, Body(index, 0)).Add(IFLA_IFALIAS, System.Text.Encoding.UTF8.GetBytes(alias)), "Setting an interface alias");

    public static void SetMtu(int index, int mtu) =>
        Execute(new NetlinkMessage(RTM_NEWLINK, NetlinkMessage.Acknowledge, Body(index, 0)).Add(IFLA_MTU, (uint)mtu), $"Setting the MTU to {mtu} bytes");

    /// <summary>A bridge, which forwards at once: it speaks no STP.</summary>
    public static void AddBridge(string name) => Execute(
        new NetlinkMessage(RTM_NEWLINK, NetlinkMessage.Acknowledge | NetlinkMessage.Create | NetlinkMessage.Exclusive, new byte[LinkBody])
            .Add(IFLA_IFNAME, name)
            .Nest(IFLA_LINKINFO, info => info.Add(IFLA_INFO_KIND, "bridge")),
        $"Creating bridge '{name}' (module bridge)");

    /// <summary>Makes an interface a port of a bridge.</summary>
    public static void SetMaster(int index, int bridge) =>
        Execute(new NetlinkMessage(RTM_NEWLINK, NetlinkMessage.Acknowledge, Body(index, 0)).Add(IFLA_MASTER, (uint)bridge), "Making an interface a port of the bridge");

    /// <summary>How many packets may wait to be sent.</summary>
    public static void SetQueueLength(int index, int packets) =>
        Execute(new NetlinkMessage(RTM_NEWLINK, NetlinkMessage.Acknowledge, Body(index, 0)).Add(IFLA_TXQLEN, (uint)packets), "Setting the length of a transmit queue");

    public static void BringUp(int index) =>
        Execute(new NetlinkMessage(RTM_NEWLINK, NetlinkMessage.Acknowledge, Body(index, IFF_UP)), "Bringing an interface up");

    public static void Remove(int index) =>
        Execute(new NetlinkMessage(RTM_DELLINK, NetlinkMessage.Acknowledge, Body(index, 0)), "Removing an interface");

    public static void AddAddress(int index, IPAddress address, int prefixLength)
    {
        byte[] body = new byte[8];
        body[0] = (byte)SockAddr.Family(address);
        body[1] = (byte)prefixLength;
        body[2] = IFA_F_NODAD;
        BinaryPrimitives.WriteInt32LittleEndian(body.AsSpan(4), index);
        byte[] bytes = address.GetAddressBytes();
        Execute(
            new NetlinkMessage(RTM_NEWADDR, NetlinkMessage.Acknowledge | NetlinkMessage.Create, body).Add(IFA_LOCAL, bytes).Add(IFA_ADDRESS, bytes),
            $"Adding address {address}");
    }

    /// <summary>A permanent neighbour entry: the first packet of a flood is not queued, and perhaps dropped, behind an ARP request.</summary>
    public static void AddNeighbour(int index, IPAddress address, PhysicalAddress mac)
    {
        byte[] body = new byte[12];
        body[0] = (byte)SockAddr.Family(address);
        BinaryPrimitives.WriteInt32LittleEndian(body.AsSpan(4), index);
        BinaryPrimitives.WriteUInt16LittleEndian(body.AsSpan(8), NUD_PERMANENT);
        Execute(
            new NetlinkMessage(RTM_NEWNEIGH, NetlinkMessage.Acknowledge | NetlinkMessage.Create, body).Add(NDA_DST, address.GetAddressBytes()).Add(NDA_LLADDR, mac.GetAddressBytes()),
            $"Adding neighbour {address}");
    }

    private static byte[] Body(int index, int flags)
    {
        byte[] body = new byte[LinkBody];
        BinaryPrimitives.WriteInt32LittleEndian(body.AsSpan(4), index);
        BinaryPrimitives.WriteInt32LittleEndian(body.AsSpan(8), flags);
        BinaryPrimitives.WriteInt32LittleEndian(body.AsSpan(12), flags);
        return body;
    }

    private static void Execute(NetlinkMessage message, string tried)
    {
        using Netlink netlink = new();
        int errno = netlink.Execute(message);
        if (errno != 0)
        {
            throw AgentException.FromErrno(errno, $"{tried} failed{(netlink.Words is null ? "" : $" ({netlink.Words})")}", "rtnetlink");
        }
    }
}
