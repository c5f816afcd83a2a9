namespace UdpLab.Wire;

/// <summary>Testbeds of this machine.</summary>
internal sealed record Testbeds : Reply
{
    /// <summary>In order of name.</summary>
    public required TestbedFacts[] Items { get; set; }
}

/// <summary>One testbed.</summary>
internal sealed record TestbedFacts
{
    /// <summary>Its name.</summary>
    public required string Name { get; set; }

    /// <summary>Network namespace that generates.</summary>
    public required string GeneratorNamespace { get; set; }

    /// <summary>Network namespace that receives.</summary>
    public required string SinkNamespace { get; set; }

    /// <summary>The veth's end in the generator's namespace.</summary>
    public required string GeneratorInterface { get; set; }

    /// <summary>The veth's end in the sink's namespace.</summary>
    public required string SinkInterface { get; set; }

    /// <summary>IPv4 address of the generator.</summary>
    public required string GeneratorAddress { get; set; }

    /// <summary>IPv4 address of the sink.</summary>
    public required string SinkAddress { get; set; }

    /// <summary>Queues of each end, 0 when the veth is gone.</summary>
    public int Queues { get; set; }

    /// <summary>Process it belongs to, 0 when unknown.</summary>
    public int OwnerProcessId { get; set; }

    /// <summary>The namespaces may not be entered: nothing but the name is known.</summary>
    public bool Unreadable { get; set; }

    /// <summary>That process is gone: a leftover of a crashed session.</summary>
    public bool Orphaned { get; set; }
}
