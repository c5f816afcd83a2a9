namespace UdpLab.Agent.Pktgen;

/// <summary>Which parameter of the cmdlets a command comes from, for refusals.</summary>
internal static class PktgenParameters
{
    private static readonly Dictionary<string, string> _names = new(StringComparer.Ordinal)
    {
        ["count"] = "Count",
        ["delay"] = "DelayNs",
        ["ratep"] = "RatePps",
        ["rate"] = "RateMbps",
        ["pkt_size"] = "PacketSize",
        ["min_pkt_size"] = "MinPacketSize",
        ["max_pkt_size"] = "MaxPacketSize",
        ["imix_weights"] = "Imix",
        ["clone_skb"] = "CloneSkb",
        ["burst"] = "Burst",
        ["frags"] = "Frags",
        ["node"] = "NumaNode",
        ["xmit_mode"] = "XmitMode",
        ["flag"] = "Flag",
        ["flows"] = "Flows",
        ["flowlen"] = "FlowLength",
        ["dst_mac"] = "DestinationMac",
        ["src_mac"] = "SourceMac",
        ["dst_mac_count"] = "DestinationMacCount",
        ["src_mac_count"] = "SourceMacCount",
        ["mpls"] = "MplsLabel",
        ["tos"] = "Tos",
        ["traffic_class"] = "TrafficClass",
        ["skb_priority"] = "SkbPriority",
        ["spi"] = "Spi",
        ["debug"] = "DebugLevel",
        ["clear_counters"] = "ClearCounters",
        ["vlan_id"] = "VlanId",
        ["vlan_p"] = "VlanPriority",
        ["vlan_cfi"] = "VlanCfi",
        ["svlan_id"] = "SvlanId",
        ["svlan_p"] = "SvlanPriority",
        ["svlan_cfi"] = "SvlanCfi",
    };

    /// <summary>The parameter's name, without the hyphen.</summary>
    public static string Of(string command) => _names.TryGetValue(command, out string? name) ? name
        : command.StartsWith("udp_dst", StringComparison.Ordinal) ? "DestinationPort"
        : command.StartsWith("udp_src", StringComparison.Ordinal) ? "SourcePort"
        : command.StartsWith("queue_map", StringComparison.Ordinal) ? "QueueMap"
        : command.StartsWith("dst", StringComparison.Ordinal) ? "Destination"
        : "Source";
}
