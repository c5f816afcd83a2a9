using System.Collections;
using System.Net.NetworkInformation;

namespace UdpLab;

/// <summary>The settings of a pktgen device; null leaves a setting as it is. Sizes count the Ethernet frame without FCS.</summary>
public sealed class PktgenSettings
{
    /// <summary>Packets to send, 0 for no limit (count).</summary>
    public long? Count { get; set; }

    /// <summary>Nanoseconds between packets, 0 for as fast as possible (delay).</summary>
    public long? DelayNs { get; set; }

    /// <summary>Packets per second, or bursts per second if there are bursts (ratep); pktgen stores it as a delay in whole nanoseconds.</summary>
    public long? RatePps { get; set; }

    /// <summary>Megabits per second of frames without FCS (rate); converted to a delay for the smallest packet size.</summary>
    public long? RateMbps { get; set; }

    /// <summary>Size of every packet in bytes (pkt_size).</summary>
    public int? PacketSize { get; set; }

    /// <summary>Size of the smallest packet in bytes (min_pkt_size).</summary>
    public int? MinPacketSize { get; set; }

    /// <summary>Size of the largest packet in bytes (max_pkt_size).</summary>
    public int? MaxPacketSize { get; set; }

    /// <summary>Sizes with weights (imix_weights).</summary>
    public PktgenImix? Imix { get; set; }

    /// <summary>How many times a packet is sent before a new one is built; 0 and 1 build a new one each time (clone_skb).</summary>
    public int? CloneSkb { get; set; }

    /// <summary>How many copies of a packet are handed over at once (burst).</summary>
    public int? Burst { get; set; }

    /// <summary>Number of fragments the packet's memory is split into (frags).</summary>
    public int? Frags { get; set; }

    /// <summary>NUMA node to allocate packets on, with flag NODE (node).</summary>
    public int? NumaNode { get; set; }

    /// <summary>Where packets are handed over (xmit_mode).</summary>
    public PktgenXmitMode? XmitMode { get; set; }

    /// <summary>Flags to set (flag).</summary>
    public PktgenFlag[]? Flag { get; set; }

    /// <summary>Flags to clear (flag !).</summary>
    public PktgenFlag[]? ClearFlag { get; set; }

    /// <summary>Number of concurrent flows, 0 for none (flows).</summary>
    public int? Flows { get; set; }

    /// <summary>Packets per flow (flowlen).</summary>
    public int? FlowLength { get; set; }

    /// <summary>Destination addresses (dst_min, dst_max; dst6).</summary>
    public PktgenAddressRange? Destination { get; set; }

    /// <summary>Source addresses (src_min, src_max; src6).</summary>
    public PktgenAddressRange? Source { get; set; }

    /// <summary>First destination MAC address (dst_mac).</summary>
    public PhysicalAddress? DestinationMac { get; set; }

    /// <summary>First source MAC address (src_mac).</summary>
    public PhysicalAddress? SourceMac { get; set; }

    /// <summary>Number of destination MAC addresses, counted up from the first (dst_mac_count).</summary>
    public int? DestinationMacCount { get; set; }

    /// <summary>Number of source MAC addresses, counted up from the first (src_mac_count).</summary>
    public int? SourceMacCount { get; set; }

    /// <summary>UDP destination ports (udp_dst_min, udp_dst_max).</summary>
    public PktgenRange? DestinationPort { get; set; }

    /// <summary>UDP source ports (udp_src_min, udp_src_max).</summary>
    public PktgenRange? SourcePort { get; set; }

    /// <summary>Transmit queues (queue_map_min, queue_map_max).</summary>
    public PktgenRange? QueueMap { get; set; }

    /// <summary>VLAN id, 0 to 4095, -1 for no tag (vlan_id).</summary>
    public int? VlanId { get; set; }

    /// <summary>VLAN priority, 0 to 7 (vlan_p).</summary>
    public int? VlanPriority { get; set; }

    /// <summary>VLAN drop-eligible bit, 0 or 1 (vlan_cfi).</summary>
    public int? VlanCfi { get; set; }

    /// <summary>Service VLAN id, the outer of two tags, -1 for no tags (svlan_id).</summary>
    public int? SvlanId { get; set; }

    /// <summary>Service VLAN priority, 0 to 7 (svlan_p).</summary>
    public int? SvlanPriority { get; set; }

    /// <summary>Service VLAN drop-eligible bit, 0 or 1 (svlan_cfi).</summary>
    public int? SvlanCfi { get; set; }

    /// <summary>MPLS label stack entries, 15 at most (mpls).</summary>
    public uint[]? MplsLabel { get; set; }

    /// <summary>IPv4 type of service (tos).</summary>
    public byte? Tos { get; set; }

    /// <summary>IPv6 traffic class (traffic_class).</summary>
    public byte? TrafficClass { get; set; }

    /// <summary>skb->priority, which queueing disciplines use to classify (skb_priority).</summary>
    public int? SkbPriority { get; set; }

    /// <summary>IPsec security parameter index, with flag IPSEC (spi).</summary>
    public uint? Spi { get; set; }

    /// <summary>1 makes the module log its commands (debug); it applies to the whole module, not the device.</summary>
    public int? DebugLevel { get; set; }

    /// <summary>Resets the counters to 0 (clear_counters).</summary>
    public bool ClearCounters { get; set; }

    /// <summary>The settings as an unchecked table; null if they are in the properties.</summary>
    internal IDictionary? Table { get; init; }

    /// <summary>A copy that can be changed independently.</summary>
    internal PktgenSettings Copy() => (PktgenSettings)MemberwiseClone();
}
