namespace UdpLab;

/// <summary>Compares two profiles symbol by symbol.</summary>
internal static class PerfComparison
{
    private const double FalseDiscoveries = 0.05;

    /// <summary>Changes: new and vanished symbols first, then the significant ones, each by size.</summary>
    public static IReadOnlyList<PerfSymbolChange> Of(PerfProfile baseline, PerfProfile candidate)
    {
        Dictionary<(PerfScope, string, string), Part> before = Parts(baseline), after = Parts(candidate);
        PerfSymbolChange[] changes = [.. before.Keys.Union(after.Keys).Select(key => Change(baseline, candidate, before.GetValueOrDefault(key), after.GetValueOrDefault(key)))];
        double limit = SamplingNoise.Threshold(changes.Select(Decisive).OfType<double>(), FalseDiscoveries);
        return [.. changes
            .Select(c => c with { IsSignificant = Decisive(c) is double p ? p <= limit : null })
            .OrderBy(c => c.State == PerfSymbolState.Both)
            .ThenByDescending(c => c.IsSignificant == true)
            .ThenByDescending(c => Math.Abs(c.Difference))
            .ThenBy(c => c.Name, StringComparer.Ordinal)];
    }

    private static double? Decisive(PerfSymbolChange change) => change.PerPacketPValue ?? change.PValue;

    /// <summary>
    /// A symbol's shares summed over all commands, since the two sinks may have different names. A kernel function is the same
    /// whatever its object is called.
    /// </summary>
    private static Dictionary<(PerfScope, string, string), Part> Parts(PerfProfile profile) => profile.Symbols
        .GroupBy(s => (s.Scope, s.Scope == PerfScope.Kernel ? "" : s.SharedObject, s.Name))
        .ToDictionary(g => g.Key, g => new Part(g.First(), g.Sum(s => s.Samples), g.Sum(s => s.Overhead)));

    private static PerfSymbolChange Change(PerfProfile baseline, PerfProfile candidate, Part? before, Part? after)
    {
        long x1 = before?.Samples ?? 0, x2 = after?.Samples ?? 0;
        bool samplesKnown = baseline.Samples > 0 && candidate.Samples > 0, packetsKnown = samplesKnown && baseline.Packets > 0 && candidate.Packets > 0;
        PerfSymbol symbol = (after ?? before)!.Symbol;
        return new PerfSymbolChange
        {
            Name = symbol.Name,
            SharedObject = symbol.SharedObject,
            Scope = symbol.Scope,
            State = before is null ? PerfSymbolState.New : after is null ? PerfSymbolState.Vanished : PerfSymbolState.Both,
            BaselineOverhead = before?.Overhead ?? 0,
            CandidateOverhead = after?.Overhead ?? 0,
            BaselineSamples = x1,
            CandidateSamples = x2,
            BaselineSamplesPerPacket = packetsKnown ? (double)x1 / baseline.Packets : null,
            CandidateSamplesPerPacket = packetsKnown ? (double)x2 / candidate.Packets : null,
            PValue = samplesKnown ? SamplingNoise.Shares(x1, baseline.Samples, x2, candidate.Samples) : null,
            PerPacketPValue = packetsKnown ? SamplingNoise.Rates(x1, (double)baseline.Packets!, x2, (double)candidate.Packets!) : null,
        };
    }

    private sealed record Part(PerfSymbol Symbol, long Samples, double Overhead);
}
