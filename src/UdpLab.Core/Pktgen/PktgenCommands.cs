using System.Globalization;
using System.Net.NetworkInformation;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>Translates settings into pktgen's commands, after checking values that the kernel would misread: it takes 'count abc' as 0.</summary>
internal static class PktgenCommands
{
    // num_arg() reads ten digits and ignores the rest.
    private const long TenDigits = 9_999_999_999;

    // The same limit for all backends: pktgen checks for a stop only between bursts.
    private const int MostBurst = 1024;

    /// <summary>The commands in the kernel's syntax.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="allowSpecialAddress">Allow multicast and broadcast destinations, 0.0.0.0 and ::.</param>
    /// <exception cref="LabException">A value is out of range, or two settings contradict each other.</exception>
    public static string[] Of(PktgenSettings settings, bool allowSpecialAddress = false)
    {
        Require(settings);
        if (!allowSpecialAddress && settings.Destination?.Special is { } why)
        {
            throw Wrong("Destination", $"-Destination {settings.Destination}: {why}, and packets must go to one host; use -AllowSpecialAddress to send them anyway.");
        }

        return [.. Numbers(settings), .. Addresses(settings), .. Tags(settings), .. Others(settings)];
    }

    private static IEnumerable<string> Numbers(PktgenSettings s)
    {
        foreach ((string name, string parameter, long? value, long least, long most) in new (string, string, long?, long, long)[]
        {
            ("pkt_size", nameof(s.PacketSize), s.PacketSize, 42, 65535),
            ("min_pkt_size", nameof(s.MinPacketSize), s.MinPacketSize, 42, 65535),
            ("max_pkt_size", nameof(s.MaxPacketSize), s.MaxPacketSize, 42, 65535),
            ("count", nameof(s.Count), s.Count, 0, TenDigits),
            ("delay", nameof(s.DelayNs), s.DelayNs, 0, TenDigits),
            ("ratep", nameof(s.RatePps), s.RatePps, 1, 1_000_000_000),
            ("rate", nameof(s.RateMbps), s.RateMbps, 1, 1_000_000),
            ("clone_skb", nameof(s.CloneSkb), s.CloneSkb, 0, int.MaxValue),
            ("burst", nameof(s.Burst), s.Burst, 1, MostBurst),
            ("frags", nameof(s.Frags), s.Frags, 0, 17),
            ("node", nameof(s.NumaNode), s.NumaNode, 0, 1023),
            ("flows", nameof(s.Flows), s.Flows, 0, 65536),
            ("flowlen", nameof(s.FlowLength), s.FlowLength, 0, int.MaxValue),
            ("dst_mac_count", nameof(s.DestinationMacCount), s.DestinationMacCount, 0, int.MaxValue),
            ("src_mac_count", nameof(s.SourceMacCount), s.SourceMacCount, 0, int.MaxValue),
            ("skb_priority", nameof(s.SkbPriority), s.SkbPriority, 0, 999_999_999),
            ("spi", nameof(s.Spi), s.Spi, 1, uint.MaxValue),
            ("debug", nameof(s.DebugLevel), s.DebugLevel, 0, 1),
        })
        {
            if (value is long number)
            {
                Between(parameter, number, least, most);
                yield return Text(name, number);
            }
        }
    }

    private static IEnumerable<string> Addresses(PktgenSettings s)
    {
        if (s.Destination is { } to)
        {
            if (to.IsIPv6)
            {
                yield return $"dst6 {to.First}";
                yield return $"dst6_min {(to.IsSingle ? "::" : to.First)}";
                yield return $"dst6_max {(to.IsSingle ? "::" : to.Last)}";
            }
            else
            {
                yield return "flag !IPV6";
                yield return $"dst_min {to.First}";
                yield return $"dst_max {to.Last}";
            }
        }

        if (s.Source is { } from)
        {
            if (from.IsIPv6)
            {
                yield return $"src6 {from.First}";
            }
            else
            {
                yield return $"src_min {from.First}";
                yield return $"src_max {from.Last}";
            }
        }

        foreach ((string name, PhysicalAddress? mac) in new[] { ("dst_mac", s.DestinationMac), ("src_mac", s.SourceMac) })
        {
            if (mac is not null)
            {
                yield return $"{name} {string.Join(':', mac.GetAddressBytes().Select(b => b.ToString("x2", CultureInfo.InvariantCulture)))}";
            }
        }

        foreach ((string name, PktgenRange? range) in new[] { ("udp_dst", s.DestinationPort), ("udp_src", s.SourcePort), ("queue_map", s.QueueMap) })
        {
            if (range is not null)
            {
                yield return Text($"{name}_min", range.First);
                yield return Text($"{name}_max", range.Last);
            }
        }
    }

