using System.Text.Json.Serialization;

namespace UdpLab;

/// <summary>How far a flood is.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FloodState>))]
public enum FloodState
{
    /// <summary>Packets are leaving.</summary>
    Running,

    /// <summary>Its count or duration was reached, or its sink had enough.</summary>
    Completed,

    /// <summary>Somebody stopped it.</summary>
    Stopped,

    /// <summary>It could not go on; the error said why.</summary>
    Failed,
}
