using System.Globalization;

namespace UdpLab;

/// <summary>A symbol's share in two profiles, and whether the difference exceeds sampling noise.</summary>
public sealed record PerfSymbolChange
{
    /// <summary>The function.</summary>
    public required string Name { get; init; }

    /// <summary>The executable, library or kernel object, as named in the candidate (in the baseline if the symbol vanished).</summary>
    public required string SharedObject { get; init; }

    /// <summary>Kernel or user.</summary>
    public required PerfScope Scope { get; init; }

    /// <summary>In the baseline, in the candidate, or in both.</summary>
    public required PerfSymbolState State { get; init; }

    /// <summary>Its share of the baseline, percent 0..100.</summary>
    public required double BaselineOverhead { get; init; }

    /// <summary>Its share of the candidate, percent 0..100.</summary>
    public required double CandidateOverhead { get; init; }

    /// <summary>Candidate's share minus the baseline's, in percentage points.</summary>
    public double Difference => CandidateOverhead - BaselineOverhead;

    /// <summary>Its samples in the baseline.</summary>
    public required long BaselineSamples { get; init; }

    /// <summary>Its samples in the candidate.</summary>
    public required long CandidateSamples { get; init; }

    /// <summary>Samples per received packet in the baseline; null if one of the profiles does not belong to a measurement.</summary>
    public double? BaselineSamplesPerPacket { get; init; }

    /// <summary>Samples per received packet in the candidate; null if one of the profiles does not belong to a measurement.</summary>
    public double? CandidateSamplesPerPacket { get; init; }

    /// <summary>Candidate's samples per packet divided by the baseline's; null if unknown or if the baseline has none.</summary>
    public double? PerPacketRatio => BaselineSamplesPerPacket > 0 ? CandidateSamplesPerPacket / BaselineSamplesPerPacket : null;

    /// <summary>The probability that chance alone makes the shares differ at least this much: two-proportion test, or Fisher's exact test for few samples. Null if samples are unknown.</summary>
    public double? PValue { get; init; }

    /// <summary>The probability that chance alone makes the samples per packet differ at least this much: exact conditional test of two Poisson rates. Null if packets are unknown.</summary>
    public double? PerPacketPValue { get; init; }

    /// <summary>
    /// True if the difference exceeds sampling noise: of samples per packet if packets are known, otherwise of shares; at a false
    /// discovery rate of 5 % over all symbols. Null if samples are unknown.
    /// </summary>
    public bool? IsSignificant { get; init; }

    /// <summary>One line.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name} {BaselineOverhead:F2}% -> {CandidateOverhead:F2}%{(IsSignificant == false ? " (noise)" : "")}");
}
