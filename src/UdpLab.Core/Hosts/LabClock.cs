using System.Text.Json.Serialization;

namespace UdpLab;

/// <summary>What a host's time counts.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LabClock>))]
public enum LabClock : long
{
    /// <summary>Time.</summary>
    WallClock,

    /// <summary>Instructions of the only CPU, one to a nanosecond, by New-LabGuest -Deterministic; idle time passes at once.</summary>
    Instructions,
}
