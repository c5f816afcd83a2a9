namespace UdpLab;

/// <summary>The CPUs of a queue.</summary>
public sealed record LabNicQueueCpus
{
    /// <summary>Number of the queue.</summary>
    public int Queue { get; init; }

    /// <summary>A list such as 0-3,8, or none.</summary>
    public required string Cpus { get; init; }

    /// <summary>One line.</summary>
    public override string ToString() => $"{Queue}: {Cpus}";
}
