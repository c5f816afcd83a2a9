using System.Globalization;

namespace UdpLab;

/// <summary>A symbol's part in two profiles, and whether they differ by more than sampling does by chance.</summary>
public sealed record PerfSymbolChange
{
    /// <summary>The function.</summary>
    public required string Name { get; init; }

    /// <summary>The executable, library or kernel object, as the candidate names it (the baseline for what vanished).</summary>
    public required string SharedObject { get; init; }

    /// <summary>Kernel or user.</summary>
    public required PerfScope Scope { get; init; }

    /// <summary>In the baseline, in the candidate, or in both.</summary>
    public required PerfSymbolState State { get; init; }

    /// <summary>Its share of the baseline, percent 0..100.</summary>
    public required double BaselineOverhead { get; init; }

    /// <summary>Its share of the candidate, percent 0..100.</summary>
    public required double CandidateOverhead { get; init; }

    /// <summary>Candidate's share less baseline's, percentage points.</summary>
    public double Difference => CandidateOverhead - BaselineOverhead;

    /// <summary>Its samples in the baseline.</summary>
    public required long BaselineSamples { get; init; }

    /// <summary>Its samples in the candidate.</summary>
    public required long CandidateSamples { get; init; }

    /// <summary>Samples for every received packet in the baseline; null where no measurement is behind one of the profiles.</summary>
    public double? BaselineSamplesPerPacket { get; init; }

    /// <summary>Samples for every received packet in the candidate; null where no measurement is behind one of the profiles.</summary>
    public double? CandidateSamplesPerPacket { get; init; }

    /// <summary>Candidate's samples for every packet in times of the baseline's; null where unknown, or the baseline has none.</summary>
    public double? PerPacketRatio => BaselineSamplesPerPacket > 0 ? CandidateSamplesPerPacket / BaselineSamplesPerPacket : null;

    /// <summary>How likely chance alone makes shares at least as different: two-proportion test, or Fisher's exact test of few samples. Null where samples are unknown.</summary>
    public double? PValue { get; init; }

    /// <summary>How likely chance alone makes samples for every packet at least as different: exact conditional test of two Poisson rates. Null where packets are unknown.</summary>
    public double? PerPacketPValue { get; init; }

    /// <summary>
    /// The difference is beyond sampling noise: of samples for every packet where packets are known, of shares otherwise; at a
    /// false discovery rate of 5 % over all symbols. Null where samples are unknown.
    /// </summary>
    public bool? IsSignificant { get; init; }

    /// <summary>One line.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name} {BaselineOverhead:F2}% -> {CandidateOverhead:F2}%{(IsSignificant == false ? " (noise)" : "")}");
}
