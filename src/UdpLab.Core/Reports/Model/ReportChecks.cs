using System.Globalization;

namespace UdpLab;

/// <summary>Findings of Test-LabHost that came by themselves.</summary>
internal static class ReportChecks
{
    private static readonly (FindingStatus Status, string One, string Many)[] _words =
        [(FindingStatus.Failure, "is a failure", "are failures"), (FindingStatus.Warning, "is a warning", "are warnings"), (FindingStatus.Advice, "is advice", "are advice"), (FindingStatus.Pass, "passed", "passed")];

    /// <summary>How many checks found what, and the first of the most serious; null without findings.</summary>
    public static string? Sentence(IReadOnlyList<LabFinding> findings)
    {
        if (findings.Count == 0)
        {
            return null;
        }

        string counts = string.Join(", ", _words.Select(word => (word, Count: findings.Count(finding => finding.Status == word.Status))).Where(word => word.Count > 0)
            .Select(word => string.Create(CultureInfo.InvariantCulture, $"{word.Count} {(word.Count == 1 ? word.word.One : word.word.Many)}")));
        string checks = string.Create(CultureInfo.InvariantCulture, $"Of {findings.Count} check{(findings.Count == 1 ? "" : "s")} of {Hosts(findings)}, {counts}.");
        return Serious(findings).FirstOrDefault() is { } worst ? $"{checks} The most serious is {worst.Check}{(worst.Interface is null ? "" : $" of {worst.Interface}")}: {worst.Observed.TrimEnd('.')}." : checks;
    }

    /// <summary>The hosts' names.</summary>
    public static string Hosts(IReadOnlyList<LabFinding> findings) => string.Join(", ", findings.Select(finding => finding.Host.Name).Distinct());

    /// <summary>What did not pass, the most serious first.</summary>
    public static IReadOnlyList<LabFinding> Serious(IReadOnlyList<LabFinding> findings) => [.. findings.Where(finding => finding.Status != FindingStatus.Pass).OrderByDescending(finding => finding.Status)];
}
