using System.Text.Json.Serialization;

namespace UdpLab;

/// <summary>How packets get merged.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Bundling>))]
internal enum Bundling
{
    /// <summary>The generator sends trains (UDP_SEGMENT).</summary>
    Gso,

    /// <summary>The sink receives bundles (UDP_GRO).</summary>
    Gro,
}
