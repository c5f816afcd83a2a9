namespace UdpLab;

/// <summary>What a search for throughput sends, receives and looks for.</summary>
internal sealed record ThroughputPlan
{
    /// <summary>Hosts that send; each sends its part of the rate.</summary>
    public required IReadOnlyList<LabHost> Generators { get; init; }

    /// <summary>What they send; its rate and duration are those of the trial.</summary>
    public FloodPlan Flood { get; init; } = new();

    /// <summary>What receives, with one method.</summary>
    public required MeasuringPlan Sink { get; init; }

    /// <summary>What is looked for.</summary>
    public required SearchRequest Search { get; init; }

    /// <summary>Seconds between two trials, for the path to drain.</summary>
    public double Settle { get; init; }

    /// <summary>The flood of a trial.</summary>
    public FloodPlan FloodOf(TrialInput trial) => Flood with { RatePps = trial.Load / Generators.Count, Duration = trial.Seconds, Count = null };
}