    private static IEnumerable<string> Tags(PktgenSettings s)
    {
        // The kernel takes any id above 4095 as "no tag".
        const int none = 9999;
        foreach ((string name, string parameter, int? value, int least, int most) in new (string, string, int?, int, int)[]
        {
            ("vlan_id", nameof(s.VlanId), s.VlanId, -1, 4095), ("vlan_p", nameof(s.VlanPriority), s.VlanPriority, 0, 7), ("vlan_cfi", nameof(s.VlanCfi), s.VlanCfi, 0, 1),
            ("svlan_id", nameof(s.SvlanId), s.SvlanId, -1, 4095), ("svlan_p", nameof(s.SvlanPriority), s.SvlanPriority, 0, 7), ("svlan_cfi", nameof(s.SvlanCfi), s.SvlanCfi, 0, 1),
        })
        {
            if (value is int number)
            {
                Between(parameter, number, least, most);
                yield return Text(name, number < 0 ? none : number);
            }
        }

        if (s.MplsLabel is { Length: > 0 } labels)
        {
            yield return $"mpls {string.Join(',', labels.Select(l => l.ToString("x8", CultureInfo.InvariantCulture)))}";
        }

        if (s.Tos is byte tos)
        {
            yield return $"tos {tos:x2}";
        }

        if (s.TrafficClass is byte trafficClass)
        {
            yield return $"traffic_class {trafficClass:x2}";
        }
    }

    private static IEnumerable<string> Others(PktgenSettings s)
    {
        if (s.XmitMode is { } mode)
        {
            yield return $"xmit_mode {mode}";
        }

        if (s.Imix is not null)
        {
            yield return $"imix_weights {s.Imix}";
        }

        foreach (PktgenFlag flag in s.ClearFlag ?? [])
        {
            yield return $"flag !{flag}";
        }

        foreach (PktgenFlag flag in s.Flag ?? [])
        {
            yield return $"flag {flag}";
        }

        if (s.ClearCounters)
        {
            yield return "clear_counters";
        }
    }

    private static void Require(PktgenSettings s)
    {
        if ((s.DelayNs is null ? 0 : 1) + (s.RatePps is null ? 0 : 1) + (s.RateMbps is null ? 0 : 1) > 1)
        {
            throw Wrong("DelayNs", "-DelayNs, -RatePps and -RateMbps all set the delay between packets; give one of them.");
        }

        if (s.PacketSize is not null && (s.MinPacketSize is not null || s.MaxPacketSize is not null))
        {
            throw Wrong("PacketSize", "-PacketSize sets both -MinPacketSize and -MaxPacketSize; give it without them.");
        }

        if (s.Destination is not null && s.Source is not null && s.Destination.IsIPv6 != s.Source.IsIPv6)
        {
            throw Wrong("Source", $"-Source {s.Source} and -Destination {s.Destination} are of different address families; give both as IPv4 or both as IPv6.");
        }

        if (s.Source is { IsIPv6: true, IsSingle: false })
        {
            throw Wrong("Source", $"-Source {s.Source}: pktgen has no command for a range of IPv6 source addresses; give one.");
        }

        if (s.Destination is { IsIPv6: true, IsSingle: false, IsPrefix: false })
        {
            throw Wrong("Destination", $"-Destination {s.Destination}: pktgen makes IPv6 addresses by setting bits at random, so a range must be a whole prefix, as in fd00::/64.");
        }

        if (s.Flag is not null && s.Flag.Contains(PktgenFlag.IPV6))
        {
            throw Wrong("Flag", "-Flag IPV6: pktgen only allows clearing it; an IPv6 -Destination sets it.");
        }

        if (s.Flag is not null && s.ClearFlag is not null && s.Flag.Intersect(s.ClearFlag).Any())
        {
            throw Wrong("ClearFlag", $"-Flag and -ClearFlag both name {string.Join(", ", s.Flag.Intersect(s.ClearFlag))}.");
        }

        if (s.MplsLabel is not null && (s.VlanId >= 0 || s.SvlanId >= 0))
        {
            throw Wrong("MplsLabel", $"-MplsLabel and {(s.VlanId >= 0 ? $"-VlanId {s.VlanId}" : $"-SvlanId {s.SvlanId}")} exclude each other; give one of them.");
        }

        if (s.MplsLabel is { Length: > 15 })
        {
            throw Wrong("MplsLabel", $"-MplsLabel: {s.MplsLabel.Length} labels; pktgen takes 15 at most.");
        }

        foreach ((string name, PhysicalAddress? mac) in new[] { (nameof(s.DestinationMac), s.DestinationMac), (nameof(s.SourceMac), s.SourceMac) })
        {
            if (mac is not null && mac.GetAddressBytes().Length != 6)
            {
                throw Wrong(name, $"-{name} {mac}: a MAC address has 6 bytes, as in 52:54:00:12:34:56.");
            }
        }
    }

    private static void Between(string parameter, long value, long least, long most)
    {
        if (value < least || value > most)
        {
            throw Wrong(parameter, string.Create(CultureInfo.InvariantCulture, $"-{parameter} {value}: it must be {least} to {most}."));
        }
    }

    private static string Text(string name, long value) => string.Create(CultureInfo.InvariantCulture, $"{name} {value}");

    private static LabException Wrong(string parameter, string message) => new(FailureCode.InvalidArgument, message, parameter);
}
