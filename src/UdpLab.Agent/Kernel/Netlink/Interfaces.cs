using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using System.Text;
using UdpLab.Wire;

namespace UdpLab.Agent.Kernel;

/// <summary>An interface as rtnetlink reports it.</summary>
internal sealed record Link(int Index, string Name, bool Up, int Mtu, PhysicalAddress Mac, string? Alias)
{
    /// <summary>It is up and has a carrier.</summary>
    public bool Carrier { get; init; }

    /// <summary>Its other names (ip link property add dev NAME altname OTHER).</summary>
    public string[] AltNames { get; init; } = [];

    /// <summary>One of its names.</summary>
    public bool IsNamed(string name) => Name == name || AltNames.Contains(name);

    /// <summary>Minimum and maximum MTU; 0 if neither the device nor the kernel reports it.</summary>
    public (int Least, int Greatest) MtuRange { get; init; }
}

/// <summary>The interfaces of this network namespace and their addresses.</summary>
internal static class Interfaces
{
    private const ushort RTM_GETLINK = 18, RTM_GETADDR = 22;
    private const ushort IFLA_ADDRESS = 1, IFLA_IFNAME = 3, IFLA_MTU = 4, IFLA_IFALIAS = 20, IFLA_CARRIER = 33, IFLA_MIN_MTU = 50, IFLA_MAX_MTU = 51, IFLA_PROP_LIST = 52, IFLA_ALT_IFNAME = 53;
    private const ushort IFA_ADDRESS = 1, IFA_LOCAL = 2;
    private const int LinkBody = 16, AddressBody = 8, IFF_UP = 1;

    public static List<Link> Links()
    {
        List<Link> links = [];
        using Netlink netlink = new();
        int errno = netlink.Query(new NetlinkMessage(RTM_GETLINK, NetlinkMessage.Dump, new byte[LinkBody]), reply =>
        {
            ReadOnlySpan<byte> alias = reply.Attribute(LinkBody, IFLA_IFALIAS);
            links.Add(new Link(
                BinaryPrimitives.ReadInt32LittleEndian(reply.Payload[4..]),
                Text(reply.Attribute(LinkBody, IFLA_IFNAME)),
                (BinaryPrimitives.ReadInt32LittleEndian(reply.Payload[8..]) & IFF_UP) != 0,
                (int)Number(reply.Attribute(LinkBody, IFLA_MTU)),
                new PhysicalAddress(reply.Attribute(LinkBody, IFLA_ADDRESS).ToArray()),
                alias.IsEmpty ? null : Text(alias))
            {
                AltNames = AltNames(reply.Attribute(LinkBody, IFLA_PROP_LIST)),
                Carrier = reply.Attribute(LinkBody, IFLA_CARRIER) is [1, ..],
                MtuRange = ((int)Number(reply.Attribute(LinkBody, IFLA_MIN_MTU)), (int)Number(reply.Attribute(LinkBody, IFLA_MAX_MTU))),
            });
        });
        return errno == 0 ? links : throw AgentException.FromErrno(errno, "Listing the interfaces failed", "RTM_GETLINK");
    }

    /// <summary>Names of the interfaces that are up.</summary>
    public static string[] Up() => [.. Links().Where(l => l.Up).Select(l => l.Name)];

    /// <summary>Resolves a name or altname to the interface's name; returns it unchanged if no interface has it.</summary>
    public static string RealName(string name) => Links().Find(l => l.IsNamed(name))?.Name ?? name;

    /// <inheritdoc cref="RealName"/>
    public static string[] RealNames(string[] names) => names.Length == 0 ? names : [.. names.Select(RealName).Distinct()];

    /// <summary>An interface by name or altname; the exception lists the existing ones.</summary>
    public static Link Require(string name, string parameter = "Interface")
    {
        List<Link> links = Links();
        return links.Find(l => l.IsNamed(name))
            ?? throw new AgentException(FailureCode.NotFound, $"-{parameter} {name}: no such interface; this host has {string.Join(", ", links.Select(l => l.Name))}.")
            {
                Parameter = parameter,
            };
    }

    public static InterfaceAddress[] Addresses()
    {
        Dictionary<int, Link> links = Links().ToDictionary(l => l.Index);
        List<InterfaceAddress> addresses = [];
        using Netlink netlink = new();
        int errno = netlink.Query(new NetlinkMessage(RTM_GETADDR, NetlinkMessage.Dump, new byte[AddressBody]), reply =>
        {
            ReadOnlySpan<byte> address = reply.Attribute(AddressBody, IFA_LOCAL);
            address = address.IsEmpty ? reply.Attribute(AddressBody, IFA_ADDRESS) : address;
            if (links.TryGetValue(BinaryPrimitives.ReadInt32LittleEndian(reply.Payload[4..]), out Link? link) && !address.IsEmpty)
            {
                addresses.Add(new InterfaceAddress
                {
                    Interface = link.Name,
                    Address = new IPAddress(address).ToString(),
                    PrefixLength = reply.Payload[1],
                    MacAddress = Format(link.Mac),
                });
            }
        });
        return errno == 0 ? [.. addresses] : throw AgentException.FromErrno(errno, "Listing the addresses failed", "RTM_GETADDR");
    }

    /// <summary>aa:bb:cc:dd:ee:ff, or null for an interface without an Ethernet address.</summary>
    public static string? Format(PhysicalAddress mac)
    {
        byte[] bytes = mac.GetAddressBytes();
        return bytes.Length == 6 ? string.Join(':', bytes.Select(b => b.ToString("x2", CultureInfo.InvariantCulture))) : null;
    }

    private static string[] AltNames(ReadOnlySpan<byte> properties)
    {
        List<string> names = [];
        while (properties.Length >= 4 && BinaryPrimitives.ReadUInt16LittleEndian(properties) is >= 4 and ushort length && length <= properties.Length)
        {
            if ((BinaryPrimitives.ReadUInt16LittleEndian(properties[2..]) & 0x3fff) == IFLA_ALT_IFNAME)
            {
                names.Add(Text(properties[4..length]));
            }

            properties = properties[Math.Min((length + 3) & ~3, properties.Length)..];
        }

        return [.. names];
    }

    private static string Text(ReadOnlySpan<byte> zeroTerminated) => Encoding.UTF8.GetString(zeroTerminated.TrimEnd((byte)0));

    private static uint Number(ReadOnlySpan<byte> bytes) => bytes.Length < 4 ? 0 : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
}
