namespace UdpLab;

/// <summary>Two network namespaces of this machine, or of a guest, joined by a veth: a lab for trying things without touching a NIC.</summary>
public sealed record LabTestbed : IDisposable
{
    /// <summary>Name, unique on the machine.</summary>
    public required string Name { get; init; }

    /// <summary>Whether its session still runs; Removed once it no longer exists.</summary>
    public LabTestbedState State { get => LabTestbeds.Exists(this) ? field : LabTestbedState.Removed; init; }

    /// <summary>The generator's host.</summary>
    public required LabHost Generator { get; init; }

    /// <summary>The sink's host.</summary>
    public required LabHost Sink { get; init; }

    /// <summary>Interface of the generator.</summary>
    public string GeneratorInterface { get; init; } = "";

    /// <summary>Interface of the sink.</summary>
    public string SinkInterface { get; init; } = "";

    /// <summary>IPv4 address of the generator, from 198.18.0.0/15 (RFC 2544).</summary>
    public string GeneratorAddress { get; init; } = "";

    /// <summary>IPv4 address of the sink.</summary>
    public string SinkAddress { get; init; } = "";

    /// <summary>Receive and transmit queues of each end; 0 if the veth is gone.</summary>
    public int Queues { get; init; }

    /// <summary>Process that owns it; 0 if unknown.</summary>
    public int OwnerProcessId { get; init; }

    /// <summary>Removes it.</summary>
    public void Dispose()
    {
        if (State != LabTestbedState.Removed)
        {
            LabTestbeds.Remove(this, CancellationToken.None);
        }
    }

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
