using System.Globalization;
using System.Net.NetworkInformation;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>Translates settings into pktgen's commands, after checking values that the kernel would misread: it takes 'count abc' as 0.</summary>
internal static class PktgenCommands
{
    /// <summary>The commands in the kernel's syntax.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="allowSpecialAddress">Allow multicast and broadcast addresses, 0.0.0.0 and ::.</param>
    /// <exception cref="LabException">A value is out of range, or two settings contradict each other.</exception>
    public static string[] Of(PktgenSettings settings, bool allowSpecialAddress = false)
    {
        Require(settings);
        if (!allowSpecialAddress)
        {
            RequireHosts("Destination", settings.Destination, "packets must go to one host");
            RequireHosts("Source", settings.Source, "no host sends from it");
        }

        return [.. Numbers(settings), .. Addresses(settings), .. Tags(settings), .. Others(settings)];
    }

    private static void RequireHosts(string parameter, PktgenAddressRange? range, string why)
    {
        if (range?.Special is { } special)
        {
            throw Wrong(parameter, $"-{parameter} {range}: {special}, and {why}; use -AllowSpecialAddress to send anyway.");
        }
    }

    private static IEnumerable<string> Numbers(PktgenSettings s)
    {
        foreach ((string setting, long? value) in new[]
        {
            (nameof(s.PacketSize), s.PacketSize), (nameof(s.MinPacketSize), s.MinPacketSize), (nameof(s.MaxPacketSize), s.MaxPacketSize),
            (nameof(s.Count), s.Count), (nameof(s.DelayNs), s.DelayNs), (nameof(s.RatePps), s.RatePps), (nameof(s.RateMbps), s.RateMbps),
            (nameof(s.CloneSkb), s.CloneSkb), (nameof(s.Burst), s.Burst), (nameof(s.Frags), s.Frags), (nameof(s.NumaNode), s.NumaNode),
            (nameof(s.Flows), s.Flows), (nameof(s.FlowLength), s.FlowLength),
            (nameof(s.DestinationMacCount), s.DestinationMacCount), (nameof(s.SourceMacCount), s.SourceMacCount),
            (nameof(s.SkbPriority), s.SkbPriority), (nameof(s.Spi), s.Spi), (nameof(s.DebugLevel), s.DebugLevel),
        })
        {
            if (value is long number)
            {
                yield return Text(Within(setting, number).Name, number);
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
        // The kernel takes any id above the highest as "no tag".
        const int none = 9999;
        foreach ((string setting, int? value) in new[]
        {
            (nameof(s.VlanId), s.VlanId), (nameof(s.VlanPriority), s.VlanPriority), (nameof(s.VlanCfi), s.VlanCfi),
            (nameof(s.SvlanId), s.SvlanId), (nameof(s.SvlanPriority), s.SvlanPriority), (nameof(s.SvlanCfi), s.SvlanCfi),
        })
        {
            if (value is int number)
            {
                yield return Text(Within(setting, number).Name, number < 0 ? none : number);
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

    private static PktgenCommand Within(string setting, long value)
    {
        PktgenCommand command = PktgenVocabulary.Single(setting);
        return value >= command.Least && value <= command.Most
            ? command
            : throw Wrong(setting, string.Create(CultureInfo.InvariantCulture, $"-{setting} {value}: it must be {command.Least} to {command.Most}."));
    }

    private static string Text(string name, long value) => string.Create(CultureInfo.InvariantCulture, $"{name} {value}");

    private static LabException Wrong(string parameter, string message) => new(FailureCode.InvalidArgument, message, parameter);
}
