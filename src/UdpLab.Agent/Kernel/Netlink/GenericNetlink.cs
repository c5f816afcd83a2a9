using System.Buffers.Binary;

namespace UdpLab.Agent.Kernel;

/// <summary>What the families of generic netlink share (Documentation/userspace-api/netlink/intro.rst).</summary>
internal static class GenericNetlink
{
    /// <summary>Length of struct genlmsghdr, before the attributes.</summary>
    public const int Body = 4;

    private const ushort Controller = 16, CTRL_ATTR_FAMILY_ID = 1, CTRL_ATTR_FAMILY_NAME = 2;
    private const byte CTRL_CMD_GETFAMILY = 3;

    /// <summary>The number of a family; 0 if the kernel has none of that name.</summary>
    public static ushort FamilyOf(Netlink netlink, string name)
    {
        ushort family = 0;
        _ = netlink.Query(Message(Controller, NetlinkMessage.Acknowledge, CTRL_CMD_GETFAMILY).Add(CTRL_ATTR_FAMILY_NAME, name), reply =>
        {
            ReadOnlySpan<byte> id = reply.Attribute(Body, CTRL_ATTR_FAMILY_ID);
            family = id.Length < 2 ? (ushort)0 : BinaryPrimitives.ReadUInt16LittleEndian(id);
        });
        return family;
    }

    public static NetlinkMessage Message(ushort family, ushort flags, byte command) => new(family, flags, [command, 1, 0, 0]);
}
