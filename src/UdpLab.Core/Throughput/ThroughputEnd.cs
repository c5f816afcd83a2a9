using System.Text.Json.Serialization;

namespace UdpLab;

/// <summary>Where the search for a loss goal ended.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ThroughputEnd>))]
public enum ThroughputEnd : long
{
    /// <summary>The search ended before this goal was reached.</summary>
    Unfinished,

    /// <summary>The bounds are within the goal width: the usual end.</summary>
    Width,

    /// <summary>Not even the maximum rate is an upper bound.</summary>
    MaximumLoad,

    /// <summary>Even the minimum rate is an upper bound.</summary>
    MinimumLoad,

    /// <summary>The generator cannot send more, and its maximum is not an upper bound.</summary>
    GeneratorMaximum,

    /// <summary>The generator has no rate between the bounds.</summary>
    GeneratorResolution,
}
