using System.Text.Json.Serialization;

namespace UdpLab;

/// <summary>Where the search for a loss goal ended.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ThroughputEnd>))]
public enum ThroughputEnd : long
{
    /// <summary>The search ended before this goal was reached.</summary>
    Unfinished,

    /// <summary>The bounds are as near as the goal width: the usual end.</summary>
    Width,

    /// <summary>Not even the maximum rate is an upper bound.</summary>
    MaximumLoad,

    /// <summary>Even the minimum rate is an upper bound.</summary>
    MinimumLoad,

    /// <summary>The generator can send no more, and that is no upper bound.</summary>
    GeneratorMaximum,

    /// <summary>The generator has no rate between the bounds.</summary>
    GeneratorResolution,
}
