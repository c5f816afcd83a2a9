using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>
/// A change on a lab host, as journaled: it is written to disk before it is made, so another session can undo it too. The
/// object is a snapshot; run Get-LabChange again for its current state.
/// </summary>
public sealed record LabChange : IJsonOnDeserialized
{
    /// <summary>Unique among all changes of this user.</summary>
    public required string Id { get; init; }

    /// <summary>When it was journaled, by the clock of the machine UdpLab runs on.</summary>
    public DateTimeOffset Time { get; init; }

    /// <summary>Name of the host.</summary>
    public string Host => Place.Name;

    /// <summary>The interface, or "host" for settings of no interface.</summary>
    public required string Target { get; init; }

    /// <summary>Kind of setting and, after a space, the instance: "Mtu", "FlowRule 3", "Sysctl net.core.rmem_max".</summary>
    public required string Setting { get; init; }

    /// <summary>The value before the change.</summary>
    public required string Before { get; init; }

    /// <summary>The value after the change or, while pending or failed, the value wanted.</summary>
    public required string After { get; init; }

    /// <summary>The state of the change.</summary>
    public LabChangeState State { get; init; }

    /// <summary>Why it failed or how it ended, or null.</summary>
    public string? Note { get; init; }

    /// <summary>Other settings the driver changed along with it; undo restores them too.</summary>
    public IReadOnlyList<LabChangeEffect> Effects { get; init => field = LabList.Of(value); } = LabList.Empty<LabChangeEffect>();

    /// <summary>True if it may still have to be undone.</summary>
    public bool IsOpen => State is LabChangeState.Pending or LabChangeState.Applied;

    /// <summary>True if the setting disappears with its network namespace; false if it is machine-wide.</summary>
    internal bool GoesWithNamespace => !SettingTraits.Of(Setting).IsOfMachine;

    /// <summary>How to find its host again.</summary>
    [JsonInclude]
    internal ChangePlace Place { get; init; } = null!;

    /// <inheritdoc cref="SettingValue.Identity"/>
    [JsonInclude]
    internal string Identity { get; init; } = "";

    /// <summary>Other settings the driver may have changed along with it, with their values before.</summary>
    [JsonInclude]
    internal IReadOnlyDictionary<string, string> AtRisk { get; init; } = new Dictionary<string, string>();

    /// <summary>Number of the change within its session.</summary>
    [JsonInclude]
    internal int Number { get; init; }

    /// <summary>Number of the change across all sessions of this user; times do not order them, since clocks can be set back and sessions interleave.</summary>
    [JsonInclude]
    internal long Sequence { get; init; }

    /// <summary>Sorts changes in the order they were journaled.</summary>
    internal static IComparer<LabChange> InOrder { get; } = Comparer<LabChange>.Create((one, other) =>
        one.Sequence != other.Sequence ? one.Sequence.CompareTo(other.Sequence)
        : one.Time != other.Time ? one.Time.CompareTo(other.Time)
        : string.CompareOrdinal(one.Id, other.Id));

    /// <summary>True if the process that makes the change still lives, so a pending change is being made.</summary>
    [JsonInclude]
    internal bool OwnerLives { get; init; }

    /// <summary>A line without the place is not a change: whose setting it was is not known.</summary>
    void IJsonOnDeserialized.OnDeserialized() => _ = Place ?? throw new JsonException($"{nameof(LabChange)}.{nameof(Place)} is missing.");

    /// <summary>One line.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Host} {Target} {Setting}: {Before} -> {After} ({State})");
}

/// <summary>A setting the driver changed along with another one.</summary>
/// <param name="Setting">Name of the setting.</param>
/// <param name="Before">Value before.</param>
/// <param name="After">Value after.</param>
public sealed record LabChangeEffect(string Setting, string Before, string After)
{
    /// <summary>One line.</summary>
    public override string ToString() => $"{Setting}: {Before} -> {After}";
}
