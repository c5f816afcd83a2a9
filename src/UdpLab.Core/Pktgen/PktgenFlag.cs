using System.Diagnostics.CodeAnalysis;

namespace UdpLab;

/// <summary>pktgen's flags, under the kernel's names (PKT_FLAGS, net/core/pktgen.c).</summary>
[SuppressMessage("Naming", "CA1707", Justification = "The names are the kernel's.")]
public enum PktgenFlag
{
    /// <summary>Source addresses at random from their range.</summary>
    IPSRC_RND,

    /// <summary>Destination addresses at random from their range.</summary>
    IPDST_RND,

    /// <summary>IPv6 packets. It can only be cleared: an IPv6 destination or source sets it.</summary>
    IPV6,

    /// <summary>Sizes at random between the smallest and the largest.</summary>
    TXSIZE_RND,

    /// <summary>Source ports at random from their range.</summary>
    UDPSRC_RND,

    /// <summary>Destination ports at random from their range.</summary>
    UDPDST_RND,

    /// <summary>UDP checksums (Linux 3.12).</summary>
    UDPCSUM,

    /// <summary>No time in the packets, which saves reading the clock (Linux 4.1).</summary>
    NO_TIMESTAMP,

    /// <summary>MPLS labels at random.</summary>
    MPLS_RND,

    /// <summary>Transmit queues at random from their range.</summary>
    QUEUE_MAP_RND,

    /// <summary>The transmit queue with the number of the sending CPU.</summary>
    QUEUE_MAP_CPU,

    /// <summary>Flows one after another instead of at random.</summary>
    FLOW_SEQ,

    /// <summary>IPsec for flows (with CONFIG_XFRM).</summary>
    IPSEC,

    /// <summary>Source MAC addresses at random among their number.</summary>
    MACSRC_RND,

    /// <summary>Destination MAC addresses at random among their number.</summary>
    MACDST_RND,

    /// <summary>VLAN ids at random.</summary>
    VID_RND,

    /// <summary>Service VLAN ids at random.</summary>
    SVID_RND,

    /// <summary>Memory of the NUMA node that is set (NODE_ALLOC before Linux 4.17).</summary>
    NODE,

    /// <summary>A packet may be sent several times; the default where it is known (Linux 6.7).</summary>
    SHARED,
}
