using UdpLab.Wire;

namespace UdpLab;

/// <summary>One thing to check before a measurement.</summary>
/// <param name="Name">Its name for -Check.</param>
/// <param name="Expected">The state wanted.</param>
/// <param name="Reason">Why it matters for a measurement of UDP; {counters} is replaced by the counters that show it, from the catalogue of losses.</param>
/// <param name="Source">Where that is documented.</param>
/// <param name="Judge">Turns a host's facts into verdicts.</param>
internal sealed record HostCheck(string Name, string Expected, string Reason, string Source, Func<HostView, IEnumerable<Verdict>> Judge)
{
    /// <summary>The only role it matters to; null for both.</summary>
    public HostRole? Only { get; init; }

    public IEnumerable<LabFinding> Run(LabHost host, ReadinessFacts facts) => Judge(new HostView(facts)).Select(verdict => new LabFinding
    {
        Host = host,
        Check = Name,
        Interface = verdict.Interface,
        Status = verdict.Status,
        Observed = verdict.Observed,
        Expected = verdict.Expected ?? Expected,
        Reason = (verdict.Reason ?? Reason).Replace("{counters}", LossCatalogue.All.NamesFor(Name, Drivers(facts, verdict)), StringComparison.Ordinal),
        Source = verdict.Source ?? Source,
        Fix = verdict.Status == FindingStatus.Pass ? "" : FixText.Of(host, Name, verdict, facts.UserId == 0),
        Touches = verdict.Interface is null ? verdict.Touches : [verdict.Interface],
        Repairs = verdict.Status == FindingStatus.Pass ? [] : verdict.Repairs,
        NicRepair = verdict.Status == FindingStatus.Pass ? null : verdict.NicRepair,
    });

    private static string[] Drivers(ReadinessFacts facts, Verdict verdict) =>
        [.. facts.Nics.Where(nic => verdict.Interface is null || nic.Name == verdict.Interface).Select(nic => nic.Driver)];
}
