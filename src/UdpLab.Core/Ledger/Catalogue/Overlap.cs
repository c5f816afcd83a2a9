using System.Text.Json.Serialization;

namespace UdpLab;

/// <summary>Other counters that include a counter's packets.</summary>
internal sealed record Overlap
{
    /// <summary>Their names. Which one includes the packets differs between kernels, so they are subtracted from the first that moved.</summary>
    public required string[] Counters { get; init; }

    /// <summary>Where they are counted.</summary>
    public OverlapPlace At { get; init; }

    /// <summary>
    /// A more precise statistic of the device's driver: the rule is skipped if the device has it. If the driver's statistics could
    /// not be read, the rule is applied last: a count left in both counters is more likely one drop counted twice than two drops.
    /// </summary>
    public string? Unless { get; init; }

    /// <summary>Further counters that include the packets found in these.</summary>
    public Overlap[] AlsoIn { get; init; } = [];
}

/// <summary>Where the counters of an <see cref="Overlap"/> are.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<OverlapPlace>))]
internal enum OverlapPlace
{
    /// <summary>On the same device or host.</summary>
    Here,

    /// <summary>On the other end of a pair of devices (<see cref="LossCatalogue.Pairs"/>).</summary>
    Peer,

    /// <summary>On the receiving devices.</summary>
    Receivers,
}
