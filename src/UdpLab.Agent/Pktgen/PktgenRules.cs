using System.Globalization;
using UdpLab.Agent.Kernel;
using UdpLab.Wire;

namespace UdpLab.Agent.Pktgen;

/// <summary>
/// Checks combinations of settings (pktgen_if_write, mod_cur_headers and pktgen_xmit of net/core/pktgen.c): impossible ones are
/// refused before anything is written, misleading ones cause a warning.
/// </summary>
internal static class PktgenRules
{
    // Smaller deviations from the rate are not worth a warning.
    private const double NoticeableDeviation = 0.001;

    private static readonly string[] _randomFlags = ["IPSRC_RND", "IPDST_RND", "TXSIZE_RND", "UDPSRC_RND", "UDPDST_RND", "MPLS_RND", "MACSRC_RND", "MACDST_RND", "VID_RND", "SVID_RND"];

    /// <summary>Throws for the first impossible combination.</summary>
    public static void Require(PktgenDeviceFacts device, PktgenModel wanted, IEnumerable<(string Name, string Value)> commands)
    {
        if (commands.Any(c => c.Name == "rate") && wanted.Number("min_pkt_size") == 0)
        {
            throw AgentException.Invalid("RateMbps", $"{device.Name}: -RateMbps is converted to a delay by the packet size, which is not set; give -PacketSize too.");
        }

        if (wanted.HasFlag("IPV6") && commands.FirstOrDefault(c => c.Name == "src_min") is { Name: not null } source)
        {
            throw AgentException.Invalid("Source", $"{device.Name}: -Source {source.Value} is IPv4, and the device sends IPv6{(wanted["daddr"] is { Length: > 0 } to ? $" to {to}" : "")}; give an IPv4 -Destination too.");
        }

        if (commands.FirstOrDefault(c => c.Name is "dst6" or "src6") is { Name: not null } ipv6 && commands.Contains(("flag", "!IPV6")))
        {
            string parameter = ipv6.Name == "dst6" ? "Destination" : "Source";
            throw AgentException.Invalid("ClearFlag", $"{device.Name}: -ClearFlag IPV6 conflicts with -{parameter} {ipv6.Value}, which is IPv6 and sets the flag; omit one of them.");
        }

        foreach ((bool wrong, string parameter, string message) in Impossible(device, wanted))
        {
            if (wrong)
            {
                throw AgentException.Invalid(parameter, $"{device.Name}: {message}");
            }
        }
    }

    /// <summary>Warnings: settings that work, but not as expected.</summary>
    public static IEnumerable<string> Warnings(PktgenDeviceFacts device, PktgenModel wanted, IEnumerable<(string Name, string Value)> commands)
    {
        string[] changing = [.. _randomFlags.Where(wanted.HasFlag), .. Ranges(wanted)];
        if (changing.Length > 0 && commands.Any(c => c.Name is not ("delay" or "rate" or "ratep" or "count")) && (wanted.Number("clone_skb") > 0 || wanted.Number("burst") > 1))
        {
            string repeats = wanted.Number("clone_skb") > 0 ? $"-CloneSkb {wanted["clone_skb"]}" : $"-Burst {wanted["burst"]}";
            yield return $"{device.Name}: {repeats} sends each packet several times unchanged, so {string.Join(", ", changing)} changes only between these trains.";
        }

        if (commands.Any(c => c.Name == "src6") && wanted["daddr"] is "" or "::")
        {
            yield return $"{device.Name}: -Source {wanted["saddr"]} makes it send IPv6, and it has no IPv6 destination; give -Destination too.";
        }

        int labels = wanted["mpls"].Split(',', StringSplitOptions.RemoveEmptyEntries).Length;
        long smallest = PktgenHeader.Overhead(wanted.HasFlag("IPV6")) + PktgenHeader.Length + (4 * (labels + (wanted.Has("vlan_id") ? 1 : 0) + (wanted.Has("svlan_id") ? 1 : 0)));
        if (wanted.Number("min_pkt_size") is > 0 and var size && size < smallest)
        {
            yield return $"{device.Name}: packets of {size} bytes become {smallest}: their headers and pktgen's own header of {PktgenHeader.Length} bytes need that much.";
        }

        if (!wanted.HasFlag("QUEUE_MAP_CPU") && wanted.Number("queue_map_max") >= device.TxQueues)
        {
            yield return $"{device.Name}: -QueueMap ends at {wanted["queue_map_max"]}, and {device.Interface} has {device.TxQueues} transmit queues (0 to {device.TxQueues - 1}): the kernel will cut it when the run starts.";
        }

        foreach ((string name, string value) in commands)
        {
            if (name is "ratep" or "rate" && RateWarning(device, wanted, name, double.Parse(value, CultureInfo.InvariantCulture)) is { } warning)
            {
                yield return warning;
            }
        }
    }

    /// <summary>The rate that a delay of whole nanoseconds gives, and whether it differs noticeably from the requested one.</summary>
    /// <param name="asked">The requested rate.</param>
    /// <param name="unitsPerSecond">What one nanosecond of delay amounts to.</param>
    /// <param name="delay">The delay, nanoseconds.</param>
    public static (double Real, bool Noticeable) OnGrid(double asked, double unitsPerSecond, double delay)
    {
        double real = delay > 0 ? unitsPerSecond / delay : double.PositiveInfinity;
        return (real, Math.Abs(real - asked) > asked * NoticeableDeviation);
    }

