using System.Diagnostics.CodeAnalysis;

namespace UdpLab;

/// <summary>Where pktgen hands over its packets, by the kernel's names (pktgen_xmit, net/core/pktgen.c).</summary>
[SuppressMessage("Naming", "CA1707", Justification = "The names are the kernel's.")]
public enum PktgenXmitMode : long
{
    /// <summary>The driver, bypassing the queueing discipline.</summary>
    start_xmit,

    /// <summary>The receive path of the interface (Linux 4.1).</summary>
    netif_receive,

    /// <summary>The queueing discipline (Linux 4.8).</summary>
    queue_xmit,
}
