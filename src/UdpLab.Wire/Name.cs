namespace UdpLab.Wire;

/// <summary>Asks for the addresses of a name, as this host knows them; answered by <see cref="NameResolved"/>.</summary>
internal sealed record ResolveName : Request
{
    /// <summary>A host's name.</summary>
    public required string Name { get; set; }
}

/// <summary>Addresses of a name.</summary>
internal sealed record NameResolved : Reply
{
    /// <summary>The preferred first; never empty.</summary>
    public required string[] Addresses { get; set; }
}
