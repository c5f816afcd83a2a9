namespace UdpLab.Agent.Kernel;

/// <summary>
/// The ethtool family of generic netlink (Documentation/networking/ethtool-netlink.rst, Linux 5.6+). It reports what a driver
/// supports, and why it refuses, which SIOCETHTOOL does not.
/// </summary>
internal static class EthtoolNetlink
{
    /// <summary>If set to "ioctl", the agent does without, as on an old kernel; tests use this.</summary>
    public const string Variable = "UDPLAB_ETHTOOL";

    public const ushort Header = 1, Nested = 0x8000;
    private const ushort HeaderDeviceName = 2;

    private static readonly Lock _using = new();
    private static readonly Netlink? _netlink = Open();
    private static readonly ushort _family = _netlink is null ? (ushort)0 : GenericNetlink.FamilyOf(_netlink, "ethtool");

    /// <summary>This kernel supports it.</summary>
    public static bool Exists => _family != 0;

    /// <summary>Queries an interface; returns 0 or errno. The reply's attributes are added to the answer.</summary>
    public static int Get(byte command, string name, NetlinkAnswer answer)
    {
        lock (_using)
        {
            return _netlink!.Query(Message(command, name, NetlinkMessage.Acknowledge), reply => answer(new NetlinkReply(reply.Type, reply.Payload[GenericNetlink.Body..])));
        }
    }

    /// <summary>Sets something on an interface; returns 0 or errno, and the kernel's message if it has one.</summary>
    public static (int Errno, string? Words) Set(byte command, string name, Action<NetlinkMessage> attributes)
    {
        lock (_using)
        {
            NetlinkMessage message = Message(command, name, NetlinkMessage.Acknowledge);
            attributes(message);
            int errno = _netlink!.Execute(message);
            return (errno, errno == 0 ? null : _netlink.Words);
        }
    }

    private static NetlinkMessage Message(byte command, string name, ushort flags) =>
        GenericNetlink.Message(_family, flags, command).Nest(Header | Nested, header => header.Add(HeaderDeviceName, name));

    private static Netlink? Open()
    {
        try
        {
            return Environment.GetEnvironmentVariable(Variable) == "ioctl" ? null : new Netlink(Netlink.Generic);
        }
        catch (AgentException)
        {
            return null;
        }
    }
}
