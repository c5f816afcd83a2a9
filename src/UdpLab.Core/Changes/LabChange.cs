using System.Globalization;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>
/// A change of a lab host, as the journal has it: written to the disk before it was made, so that it can be undone also by
/// another session. A change is a picture of the moment it was asked for; ask again for what became of it.
/// </summary>
public sealed record LabChange
{
    /// <summary>Names it among all changes of this user.</summary>
    public required string Id { get; init; }

    /// <summary>When it was written to the journal, by the clock of the machine UdpLab ran on.</summary>
    public DateTimeOffset Time { get; init; }

    /// <summary>Name of the host.</summary>
    public string Host => Place.Name;

    /// <summary>The interface, or "host" for settings that belong to none.</summary>
    public required string Target { get; init; }

    /// <summary>Kind of setting and, behind a blank, which one: "Mtu", "Feature rx-gro", "Sysctl net.core.rmem_max".</summary>
    public required string Setting { get; init; }

    /// <summary>What it was.</summary>
    public required string Before { get; init; }

    /// <summary>What it became or, while pending or failed, should have become.</summary>
    public required string After { get; init; }

    /// <summary>How far it has come.</summary>
    public LabChangeState State { get; init; }

    /// <summary>What else is to say: why it failed, or how it ended; null for nothing.</summary>
    public string? Note { get; init; }

    /// <summary>Other settings that the driver altered along with it, which undo puts back, too.</summary>
    public IReadOnlyList<LabChangeEffect> Effects { get; init => field = LabList.Of(value); } = LabList.Empty<LabChangeEffect>();

    /// <summary>It may still have to be undone.</summary>
    public bool IsOpen => State is LabChangeState.Pending or LabChangeState.Applied;

    /// <summary>It ends with the network namespace it was made in: not what is the whole machine's.</summary>
    internal bool GoesWithNamespace => !SettingTraits.Of(Setting).IsOfMachine;

    /// <summary>Where its host is found again.</summary>
    internal ChangePlace Place { get; init; } = null!;

    /// <inheritdoc cref="SettingValue.Identity"/>
    internal string Identity { get; init; } = "";

    /// <summary>What the driver may have altered along with it, and what it was.</summary>
    internal IReadOnlyDictionary<string, string> AtRisk { get; init; } = new Dictionary<string, string>();

    /// <summary>Counts the changes of one session.</summary>
    internal int Number { get; init; }

    /// <summary>Counts the changes of all sessions of this user: clocks are set back, and two sessions write in turn.</summary>
    internal long Sequence { get; init; }

    /// <summary>As they were written down.</summary>
    internal static IComparer<LabChange> InOrder { get; } = Comparer<LabChange>.Create((one, other) =>
        one.Sequence != other.Sequence ? one.Sequence.CompareTo(other.Sequence)
        : one.Time != other.Time ? one.Time.CompareTo(other.Time)
        : string.CompareOrdinal(one.Id, other.Id));

    /// <summary>The process that made it is at work: a pending change is being made.</summary>
    internal bool OwnerLives { get; init; }

    /// <summary>One line.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Host} {Target} {Setting}: {Before} -> {After} ({State})");
}

/// <summary>A setting that a driver altered along with another one.</summary>
/// <param name="Setting">Its name.</param>
/// <param name="Before">What it was.</param>
/// <param name="After">What it became.</param>
public sealed record LabChangeEffect(string Setting, string Before, string After)
{
    /// <summary>One line.</summary>
    public override string ToString() => $"{Setting}: {Before} -> {After}";
}
