using System.Text.Json.Serialization;

namespace UdpLab;

/// <summary>Who takes the samples of a profile.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PerfSampler>))]
public enum PerfSampler : long
{
    /// <summary>The host's perf if it is installed, otherwise UdpLab's agent.</summary>
    Auto,

    /// <summary>The host's perf.</summary>
    Perf,

    /// <summary>UdpLab's agent on the host, which needs nothing installed.</summary>
    Agent,
}
