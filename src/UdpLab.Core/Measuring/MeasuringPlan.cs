namespace UdpLab;

/// <summary>What to measure: a sink, its methods in turn, and how often.</summary>
internal sealed record MeasuringPlan
{
    /// <summary>Where the sink is.</summary>
    public required LabHost Host { get; init; }

    /// <summary>The sink. Its profile, where it has one, is taken of every measurement.</summary>
    public SinkPlan Sink { get; init; } = new();

    /// <summary>The receiving system calls.</summary>
    public IReadOnlyList<ReceiveMethod> Methods { get; init; } = [ReceiveMethod.Recvmsg];

    /// <summary>Measurements with each method.</summary>
    public int Repeat { get; init; } = 1;

    /// <summary>Take the first measurement also without its profile, to see what the profile costs.</summary>
    public bool ProfileCost { get; init; }

    /// <summary>Says what of it works, but not as one would think.</summary>
    public void Warn(ILabObserver observer)
    {
        foreach (string warning in SinkCombinations.Warnings(Sink, Methods))
        {
            observer.Warn(warning);
        }
    }
}
