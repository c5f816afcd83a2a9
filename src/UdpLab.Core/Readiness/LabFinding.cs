using System.Text.Json.Serialization;

namespace UdpLab;

/// <summary>The result of a check on a host: what was found, what is expected, why it matters, and what to do.</summary>
public sealed record LabFinding
{
    /// <summary>The host.</summary>
    public required LabHost Host { get; init; }

    /// <summary>Name of the check.</summary>
    public required string Check { get; init; }

    /// <summary>The interface it is about; null if it concerns the whole host.</summary>
    public string? Interface { get; init; }

    /// <summary>How serious it is.</summary>
    public required FindingStatus Status { get; init; }

    /// <summary>What was found; may also say that it could not be read or does not exist here.</summary>
    public required string Observed { get; init; }

    /// <summary>The state wanted.</summary>
    public required string Expected { get; init; }

    /// <summary>Why it matters for a measurement of UDP.</summary>
    public required string Reason { get; init; }

    /// <summary>Where the reason is documented: kernel documentation, man page or commit.</summary>
    public required string Source { get; init; }

    /// <summary>
    /// The fix, ready to be pasted into PowerShell: a command for this host and interface with notes after a #, or only the notes
    /// if there is no such command. Empty if there is nothing to do.
    /// </summary>
    public string Fix { get; init; } = "";

    /// <summary>True if Repair-LabHost can repair it on this host as this user.</summary>
    public bool CanRepair => Repairs.Count > 0 || NicRepair is not null;

    /// <summary>Interfaces that a repair would change.</summary>
    [JsonInclude]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    internal IReadOnlyList<string> Touches { get; init; } = [];

    /// <summary>These interfaces were named in the request or belong to a testbed, so a repair may change them.</summary>
    [JsonInclude]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    internal bool IsNamed { get; init; }

    /// <summary>The host settings that fix it.</summary>
    [JsonInclude]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    internal IReadOnlyList<WantedSetting> Repairs { get; init; } = [];

    /// <summary>The settings of <see cref="Interface"/> that fix it; null if none do.</summary>
    [JsonInclude]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    internal NicSettings? NicRepair { get; init; }

    /// <summary>One line.</summary>
    public override string ToString() => $"{Status}: {(Interface is null ? Check : $"{Check} {Interface}")}: {Observed}";
}

/// <summary>A setting and the value wanted.</summary>
/// <param name="Target">An interface, or "host".</param>
/// <param name="Setting">Kind and, after a space, which one: "Sysctl net.core.rmem_max".</param>
/// <param name="Value">The value wanted.</param>
internal sealed record WantedSetting(string Target, string Setting, string Value);
