namespace UdpLab;

/// <summary>What to measure: a sink, its methods in turn, and how often.</summary>
internal sealed record MeasuringPlan
{
    /// <summary>The sink's host.</summary>
    public required LabHost Host { get; init; }

    /// <summary>The sink. If it has a profile, every measurement is profiled.</summary>
    public SinkPlan Sink { get; init; } = new();

    /// <summary>The receiving system calls.</summary>
    public IReadOnlyList<ReceiveMethod> Methods { get; init; } = [ReceiveMethod.Recvmsg];

    /// <summary>Measurements per method.</summary>
    public int Repeat { get; init; } = 1;

    /// <summary>Seconds of each measurement, of which one follows the other; null for a single one. Only without a profile.</summary>
    public double? Interval { get; init; }

    /// <summary>Make the first measurement also without its profile, to see what the profile costs.</summary>
    public bool ProfileCost { get; init; }

    /// <summary>The same without the trace.</summary>
    public bool TraceCost { get; init; }

    /// <summary>How the first measurement is watched; if a cost is to be known, it is measured again.</summary>
    public Watching First => new(Sink.Profile is not null && !ProfileCost, Sink.Trace && !TraceCost);

    /// <summary>How the others are watched.</summary>
    public Watching Others => new(Sink.Profile is not null, Sink.Trace);

    /// <summary>A measurement with what watching it cost, compared with one that was not watched; null for none.</summary>
    public SinkMeasurement WithCost(SinkMeasurement measurement, SinkMeasurement? without) => without?.Pps is not double before || measurement.Pps is not double with ? measurement
        : ProfileCost ? measurement with { ProfileCost = new ProfileCost(before, with) }
        : measurement with { TraceCost = new TraceCost(before, with, without.CpuNsPerPacket, measurement.CpuNsPerPacket) };

    /// <summary>Reports settings that work, but not as expected.</summary>
    public void Warn(ILabObserver observer)
    {
        foreach (string warning in SinkCombinations.Warnings(Sink, Methods))
        {
            observer.Warn(warning);
        }
    }
}
