using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>Parses a device's file into properties named like its settings.</summary>
internal static class PktgenDeviceParser
{
    private const string FlowAtRandom = "FLOW_RND", ServiceParameterIndex = "spi:", NodeBefore417 = "NODE_ALLOC";

    /// <summary>The device; what is missing or damaged in the text is null.</summary>
    /// <param name="host">The host it is on.</param>
    /// <param name="file">Its file.</param>
    /// <param name="running">Its thread lists it as running.</param>
    public static PktgenDevice Parse(LabHost host, PktgenFile file, bool running)
    {
        PktgenText text = PktgenText.Parse(file.Text);
        Dictionary<string, string> p = text.Parameters;
        bool ipv6 = text.Flags.Contains("IPV6");
        return new PktgenDevice
        {
            Host = host,
            Name = file.Name,
            Thread = file.Cpu,
            State = StateOf(text, running),
            Sent = text.SoFar,
            Errors = text.Errors,
            Seconds = text.RunSeconds ?? Elapsed(text),
            Result = text.Result,
            Count = Number<long>(p, "count"),
            DelayNs = Number<ulong>(p, "delay"),
            MinPacketSize = Number<int>(p, "min_pkt_size"),
            MaxPacketSize = Number<int>(p, "max_pkt_size"),
            Imix = Made(p, "imix_weights", value => new PktgenImix(value)),
            CloneSkb = Number<int>(p, "clone_skb"),
            Burst = Number<int>(p, "burst"),
            Frags = Number<int>(p, "frags"),
            NumaNode = Number<int>(p, "node"),
            XmitMode = ModeOf(p.GetValueOrDefault("xmit_mode")),
            Flag = [.. text.Flags.Where(f => f != FlowAtRandom && !f.StartsWith(ServiceParameterIndex, StringComparison.Ordinal)).Select(f => f == NodeBefore417 ? nameof(PktgenFlag.NODE) : f)],
            Flows = Number<int>(p, "flows"),
            FlowLength = Number<int>(p, "flowlen"),
            Destination = ipv6 ? Addresses6(p, "daddr", "min_daddr", "max_daddr") : Addresses(p, "dst_min", "dst_max"),
            Source = ipv6 ? Addresses6(p, "saddr", "min_saddr", "max_saddr") : Addresses(p, "src_min", "src_max"),
            DestinationMac = Mac(p, "dst_mac"),
            SourceMac = Mac(p, "src_mac"),
            DestinationMacCount = Number<int>(p, "dst_mac_count"),
            SourceMacCount = Number<int>(p, "src_mac_count"),
            DestinationPort = Range(p, "udp_dst"),
            SourcePort = Range(p, "udp_src"),
            QueueMap = Range(p, "queue_map"),
            VlanId = Number<int>(p, "vlan_id"),
            VlanPriority = Number<int>(p, "vlan_p"),
            VlanCfi = Number<int>(p, "vlan_cfi"),
            SvlanId = Number<int>(p, "svlan_id"),
            SvlanPriority = Number<int>(p, "svlan_p"),
            SvlanCfi = Number<int>(p, "svlan_cfi"),
            MplsLabel = Made(p, "mpls", value => (uint[])[.. value.Split(',').Select(l => uint.Parse(l.Trim(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture))]),
            Tos = Hexadecimal(p, "tos"),
            TrafficClass = Hexadecimal(p, "traffic_class"),
            SkbPriority = Number<int>(p, "skb_priority"),
            Spi = text.Flags.FirstOrDefault(f => f.StartsWith(ServiceParameterIndex, StringComparison.Ordinal)) is { } spi && uint.TryParse(spi.AsSpan(ServiceParameterIndex.Length), NumberStyles.None, CultureInfo.InvariantCulture, out uint index) ? index : null,
        };
    }

    private static PktgenDeviceState StateOf(PktgenText text, bool running) => text switch
    {
        _ when running || text.Result == "Starting" => PktgenDeviceState.Running,
        { RunSeconds: not null } => text.SoFar < (Number<long>(text.Parameters, "count") ?? 0) ? PktgenDeviceState.Stopped : PktgenDeviceState.Completed,
        { Result: "Idle" or "" } => PktgenDeviceState.Idle,
        _ => text.Result.StartsWith("OK", StringComparison.Ordinal) ? PktgenDeviceState.Idle : PktgenDeviceState.Failed,
    };

    /// <summary>While the device runs, "stopped" is the current time; the result of a run only stays until the next command.</summary>
    private static double Elapsed(PktgenText text)
    {
        long started = Microseconds(text, "started"), stopped = Microseconds(text, "stopped");
        return stopped > started ? (stopped - started) / 1e6 : 0;
    }

    private static long Microseconds(PktgenText text, string key) =>
        text.Current.GetValueOrDefault(key) is { } value && value.EndsWith("us", StringComparison.Ordinal) && long.TryParse(value.AsSpan(0, value.Length - 2), NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : 0;

    private static PktgenXmitMode? ModeOf(string? text) => text switch
    {
        "netif_receive" => PktgenXmitMode.netif_receive,
        "xmit_queue" or "queue_xmit" => PktgenXmitMode.queue_xmit,
        "start_xmit" => PktgenXmitMode.start_xmit,
        _ => null,
    };

    private static T? Number<T>(Dictionary<string, string> p, string key)
        where T : struct, IParsable<T> => T.TryParse(p.GetValueOrDefault(key), CultureInfo.InvariantCulture, out T number) ? number : null;

    private static PktgenRange? Range(Dictionary<string, string> p, string key) =>
        p.ContainsKey(key + "_min") ? Made(p, key + "_min", first => new PktgenRange(first == p.GetValueOrDefault(key + "_max") ? first : $"{first}-{p.GetValueOrDefault(key + "_max", first)}")) : null;

    private static PktgenAddressRange? Addresses(Dictionary<string, string> p, string least, string most)
    {
        string last = p.GetValueOrDefault(most, "");
        return Made(p, least, first => new PktgenAddressRange(last.Length == 0 || last == first ? first : $"{first}-{last}"));
    }

    private static PktgenAddressRange? Addresses6(Dictionary<string, string> p, string single, string least, string most)
    {
        string last = p.GetValueOrDefault(most, "::");
        return p.GetValueOrDefault(least, "::") is not "::" and var first
            ? Made(p, least, _ => new PktgenAddressRange($"{first}-{last}"))
            : Made(p, single, value => new PktgenAddressRange(value));
    }

    private static PhysicalAddress? Mac(Dictionary<string, string> p, string key) => Made(p, key, PhysicalAddress.Parse) is { } mac && mac.GetAddressBytes().Length == 6 ? mac : null;

    private static byte? Hexadecimal(Dictionary<string, string> p, string key) =>
        p.GetValueOrDefault(key) is { } value && value.StartsWith("0x", StringComparison.Ordinal) && byte.TryParse(value.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte number) ? number : null;

    /// <summary>Converts a text to a value; null if it is missing or not valid (the kernel keeps 1.2.3.999 as given).</summary>
    private static T? Made<T>(Dictionary<string, string> p, string key, Func<string, T> make)
        where T : class
    {
        try
        {
            return p.GetValueOrDefault(key) is { Length: > 0 } value ? make(value) : null;
        }
        catch (Exception e) when (e is FormatException or OverflowException or ArgumentException)
        {
            return null;
        }
    }
}
