using System.Text.Json.Serialization;

namespace UdpLab;

/// <summary>How perf unwinds the stack of a sample.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CallGraphMode>))]
public enum CallGraphMode : long
{
    /// <summary>Not at all: the cheapest.</summary>
    None,

    /// <summary>By frame pointers: all of the kernel, and user code compiled with them.</summary>
    Fp,

    /// <summary>By debug information: all user code, at the cost of copying 8 KB of stack per sample.</summary>
    Dwarf,
}
