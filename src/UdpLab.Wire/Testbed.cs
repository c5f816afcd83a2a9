namespace UdpLab.Wire;

/// <summary>Creates two namespaces and a veth between them; answered by <see cref="Testbeds"/> with one entry.</summary>
internal sealed record CreateTestbed : Request
{
    /// <summary>Name of the testbed: letters, digits, hyphen; null for the next free one.</summary>
    public string? Name { get; set; }

    /// <summary>Receive and transmit queues of each end.</summary>
    public int Queues { get; set; } = 1;

    /// <summary>MTU of both ends in bytes.</summary>
    public int Mtu { get; set; } = 1500;

    /// <summary>Process that owns the testbed; once that is gone, the testbed is a leftover.</summary>
    public int OwnerProcessId { get; set; }
}

/// <summary>Lists the testbeds of this machine; answered by <see cref="Testbeds"/>.</summary>
internal sealed record ListTestbeds : Request;

/// <summary>Removes a testbed completely; answered by <see cref="Done"/>.</summary>
internal sealed record RemoveTestbed : Request
{
    /// <summary>Name of the testbed.</summary>
    public required string Name { get; set; }

    /// <summary>Required owner process, because another may have created a testbed of this name since; null for any.</summary>
    public int? OwnerProcessId { get; set; }
}

/// <summary>Testbeds of this machine.</summary>
internal sealed record Testbeds : Reply
{
    /// <summary>Ordered by name.</summary>
    public required TestbedFacts[] Items { get; set; }
}

/// <summary>One testbed.</summary>
internal sealed record TestbedFacts
{
    /// <summary>Its name.</summary>
    public required string Name { get; set; }

    /// <summary>Network namespace of the generator.</summary>
    public required string GeneratorNamespace { get; set; }

    /// <summary>Network namespace of the sink.</summary>
    public required string SinkNamespace { get; set; }

    /// <summary>The veth's end in the generator's namespace.</summary>
    public required string GeneratorInterface { get; set; }

    /// <summary>The veth's end in the sink's namespace.</summary>
    public required string SinkInterface { get; set; }

    /// <summary>IPv4 address of the generator.</summary>
    public required string GeneratorAddress { get; set; }

    /// <summary>IPv4 address of the sink.</summary>
    public required string SinkAddress { get; set; }

    /// <summary>Queues of each end; 0 if the veth is gone.</summary>
    public int Queues { get; set; }

    /// <summary>Process that owns it; 0 if unknown.</summary>
    public int OwnerProcessId { get; set; }

    /// <summary>No permission to enter the namespaces: only the name is known.</summary>
    public bool Unreadable { get; set; }

    /// <summary>That process is gone: a leftover of a crashed session.</summary>
    public bool Orphaned { get; set; }
}
