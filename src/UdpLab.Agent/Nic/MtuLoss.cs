using System.Globalization;
using System.Net;
using UdpLab.Agent.Kernel;

namespace UdpLab.Agent.Nic;

/// <summary>
/// What the kernel takes from an interface whose MTU becomes too small for IPv6 (1280 bytes, addrconf_notify) or IPv4 (68,
/// inetdev_event): its addresses and routes, and its own settings. It gives back only what it would have given a new interface.
/// </summary>
internal static class MtuLoss
{
    private const int LeastIpv6 = 1280, LeastIpv4 = 68;
    private const string Conf = "/proc/sys/net/ipv6/conf/";
    private const uint RTF_ADDRCONF = 0x40000, RTF_ANYCAST = 0x100000, RTF_CACHE = 0x1000000, RTF_LOCAL = 0x80000000;

    /// <summary>What would be lost with this MTU, on the interface and on those above it that would have to follow; null for nothing.</summary>
    public static string? Of(string target, int mtu)
    {
        string[] lowered = [.. InterfaceStack.Above(target).Prepend(target).Where(name => InterfaceStack.Mtu(name) > mtu)];
        ILookup<string, string> addresses = Interfaces.Addresses().ToLookup(a => a.Interface, a => string.Create(CultureInfo.InvariantCulture, $"{a.Address}/{a.PrefixLength}"));
        foreach (string name in lowered)
        {
            int now = InterfaceStack.Mtu(name) ?? 0;
            string? lost = mtu < LeastIpv4 && now >= LeastIpv4 ? Listed(addresses[name].Where(a => !a.Contains(':', StringComparison.Ordinal))) : null;
            string? lost6 = mtu < LeastIpv6 && now >= LeastIpv6 ? Ipv6(name, addresses[name]) : null;
            if (lost is not null || lost6 is not null)
            {
                return string.Create(CultureInfo.InvariantCulture, $"an MTU of {mtu} bytes is too small for {(lost is null ? $"IPv6 ({LeastIpv6})" : $"IPv4 ({LeastIpv4})")}: the kernel would take {string.Join(" and ", new[] { lost, lost6 }.OfType<string>())} from {name}, and not give that back. Remove it first (ip address flush dev {name}), or give a larger MTU.");
            }
        }

        return null;
    }

    /// <summary>Link-local addresses and what the kernel made along with them come back by themselves.</summary>
    private static string? Ipv6(string name, IEnumerable<string> addresses)
    {
        string[] parts =
        [
            .. addresses.Where(a => a.Contains(':', StringComparison.Ordinal) && !a.StartsWith("fe80:", StringComparison.Ordinal)).Take(3),
            .. Routes(name).Take(3).Select(route => $"the route to {route}"),
            .. Settings(name).Take(3).Select(setting => $"net.ipv6.conf.{name}.{setting}"),
        ];
        return Listed(parts);
    }

    private static string? Listed(IEnumerable<string> words) => string.Join(", ", words) is { Length: > 0 } list ? list : null;

    /// <summary>/proc/net/ipv6_route: destination, its length, source, its length, next hop, metric, uses, references, flags, interface.</summary>
    private static IEnumerable<string> Routes(string name)
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
                    yield return string.Create(CultureInfo.InvariantCulture, $"{destination}/{length}");
                }
            }
        }
    }

    /// <summary>Settings that are not those of a new interface. The kernel itself sets some to -1 that make no sense for the device.</summary>
    private static IEnumerable<string> Settings(string name)
    {
        string folder = Conf + name;
        string[] files = Directory.Exists(folder) ? Directory.GetFiles(folder) : [];
        foreach (string file in files.Order(StringComparer.Ordinal))
        {
            string setting = Path.GetFileName(file);
            if (setting != "mtu" && TextFile.Read(file) is { } value && value != "-1" && TextFile.Read($"{Conf}default/{setting}") is { } usual && usual != value)
            {
                yield return $"{setting} = {value}";
            }
        }
    }
}
