using System.Globalization;
using System.Net;
using UdpLab.Agent.Kernel;
using UdpLab.Wire;

namespace UdpLab.Agent.Nic;

/// <summary>
/// What the kernel removes from an interface whose MTU becomes too small for IPv6 (1280 bytes, addrconf_notify) or IPv4 (68,
/// inetdev_event): its addresses and routes, and its own settings. It restores only what a new interface would have.
/// </summary>
internal static class MtuLoss
{
    private const int LeastIpv6 = 1280, LeastIpv4 = 68, Most = 3;
    private const string Conf = "/proc/sys/net/ipv6/conf/";
    private const uint RTF_ADDRCONF = 0x40000, RTF_ANYCAST = 0x100000, RTF_CACHE = 0x1000000, RTF_LOCAL = 0x80000000;

    /// <summary>Something that would be lost, and the command that removes it first.</summary>
    private sealed record Part(string What, string Remedy);

    /// <summary>What would be lost with this MTU, on the interface and on those that would have to follow it; null for nothing.</summary>
    public static string? Of(string target, int mtu)
    {
        string[] lowered = [.. InterfaceStack.Above(target).Prepend(target).Concat(InterfaceStack.Ports(target)).Where(name => InterfaceStack.Mtu(name) > mtu)];
        ILookup<string, InterfaceAddress> addresses = Interfaces.Addresses().ToLookup(a => a.Interface);
        bool ofIpv4 = false;
        List<string> places = [];
        List<string> remedies = [];
        foreach (string name in lowered)
        {
            int now = InterfaceStack.Mtu(name) ?? 0;
            Part[] lost4 = mtu < LeastIpv4 && now >= LeastIpv4 ? [.. Addresses(name, addresses[name], ipv6: false)] : [];
            Part[] lost6 = mtu < LeastIpv6 && now >= LeastIpv6 ? [.. Ipv6(name, [.. addresses[name]])] : [];
            Part[] lost = [.. lost4, .. lost6];
            ofIpv4 |= lost4.Length > 0;
            if (lost.Length > 0)
            {
                places.Add($"{string.Join(", ", lost.Select(l => l.What))} from {name}");
                remedies.AddRange(lost.Select(l => l.Remedy));
            }
        }

        return places.Count == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"an MTU of {mtu} bytes is too small for {(ofIpv4 ? $"IPv4 ({LeastIpv4})" : $"IPv6 ({LeastIpv6})")}: the kernel would remove {string.Join("; ", places)}, and not restore that. Remove it first ({string.Join("; ", remedies.Distinct())}), or give a larger MTU.");
    }

    /// <summary>Link-local addresses, and the routes the kernel adds with them, come back by themselves.</summary>
    private static IEnumerable<Part> Ipv6(string name, InterfaceAddress[] addresses) =>
    [
        .. Addresses(name, addresses, ipv6: true),
        .. Routes(name).Where(r => !addresses.Any(a => a.PrefixLength == r.Length && Prefix.Contains(a, r.Destination))).Take(Most)
            .Select(r => string.Create(CultureInfo.InvariantCulture, $"{r.Destination}/{r.Length}"))
            .Select(route => new Part($"the route to {route}", $"ip -6 route del {route} dev {name}")),
        .. Settings(name).Take(Most).Select(s => new Part($"net.ipv6.conf.{name}.{s.Setting} = {s.Value}", $"sysctl -w net/ipv6/conf/{name}/{s.Setting}={s.Usual}")),
    ];

    private static IEnumerable<Part> Addresses(string name, IEnumerable<InterfaceAddress> addresses, bool ipv6) => addresses
        .Where(a => a.Address.Contains(':', StringComparison.Ordinal) == ipv6 && !a.Address.StartsWith("fe80:", StringComparison.Ordinal))
        .Take(Most)
        .Select(a => new Part(string.Create(CultureInfo.InvariantCulture, $"{a.Address}/{a.PrefixLength}"), $"ip {(ipv6 ? "-6" : "-4")} address flush dev {name}"));

    /// <summary>/proc/net/ipv6_route: destination, prefix length, source, prefix length, next hop, metric, uses, references, flags, interface.</summary>
    private static IEnumerable<(IPAddress Destination, int Length)> Routes(string name)
    {
        foreach (string line in (TextFile.Read("/proc/net/ipv6_route") ?? "").Split('\n'))
        {
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 10 && words[9] == name && uint.TryParse(words[8], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out uint flags)
                && (flags & (RTF_ADDRCONF | RTF_ANYCAST | RTF_CACHE | RTF_LOCAL)) == 0
                && int.TryParse(words[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out int length))
            {
                IPAddress destination = new(Convert.FromHexString(words[0]));
                if (!destination.IsIPv6LinkLocal && !destination.IsIPv6Multicast)
                {
                    yield return (destination, length);
                }
            }
        }
    }

    /// <summary>Settings that differ from those of a new interface. The kernel itself sets some to -1 that are meaningless for the device.</summary>
    private static IEnumerable<(string Setting, string Value, string Usual)> Settings(string name)
    {
        string folder = Conf + name;
        string[] files = Directory.Exists(folder) ? Directory.GetFiles(folder) : [];
        foreach (string file in files.Order(StringComparer.Ordinal))
        {
            string setting = Path.GetFileName(file);
            if (setting != "mtu" && TextFile.Read(file) is { } value && value != "-1" && TextFile.Read($"{Conf}default/{setting}") is { } usual && usual != value)
            {
                yield return (setting, value, usual);
            }
        }
    }
}
