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

    /// <summary>Reports settings that work, but not as expected.</summary>
    public void Warn(ILabObserver observer)
    {
        foreach (string warning in SinkCombinations.Warnings(Sink, Methods))
        {
            observer.Warn(warning);
        }
    }
}
