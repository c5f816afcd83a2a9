using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace UdpLab;

/// <summary>A counter of the catalogue.</summary>
internal sealed record KnownCounter
{
    private readonly Regex? _names;

    /// <summary>Its name as the source spells it, with N for every queue.</summary>
    public required string Counter { get; init; }

    /// <summary>Matches its names if a driver has one per queue; null if <see cref="Counter"/> is the only one.</summary>
    public string? Pattern
    {
        init => _names = value is null ? null : new Regex($"^({value})$", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
    }

    /// <summary>The drivers that have it, by their ethtool -i names; empty for all.</summary>
    public string[] Drivers { get; init; } = [];

    /// <summary>Where on the path it counts.</summary>
    public required LedgerLayer Layer { get; init; }

    /// <summary>Its source.</summary>
    public required CounterSource Source { get; init; }

    /// <summary>What happened to these packets.</summary>
    public required string Meaning { get; init; }

    /// <summary>Where the driver counts it.</summary>
    public string? Origin { get; init; }

    /// <summary>True if its packets were lost; false for information that is not summed.</summary>
    public bool IsLoss { get; init; } = true;

    /// <summary>True for an entry of the ledger; false if it only serves to settle other counters.</summary>
    public bool IsShown { get; init; } = true;

    /// <summary>The kinds of merging that make it count several packets as one.</summary>
    public Bundling[] BundledBy { get; init; } = [];

    /// <summary>The kernel's reasons for the drops it counts (enum skb_drop_reason).</summary>
    public string[] Reasons { get; init; } = [];

    /// <summary>For a reason: the functions that drop for it where the kernel gives no reason. Kernels name more of them with every release.</summary>
    public string[] Functions { get; init; } = [];

    /// <summary>The counters that include its packets too; they are subtracted there.</summary>
    public Overlap[] AlsoIn { get; init; } = [];

    /// <summary>
    /// Set if it covers a whole host or namespace: only packets that the counters of <see cref="AlsoIn"/> include too belong to this
    /// flood, and the rest go to the counter of this name. If none of those could be read, all of them count as the flood's.
    /// </summary>
    public string? Rest { get; init; }

    /// <summary>The cause in <see cref="LossCatalogue.Advice"/>; null to use the advice of its layer.</summary>
    public string? Advice { get; init; }

    /// <summary>The checks of Test-LabHost whose reason names it.</summary>
    public string[] Checks { get; init; } = [];

    /// <summary>The kind of place that has it.</summary>
    [JsonIgnore]
    public PlaceKind Place => Layer switch
    {
        LedgerLayer.Generator or LedgerLayer.Wire => PlaceKind.Generator,
        LedgerLayer.Nic => PlaceKind.Receiver,
        _ => PlaceKind.Sink,
    };

    /// <summary>True if a driver's statistic of that name is this counter.</summary>
    public bool Fits(string name) => _names?.IsMatch(name) ?? name == Counter;
}
