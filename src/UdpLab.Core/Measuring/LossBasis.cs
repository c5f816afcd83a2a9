using System.Text.Json.Serialization;

namespace UdpLab;

/// <summary>The source of <see cref="SinkMeasurement.Lost"/>.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LossBasis>))]
public enum LossBasis : long
{
    /// <summary>Sent minus received: the window is the whole flood.</summary>
    Flood,

    /// <summary>The gaps between the first and the last number of the window.</summary>
    Sequence,

    /// <summary>The kernel's count of drops at the sink's sockets, for packets without numbers: earlier losses are not included.</summary>
    Sockets,
}
