namespace UdpLab;

/// <summary>What a check has to say about a host, before it is a <see cref="LabFinding"/> of one.</summary>
/// <param name="Status">How much it weighs.</param>
/// <param name="Observed">What is.</param>
internal sealed record Verdict(FindingStatus Status, string Observed)
{
    public string? Interface { get; init; }

    /// <summary>Null for what the check expects in general.</summary>
    public string? Expected { get; init; }

    /// <inheritdoc cref="Expected"/>
    public string? Reason { get; init; }

    /// <inheritdoc cref="Expected"/>
    public string? Source { get; init; }

    /// <summary>What to do, in words; beside a command, what there is to know of it.</summary>
    public string Fix { get; init; } = "";

    /// <summary>The command of this module that does it; the host is added to it.</summary>
    public string Command { get; init; } = "";

    /// <summary>Commands that do it on the host, as root; in words that PowerShell and sh read alike.</summary>
    public IReadOnlyList<string> Shell { get; init; } = [];

    /// <summary>Interfaces that <see cref="Repairs"/> touch, where the finding is about the whole host.</summary>
    public IReadOnlyList<string> Touches { get; init; } = [];

    public IReadOnlyList<WantedSetting> Repairs { get; init; } = [];

    public NicSettings? NicRepair { get; init; }

    public static Verdict Pass(string observed) => new(FindingStatus.Pass, observed);

    public static Verdict Advice(string observed, string fix) => new(FindingStatus.Advice, observed) { Fix = fix };

    public static Verdict Warning(string observed, string fix) => new(FindingStatus.Warning, observed) { Fix = fix };

    public static Verdict Failure(string observed, string fix) => new(FindingStatus.Failure, observed) { Fix = fix };
}
