using System.Text.Json.Serialization;

namespace UdpLab;

/// <summary>Where <see cref="SinkMeasurement.Lost"/> is from.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LossBasis>))]
public enum LossBasis : long
{
    /// <summary>Sent less received: the window is the whole flood.</summary>
    Flood,

    /// <summary>The gaps between the first and the last number of the window.</summary>
    Sequence,

    /// <summary>The kernel's count of drops at the sink's sockets, of packets that have no numbers: what was lost before is not in it.</summary>
    Sockets,
}
