using System.Text.Json.Serialization;

namespace UdpLab;

/// <summary>Where <see cref="SinkMeasurement.Packets"/> were counted.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PacketBasis>))]
public enum PacketBasis : long
{
    /// <summary>By the sink: what its calls returned.</summary>
    Calls,

    /// <summary>At another program's sockets, by a BPF program: what arrived minus what they dropped, to the packet.</summary>
    Sockets,

    /// <summary>By the kernel for all UDP sockets of the host's network namespace (InDatagrams): exact only if no other socket received.</summary>
    Host,
}
