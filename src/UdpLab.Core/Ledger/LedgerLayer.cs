using System.Text.Json.Serialization;

namespace UdpLab;

/// <summary>Where on its way a packet was counted, in the order it travels.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LedgerLayer>))]
public enum LedgerLayer : long
{
    /// <summary>The sending host, down to its queueing discipline.</summary>
    Generator,

    /// <summary>The sending device and what lies between it and the receiving one.</summary>
    Wire,

    /// <summary>The receiving device and its driver.</summary>
    Nic,

    /// <summary>The per-CPU backlog behind the driver (/proc/net/softnet_stat).</summary>
    Softnet,

    /// <summary>IPv4 or IPv6 input.</summary>
    Ip,

    /// <summary>UDP input, up to the socket's queue.</summary>
    Udp,

    /// <summary>The sink's own sockets.</summary>
    Socket,

    /// <summary>What the sink's calls returned.</summary>
    Sink,
}
