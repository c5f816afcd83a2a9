using System.Text.Json.Serialization;

namespace UdpLab;

/// <summary>How serious a finding is.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FindingStatus>))]
public enum FindingStatus : long
{
    /// <summary>As it should be, or not applicable on this host.</summary>
    Pass,

    /// <summary>Worth knowing when comparing numbers; also used if the state could not be determined.</summary>
    Advice,

    /// <summary>Measurements will be distorted or noisy, or packets lost.</summary>
    Warning,

    /// <summary>Nothing can be measured like this.</summary>
    Failure,
}
