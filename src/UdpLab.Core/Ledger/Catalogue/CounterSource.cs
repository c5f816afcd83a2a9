using System.Text.Json.Serialization;

namespace UdpLab;

/// <summary>Sources of counters.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CounterSource>))]
internal enum CounterSource
{
    /// <summary>The flood itself.</summary>
    Flood,

    /// <summary>The sending device's queueing disciplines.</summary>
    Qdisc,

    /// <summary>ethtool -S.</summary>
    Ethtool,

    /// <summary>/sys/class/net/X/statistics.</summary>
    Sysfs,

    /// <summary>/proc/net/softnet_stat.</summary>
    Softnet,

    /// <summary>Lines Ip of /proc/net/snmp.</summary>
    Ip,

    /// <summary>Lines IpExt of /proc/net/netstat.</summary>
    IpExt,

    /// <summary>Lines TcpExt of /proc/net/netstat.</summary>
    TcpExt,

    /// <summary>Lines Udp of /proc/net/snmp.</summary>
    Udp,

    /// <summary>The drop counters of the sink's sockets.</summary>
    Sockets,

    /// <summary>The counters of the sink's packet socket or AF_XDP sockets.</summary>
    Ring,

    /// <summary>The queues of the sink's sockets.</summary>
    Queues,

    /// <summary>The sink itself.</summary>
    Sink,

    /// <summary>The kernel's reasons for dropping packets (enum skb_drop_reason).</summary>
    Reason,

    /// <summary>What remains of other counters (<see cref="KnownCounter.Rest"/>).</summary>
    Rest,
}

/// <summary>How to name a source; {counter}, {device} and {host} (" on NAME" if there are several) are replaced.</summary>
/// <param name="Text">The text for IPv4, or for both.</param>
/// <param name="Ipv6">The text for IPv6; null if it is the same.</param>
internal sealed record SourceText(string Text, string? Ipv6 = null);
