using System.Globalization;

namespace UdpLab;

/// <summary>A trial of Find-UdpThroughput: a flood at one rate, and what became of it (RFC 9971, section 4.5).</summary>
public sealed record ThroughputTrial
{
    /// <summary>Identifies the search; trials of one journal with the same value are of one search.</summary>
    public string Search { get; init; } = "";

    /// <summary>Its place in the search, from 1.</summary>
    public int Position { get; init; }

    /// <summary>Packets per second that were asked for.</summary>
    public double RatePps { get; init; }

    /// <summary>Seconds that were asked for.</summary>
    public double Duration { get; init; }

    /// <summary>Packets per second that were sent; null if the trial failed.</summary>
    public double? SentPps { get; init; }

    /// <summary>Lost packets per sent packet, 0 to 1; a packet that was not sent is not lost. Null if the trial failed.</summary>
    public double? LossRatio { get; init; }

    /// <summary><see cref="LossRatio"/> in percent.</summary>
    public double? LossPercent => 100 * LossRatio;

    /// <summary>Seconds it took with everything around it.</summary>
    public double ElapsedSeconds { get; init; }

    /// <summary>What was sent differs from what was asked for by more than the goal width.</summary>
    public bool IsIrregular { get; init; }

    /// <summary>Why there is no result; null if there is one.</summary>
    public string? Failure { get; init; }

    /// <summary>What was measured; null if the trial failed, or no packet came.</summary>
    public SinkMeasurement? Measurement { get; init; }

    /// <summary>Why no packet came; null if one did.</summary>
    public string? Note { get; init; }

    /// <summary>One line.</summary>
    public override string ToString() => Failure is not null
        ? string.Create(CultureInfo.InvariantCulture, $"{RatePps:N0} pps for {Duration:0.###} s: failed: {Failure}")
        : string.Create(CultureInfo.InvariantCulture, $"{SentPps:N0} pps for {Duration:0.###} s: {LossPercent:0.####} % lost{(IsIrregular ? $", {RatePps:N0} pps were asked for" : "")}");
}
