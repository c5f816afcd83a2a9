using System.Text.Json.Serialization;

namespace UdpLab;

/// <summary>State of a flood.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FloodState>))]
public enum FloodState : long
{
    /// <summary>Packets are leaving.</summary>
    Running,

    /// <summary>Its count or duration was reached, or its sink measured enough.</summary>
    Completed,

    /// <summary>It was stopped.</summary>
    Stopped,

    /// <summary>It failed; the error says why.</summary>
    Failed,
}
