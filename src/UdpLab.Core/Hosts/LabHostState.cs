using System.Text.Json.Serialization;

namespace UdpLab;

/// <summary>Whether a lab host can be used.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LabHostState>))]
public enum LabHostState : long
{
    /// <summary>It can be used.</summary>
    Available,

    /// <summary>Its connection broke.</summary>
    Lost,

    /// <summary>Its testbed was removed, or it was disconnected.</summary>
    Closed,
}
