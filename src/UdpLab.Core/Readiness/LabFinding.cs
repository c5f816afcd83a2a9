using System.Text.Json.Serialization;

namespace UdpLab;

/// <summary>What a check of a host found: what is, what should be, why that matters, and what to do.</summary>
public sealed record LabFinding
{
    /// <summary>The host.</summary>
    public required LabHost Host { get; init; }

    /// <summary>Name of the check.</summary>
    public required string Check { get; init; }

    /// <summary>The interface it is about, null for what concerns the whole host.</summary>
    public string? Interface { get; init; }

    /// <summary>How much it weighs.</summary>
    public required FindingStatus Status { get; init; }

    /// <summary>What is, as it was read; also that it could not be read, or does not exist here.</summary>
    public required string Observed { get; init; }

    /// <summary>What should be.</summary>
    public required string Expected { get; init; }

    /// <summary>Why it matters for a measurement of UDP.</summary>
    public required string Reason { get; init; }

    /// <summary>Where the reason is from: kernel documentation, man page or commit.</summary>
    public required string Source { get; init; }

    /// <summary>
    /// What to do about it, to be pasted into PowerShell as it stands: a command for this host and interface, and words behind a #;
    /// words alone where no command does it. Empty when there is nothing to do.
    /// </summary>
    public string Fix { get; init; } = "";

    /// <summary>Repair-LabHost can do it, as this user, on this host.</summary>
    public bool CanRepair => Repairs.Count > 0 || NicRepair is not null;

    /// <summary>Interfaces that a repair would touch.</summary>
    [JsonIgnore]
    internal IReadOnlyList<string> Touches { get; init; } = [];

    /// <summary>Those interfaces were asked for by name, or are a testbed's own: a repair may touch them.</summary>
    [JsonIgnore]
    internal bool IsNamed { get; init; }

    /// <summary>The settings of the host that are the fix.</summary>
    [JsonIgnore]
    internal IReadOnlyList<WantedSetting> Repairs { get; init; } = [];

    /// <summary>What <see cref="Interface"/> should be, where that is the fix.</summary>
    [JsonIgnore]
    internal NicSettings? NicRepair { get; init; }

    /// <summary>One line.</summary>
    public override string ToString() => $"{Status}: {(Interface is null ? Check : $"{Check} {Interface}")}: {Observed}";
}

/// <summary>A setting, and what it should be.</summary>
/// <param name="Target">An interface, or "host".</param>
/// <param name="Setting">Kind and, behind a blank, which one: "Sysctl net.core.rmem_max".</param>
/// <param name="Value">What it should be.</param>
internal sealed record WantedSetting(string Target, string Setting, string Value);
