using System.Text.Json.Serialization;

namespace UdpLab;

/// <summary>Whether a testbed's process still runs.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LabTestbedState>))]
public enum LabTestbedState : long
{
    /// <summary>The process that created it is running.</summary>
    Active,

    /// <summary>The process that created it ended without removing it; use Remove-LabTestbed.</summary>
    Leftover,

    /// <summary>Unknown without the privilege to inspect it: run as root.</summary>
    Unknown,

    /// <summary>It was removed.</summary>
    Removed,
}
