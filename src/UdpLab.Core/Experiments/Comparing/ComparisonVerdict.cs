using System.Text.Json.Serialization;

namespace UdpLab;

/// <summary>What a <see cref="Comparison"/> shows. Faster means better: more packets per second, or less loss, time or latency.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ComparisonVerdict>))]
public enum ComparisonVerdict : long
{
    /// <summary>The candidate is better, with 95 % confidence.</summary>
    Faster,

    /// <summary>The candidate is worse, with 95 % confidence.</summary>
    Slower,

    /// <summary>With 95 % confidence, any difference is smaller than the margin.</summary>
    NoDifference,

    /// <summary>These runs cannot decide.</summary>
    Inconclusive,

    /// <summary>The runs differ in more than the compared factor, or have no values to compare.</summary>
    NotComparable,
}
