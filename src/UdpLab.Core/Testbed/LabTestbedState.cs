using System.Text.Json.Serialization;

namespace UdpLab;

/// <summary>Whether somebody still works with a testbed.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LabTestbedState>))]
public enum LabTestbedState
{
    /// <summary>The process that made it runs.</summary>
    Active,

    /// <summary>The process that made it has gone and left it: Remove-LabTestbed removes it.</summary>
    Leftover,

    /// <summary>Without the privilege to look into it nobody can tell: run as root.</summary>
    Unknown,

    /// <summary>It was removed.</summary>
    Removed,
}
