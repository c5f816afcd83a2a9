using System.Globalization;

namespace UdpLab;

/// <summary>A trial of Find-UdpThroughput: a flood at one rate, and its result (RFC 9971, section 4.5).</summary>
public sealed record ThroughputTrial
{
    /// <summary>Identifies the search; trials of one journal with the same value belong to one search.</summary>
    public string Search { get; init; } = "";

    /// <summary>Its position in the search, from 1.</summary>
    public int Position { get; init; }

    /// <summary>Requested packets per second.</summary>
    public double RatePps { get; init; }

    /// <summary>Requested seconds.</summary>
    public double Duration { get; init; }

    /// <summary>Packets per second sent; null if the trial failed.</summary>
    public double? SentPps { get; init; }

    /// <summary>Lost packets per sent packet, 0 to 1; a packet that was not sent is not lost. Null if the trial failed.</summary>
    public double? LossRatio { get; init; }

    /// <summary><see cref="LossRatio"/> in percent.</summary>
    public double? LossPercent => 100 * LossRatio;

    /// <summary>Seconds it took, including everything around it.</summary>
    public double ElapsedSeconds { get; init; }

    /// <summary>The rate sent differs from the requested one by more than the goal width.</summary>
    public bool IsIrregular { get; init; }

    /// <summary>Why there is no result; null if there is one.</summary>
    public string? Failure { get; init; }

    /// <summary>The measurement; null if the trial failed, or if no packet arrived.</summary>
    public SinkMeasurement? Measurement { get; init; }

    /// <summary>Why no packet arrived; null if one did.</summary>
    public string? Note { get; init; }

    /// <summary>One line.</summary>
    public override string ToString() => Failure is not null
        ? string.Create(CultureInfo.InvariantCulture, $"{RatePps:N0} pps for {Duration:0.###} s: failed: {Failure}")
        : string.Create(CultureInfo.InvariantCulture, $"{SentPps:N0} pps for {Duration:0.###} s: {LossPercent:0.####} % lost{(IsIrregular ? string.Create(CultureInfo.InvariantCulture, $", {RatePps:N0} pps were asked for") : "")}");
}
