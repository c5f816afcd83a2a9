using System.Buffers.Binary;

namespace UdpLab.Agent.Kernel;

/// <summary>A device's current XDP support, as its driver reports it (Documentation/netlink/specs/netdev.yaml, Linux 6.3+).</summary>
internal static class XdpFeatures
{
    private const byte NETDEV_CMD_DEV_GET = 1;
    private const ushort NETDEV_A_DEV_IFINDEX = 1, NETDEV_A_DEV_XDP_FEATURES = 3;
    private const ulong NETDEV_XDP_ACT_NDO_XMIT = 4;

    /// <summary>It sends frames redirected to it: a veth does so while its peer receives through NAPI. False if the kernel does not report it.</summary>
    public static bool TakeRedirected(int interfaceIndex)
    {
        using Netlink netlink = new(Netlink.Generic);
        bool takes = false;
        if (GenericNetlink.FamilyOf(netlink, "netdev") is > 0 and ushort family)
        {
            _ = netlink.Query(GenericNetlink.Message(family, NetlinkMessage.Acknowledge, NETDEV_CMD_DEV_GET).Add(NETDEV_A_DEV_IFINDEX, (uint)interfaceIndex), reply =>
            {
                ReadOnlySpan<byte> features = reply.Attribute(GenericNetlink.Body, NETDEV_A_DEV_XDP_FEATURES);
                takes = features.Length >= 8 && (BinaryPrimitives.ReadUInt64LittleEndian(features) & NETDEV_XDP_ACT_NDO_XMIT) != 0;
            });
        }

        return takes;
    }
}
