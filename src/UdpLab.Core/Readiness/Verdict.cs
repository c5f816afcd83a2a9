namespace UdpLab;

/// <summary>The result of a check, before it becomes a <see cref="LabFinding"/> of a host.</summary>
/// <param name="Status">How serious it is.</param>
/// <param name="Observed">What was found.</param>
internal sealed record Verdict(FindingStatus Status, string Observed)
{
    public string? Interface { get; init; }

    /// <summary>Null to use the check's own.</summary>
    public string? Expected { get; init; }

    /// <inheritdoc cref="Expected"/>
    public string? Reason { get; init; }

    /// <inheritdoc cref="Expected"/>
    public string? Source { get; init; }

    /// <summary>What to do, in words; with a command, notes on it.</summary>
    public string Fix { get; init; } = "";

    /// <summary>The command of this module that fixes it; the host is added later.</summary>
    public string Command { get; init; } = "";

    /// <summary>Shell commands that fix it on the host as root, in a syntax that PowerShell and sh read alike.</summary>
    public IReadOnlyList<string> Shell { get; init; } = [];

    /// <summary>Interfaces that <see cref="Repairs"/> change if the finding is about the whole host.</summary>
    public IReadOnlyList<string> Touches { get; init; } = [];

    public IReadOnlyList<WantedSetting> Repairs { get; init; } = [];

    public NicSettings? NicRepair { get; init; }

    public static Verdict Pass(string observed) => new(FindingStatus.Pass, observed);

    public static Verdict Advice(string observed, string fix) => new(FindingStatus.Advice, observed) { Fix = fix };

    public static Verdict Warning(string observed, string fix) => new(FindingStatus.Warning, observed) { Fix = fix };

    public static Verdict Failure(string observed, string fix) => new(FindingStatus.Failure, observed) { Fix = fix };
}
