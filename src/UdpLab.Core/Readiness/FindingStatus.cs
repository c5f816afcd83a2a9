using System.Text.Json.Serialization;

namespace UdpLab;

/// <summary>How much a finding weighs.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FindingStatus>))]
public enum FindingStatus
{
    /// <summary>As it should be, or nothing that exists on this host.</summary>
    Pass,

    /// <summary>Worth knowing when numbers are compared; also what could not be found out.</summary>
    Advice,

    /// <summary>Measurements will be distorted, noisy or short of packets.</summary>
    Warning,

    /// <summary>Nothing can be measured as things are.</summary>
    Failure,
}
