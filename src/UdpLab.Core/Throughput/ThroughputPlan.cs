namespace UdpLab;

/// <summary>What a throughput search sends, receives and looks for.</summary>
internal sealed record ThroughputPlan
{
    /// <summary>Hosts that send; the rate is divided among them.</summary>
    public required IReadOnlyList<LabHost> Generators { get; init; }

    /// <summary>What they send; rate and duration are set for each trial.</summary>
    public FloodPlan Flood { get; init; } = new();

    /// <summary>The sink, with one method.</summary>
    public required MeasuringPlan Sink { get; init; }

    /// <summary>What is looked for.</summary>
    public required SearchRequest Search { get; init; }

    /// <summary>Seconds between two trials, for the path to drain.</summary>
    public double Settle { get; init; }

    /// <summary>The flood of a trial.</summary>
    public FloodPlan FloodOf(TrialInput trial) => Flood with { RatePps = trial.Load / Generators.Count, Duration = trial.Seconds, Count = null };
}
