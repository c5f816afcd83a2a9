namespace UdpLab.Wire;

/// <summary>Resolves a name as this host does; answered by <see cref="NameResolved"/>.</summary>
internal sealed record ResolveName : Request
{
    /// <summary>A host's name.</summary>
    public required string Name { get; set; }
}

/// <summary>Addresses of a name.</summary>
internal sealed record NameResolved : Reply
{
    /// <summary>Preferred first; never empty.</summary>
    public required string[] Addresses { get; set; }
}
