using System.Globalization;

namespace UdpLab;

/// <summary>
/// The highest rate at which a host receives with no more loss than a goal allows, and what stopped it (RFC 9971, section 4.8).
/// It includes all attributes of the goal and the search, even defaults.
/// </summary>
public sealed record ThroughputResult
{
    /// <summary>The host that received.</summary>
    public required LabHost Host { get; init; }

    /// <summary>The hosts that sent.</summary>
    public IReadOnlyList<LabHost> Generator { get; init => field = LabList.Of(value); } = LabList.Empty<LabHost>();

    /// <summary>What sent the packets; null if nothing was sent.</summary>
    public FloodBackend? Backend { get; init; }

    /// <summary>The receiving system call.</summary>
    public ReceiveMethod Method { get; init; }

    /// <summary>Bytes of the Ethernet frame without FCS; null if nothing was sent.</summary>
    public int? PacketSize { get; init; }

    /// <summary>Packets sent back to back in the trials at <see cref="Pps"/>; null without one.</summary>
    public int? Burst { get; init; }

    /// <summary>The loss ratio that a trial may have, 0 to less than 1.</summary>
    public double LossGoal { get; init; }

    /// <summary>The result: the relevant lower bound, packets per second as sent (section 4.8.2). Null if no rate was low enough.</summary>
    public double? Pps { get; init; }

    /// <summary>The relevant upper bound: the lowest rate that lost too much (section 4.8.1). Null if none did.</summary>
    public double? UpperPps { get; init; }

    /// <summary>Packets per second expected to be received at <see cref="Pps"/> (conditional throughput, section 4.8.3).</summary>
    public double? ConditionalPps { get; init; }

    /// <summary>The difference between the bounds, relative to the upper one; null without both.</summary>
    public double? Width { get; init; }

    /// <summary>
    /// The lowest rate at which a trial lost more than the goal allows, if <see cref="SpreadHighPps"/> is higher: between the
    /// two, trials had either outcome, and another search may end anywhere there. Null if one rate separates all trials.
    /// </summary>
    public double? SpreadLowPps { get; init; }

    /// <summary>The highest rate at which a trial met the goal, if <see cref="SpreadLowPps"/> is lower; otherwise null.</summary>
    public double? SpreadHighPps { get; init; }

    /// <summary>A regular goal result: both bounds exist, are within <see cref="GoalWidth"/>, and were really sent (section 4.8.4.1).</summary>
    public bool IsRegular { get; init; }

    /// <summary>Where the search for this goal ended.</summary>
    public ThroughputEnd End { get; init; }

    /// <summary>What limited it, in words: the counter that rose, the generator, or a limit of the search.</summary>
    public string StoppedBy { get; init; } = "";

    /// <summary>The causes of the loss at the upper bound, with remedies, as Get-UdpBottleneck finds them; empty if there was none.</summary>
    public IReadOnlyList<UdpBottleneck> Bottleneck { get; init => field = LabList.Of(value); } = LabList.Empty<UdpBottleneck>();

    /// <summary>Caveats: loss inversion, irregular trials, why two goals have the same answer.</summary>
    public IReadOnlyList<string> Notes { get; init => field = LabList.Of(value); } = LabList.Empty<string>();

    /// <summary>All trials of the search in order, including those for other goals.</summary>
    public IReadOnlyList<ThroughputTrial> Trials { get; init => field = LabList.Of(value); } = LabList.Empty<ThroughputTrial>();

    /// <summary>Rates above the upper bound that nevertheless lost little: loss inversion (section 5.3.2).</summary>
    public IReadOnlyList<double> Inversions { get; init => field = LabList.Of(value); } = LabList.Empty<double>();

    /// <summary>The generator's maximum rate, packets per second; null if it could send every requested rate.</summary>
    public double? GeneratorPps { get; init; }

    /// <summary>Seconds the search took, over all its sessions if it was resumed.</summary>
    public double Seconds { get; init; }

    /// <summary>The requested width: the largest difference between the bounds, relative to the upper one (section 4.6.5).</summary>
    public double GoalWidth { get; init; }

    /// <summary>Seconds of a full-length trial (section 4.6.1).</summary>
    public double TrialDuration { get; init; }

    /// <summary>Seconds of the shortest trials (section 4.6.6).</summary>
    public double InitialTrialDuration { get; init; }

    /// <summary>Seconds at a rate that are enough to decide (section 4.6.2).</summary>
    public double DurationSum { get; init; }

    /// <summary>The share of the time at a rate during which trials may lose more than the goal (section 4.6.4).</summary>
    public double ExceedRatio { get; init; }

    /// <summary>How many coarser stages preceded the last one.</summary>
    public int CoarseStages { get; init; }

    /// <summary>The lowest allowed rate, packets per second (section 4.6.8.2).</summary>
    public double MinimumPps { get; init; }

    /// <summary>The highest allowed rate, packets per second (section 4.6.8.1).</summary>
    public double MaximumPps { get; init; }

    /// <summary>The maximum number of trials; null for no limit.</summary>
    public int? MaximumTrials { get; init; }

    /// <summary>The maximum seconds; null for no limit.</summary>
    public double? MaximumSeconds { get; init; }

    /// <summary>One line.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"loss goal {LossGoal}: {Pps?.ToString("N0", CultureInfo.InvariantCulture) ?? "no"} pps{(UpperPps is { } upper ? string.Create(CultureInfo.InvariantCulture, $", less than {upper:N0}") : "")}; {StoppedBy}");
}
