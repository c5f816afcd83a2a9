using System.Text.Json.Serialization;

namespace UdpLab;

/// <summary>State of a <see cref="Sink"/>.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SinkState>))]
public enum SinkState : long
{
    /// <summary>It receives.</summary>
    Running,

    /// <summary>It no longer receives; <see cref="Sink.Reason"/> says why.</summary>
    Ended,
}
