using System.Text.Json.Serialization;

namespace UdpLab;

/// <summary>Where a lab host is.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LabHostKind>))]
public enum LabHostKind : long
{
    /// <summary>This machine.</summary>
    Local,

    /// <summary>A network namespace of this machine.</summary>
    Namespace,

    /// <summary>Another machine, or this one, reached by SSH.</summary>
    Ssh,

    /// <summary>A kernel image that runs under QEMU on this machine.</summary>
    Guest,
}
