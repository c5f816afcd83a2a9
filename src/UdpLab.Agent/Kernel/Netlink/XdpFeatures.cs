using System.Buffers.Binary;

namespace UdpLab.Agent.Kernel;

/// <summary>A device's current XDP support, as its driver reports it (Documentation/netlink/specs/netdev.yaml, Linux 6.3+).</summary>
internal static class XdpFeatures
{
    private const byte NETDEV_CMD_DEV_GET = 1;
    private const ushort NETDEV_A_DEV_IFINDEX = 1, NETDEV_A_DEV_XDP_FEATURES = 3;
    private const ulong NETDEV_XDP_ACT_BASIC = 1, NETDEV_XDP_ACT_NDO_XMIT = 4;

    /// <summary>
    /// Whether it sends frames redirected to it: a veth does so while its peer receives through NAPI. Null if the driver reports
    /// no XDP at all, or the kernel no features.
    /// </summary>
    public static bool? TakeRedirected(int interfaceIndex)
    {
        using Netlink netlink = new(Netlink.Generic);
        bool? takes = null;
        if (GenericNetlink.FamilyOf(netlink, "netdev") is > 0 and ushort family)
        {
            _ = netlink.Query(GenericNetlink.Message(family, NetlinkMessage.Acknowledge, NETDEV_CMD_DEV_GET).Add(NETDEV_A_DEV_IFINDEX, (uint)interfaceIndex), reply =>
            {
                ReadOnlySpan<byte> features = reply.Attribute(GenericNetlink.Body, NETDEV_A_DEV_XDP_FEATURES);
                ulong bits = features.Length >= 8 ? BinaryPrimitives.ReadUInt64LittleEndian(features) : 0;
                takes = (bits & NETDEV_XDP_ACT_BASIC) == 0 ? null : (bits & NETDEV_XDP_ACT_NDO_XMIT) != 0;
            });
        }

        return takes;
    }
}
