using System.Diagnostics.CodeAnalysis;

namespace UdpLab;

/// <summary>pktgen's flags, by the kernel's names (PKT_FLAGS, net/core/pktgen.c).</summary>
[SuppressMessage("Naming", "CA1707", Justification = "The names are the kernel's.")]
public enum PktgenFlag : long
{
    /// <summary>Random source addresses from their range.</summary>
    IPSRC_RND,

    /// <summary>Random destination addresses from their range.</summary>
    IPDST_RND,

    /// <summary>IPv6 packets. It can only be cleared; an IPv6 destination or source sets it.</summary>
    IPV6,

    /// <summary>Random sizes between the smallest and the largest.</summary>
    TXSIZE_RND,

    /// <summary>Random source ports from their range.</summary>
    UDPSRC_RND,

    /// <summary>Random destination ports from their range.</summary>
    UDPDST_RND,

    /// <summary>UDP checksums (Linux 3.12).</summary>
    UDPCSUM,

    /// <summary>No timestamp in the packets, which saves reading the clock (Linux 4.1).</summary>
    NO_TIMESTAMP,

    /// <summary>Random MPLS labels.</summary>
    MPLS_RND,

    /// <summary>Random transmit queues from their range.</summary>
    QUEUE_MAP_RND,

    /// <summary>The transmit queue with the number of the sending CPU.</summary>
    QUEUE_MAP_CPU,

    /// <summary>Flows one after another instead of at random.</summary>
    FLOW_SEQ,

    /// <summary>IPsec for flows (with CONFIG_XFRM).</summary>
    IPSEC,

    /// <summary>Random source MAC addresses from their range.</summary>
    MACSRC_RND,

    /// <summary>Random destination MAC addresses from their range.</summary>
    MACDST_RND,

    /// <summary>Random VLAN ids.</summary>
    VID_RND,

    /// <summary>Random service VLAN ids.</summary>
    SVID_RND,

    /// <summary>Packet memory from the NUMA node that is set (NODE_ALLOC before Linux 4.17).</summary>
    NODE,

    /// <summary>A packet may be sent several times; on by default if the kernel has it (Linux 6.7).</summary>
    SHARED,
}