    private static IEnumerable<(bool Wrong, string Parameter, string Message)> Impossible(PktgenDeviceFacts device, PktgenModel wanted)
    {
        long clones = wanted.Number("clone_skb"), burst = wanted.Number("burst");
        string mode = wanted["xmit_mode"];
        string keeper = $"{device.Interface} ({(device.Driver.Length > 0 ? device.Driver : "loopback")}) keeps the packets it is given (no IFF_TX_SKB_SHARING), so none can be sent twice";
        bool knowsShared = device.KnowsShared || wanted.HasFlag("SHARED");
        yield return (clones > 0 && mode == "netif_receive", "CloneSkb", $"-CloneSkb {clones} cannot be combined with -XmitMode netif_receive, which makes a new packet each time; use -Burst, or -XmitMode start_xmit.");
        yield return (clones > 0 && !device.SharesPackets, "CloneSkb", $"-CloneSkb {clones}: {keeper}. Leave it at 0.");
        yield return (burst > 1 && mode == "queue_xmit", "Burst", $"-Burst {burst} cannot be combined with -XmitMode queue_xmit, which hands single packets to the queueing discipline; use start_xmit.");
        yield return (burst > 1 && mode == "start_xmit" && !device.SharesPackets, "Burst", $"-Burst {burst}: {keeper}. Leave it at 1, or use -XmitMode netif_receive.");
        yield return (clones > 0 && wanted.HasImix, "Imix", $"-Imix cannot be combined with -CloneSkb {clones}: a clone has the size of its original. Set -CloneSkb 0.");
        yield return (knowsShared && !wanted.HasFlag("SHARED") && (clones > 0 || burst > 1), "ClearFlag", $"-ClearFlag SHARED cannot be combined with {(clones > 0 ? $"-CloneSkb {clones}" : $"-Burst {burst}")}: packets sent several times are shared.");
        yield return (!wanted.Has("vlan_id") && (wanted.Has("vlan_p") || wanted.Has("vlan_cfi")), "VlanId", "-VlanPriority and -VlanCfi need a -VlanId.");
        yield return (!wanted.Has("vlan_id") && wanted.Has("svlan_id"), "SvlanId", "-SvlanId is the outer of two tags; it needs a -VlanId too.");
        yield return (!wanted.Has("svlan_id") && (wanted.Has("svlan_p") || wanted.Has("svlan_cfi")), "SvlanId", "-SvlanPriority and -SvlanCfi need a -SvlanId.");
        yield return (wanted.Number("min_pkt_size") > wanted.Number("max_pkt_size"), "MinPacketSize", $"-MinPacketSize {wanted["min_pkt_size"]} {(wanted.Number("max_pkt_size") > 0 ? $"is above -MaxPacketSize {wanted["max_pkt_size"]}; give both" : "needs a -MaxPacketSize; give both")}, or -PacketSize for one size.");
        foreach ((string least, string most, string parameter) in new[] { ("udp_src_min", "udp_src_max", "SourcePort"), ("udp_dst_min", "udp_dst_max", "DestinationPort") })
        {
            yield return (wanted.Number(least) > wanted.Number(most), parameter, $"-{parameter} begins at {wanted[least]}, above its end {wanted[most]}; give both, as in 9-109.");
        }

        yield return (!wanted.HasFlag("QUEUE_MAP_CPU") && wanted.Number("queue_map_min") > wanted.Number("queue_map_max"), "QueueMap", $"-QueueMap begins at {wanted["queue_map_min"]}, above its end {wanted["queue_map_max"]}; give both, as in 0-3.");
    }

    private static IEnumerable<string> Ranges(PktgenModel wanted)
    {
        foreach ((string least, string most, string what) in new[] { ("udp_src_min", "udp_src_max", "the source port"), ("udp_dst_min", "udp_dst_max", "the destination port"), ("src_min", "src_max", "the source address"), ("dst_min", "dst_max", "the destination address") })
        {
            string last = wanted[most];
            if (last.Length > 0 && last != "0.0.0.0" && wanted[least] != last && !(wanted.HasFlag("IPV6") && what.EndsWith("address", StringComparison.Ordinal)))
            {
                yield return what;
            }
        }

        if (wanted.HasFlag("IPV6") && wanted["min_daddr"] is not ("" or "::"))
        {
            yield return "the destination address";
        }

        if (wanted.Number("src_mac_count") > 1 || wanted.Number("dst_mac_count") > 1)
        {
            yield return "the MAC address";
        }

        if (wanted.Number("flows") > 0)
        {
            yield return "the flow";
        }
    }

    private static string? RateWarning(PktgenDeviceFacts device, PktgenModel wanted, string name, double asked)
    {
        bool packets = name == "ratep";
        double units = packets ? 1e9 : wanted.Number("min_pkt_size") * 8000, burst = wanted.Number("burst"), delay = Math.Floor(units / asked);
        (double real, bool noticeable) = OnGrid(asked, units * burst, delay);
        string why = burst > 1 ? $"pktgen waits once for each burst of {burst}" : string.Create(CultureInfo.InvariantCulture, $"pktgen's pace is a whole number of nanoseconds, here {delay:0}");
        return noticeable
            ? string.Create(CultureInfo.InvariantCulture, $"{device.Name}: {(packets ? "-RatePps" : "-RateMbps")} {asked:0} becomes {(double.IsFinite(real) ? $"{real:N0} {(packets ? "pps" : "Mbit/s")}" : "no limit")}: {why}.")
            : null;
    }
}
