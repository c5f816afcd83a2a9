using UdpLab.Wire;

namespace UdpLab;

/// <summary>One thing to check before a measurement.</summary>
/// <param name="Name">Its name for -Check.</param>
/// <param name="Expected">The state wanted.</param>
/// <param name="Reason">Why it matters for a measurement of UDP.</param>
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
        Reason = verdict.Reason ?? Reason,
        Source = verdict.Source ?? Source,
        Fix = verdict.Status == FindingStatus.Pass ? "" : FixText.Of(host, Name, verdict, facts.UserId == 0),
        Touches = verdict.Interface is null ? verdict.Touches : [verdict.Interface],
        Repairs = verdict.Status == FindingStatus.Pass ? [] : verdict.Repairs,
        NicRepair = verdict.Status == FindingStatus.Pass ? null : verdict.NicRepair,
    });
}
