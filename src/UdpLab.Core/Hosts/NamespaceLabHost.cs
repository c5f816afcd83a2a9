namespace UdpLab;

/// <summary>A network namespace of this machine or of a guest, by its ip-netns(8) name.</summary>
public sealed record NamespaceLabHost : LabHost
{
    /// <summary>Prefix of the names of testbeds' namespaces.</summary>
    internal const string Prefix = "udplab-";

    internal const string GeneratorSuffix = "-gen", SinkSuffix = "-sink";

    /// <inheritdoc/>
    public override LabHostKind Kind => LabHostKind.Namespace;

    /// <summary>The name of the network namespace.</summary>
    public string NetworkNamespace { get; init; } = "";

    /// <summary>The name of the guest it is in; null if it is on this machine.</summary>
    public string? Machine { get; init; }

    /// <summary>The process id of that guest's QEMU.</summary>
    internal int MachineProcessId { get; init; }

    internal override string Key => Machine is null ? $"namespace {NetworkNamespace}" : $"namespace {NetworkNamespace} of {Machine.ToUpperInvariant()}";

    internal override string? Testbed => IsOfTestbed(NetworkNamespace) ? NetworkNamespace[Prefix.Length..NetworkNamespace.LastIndexOf('-')] : null;

    /// <summary>Whether a namespace belongs to a testbed, by its name.</summary>
    internal static bool IsOfTestbed(string networkNamespace) => networkNamespace.StartsWith(Prefix, StringComparison.Ordinal)
        && (networkNamespace.EndsWith(GeneratorSuffix, StringComparison.Ordinal) || networkNamespace.EndsWith(SinkSuffix, StringComparison.Ordinal));

    /// <summary>A testbed's host: bed1-sink is the namespace udplab-bed1-sink.</summary>
    internal static NamespaceLabHost OfTestbed(string name) => new() { Name = name, NetworkNamespace = Prefix + name };

    /// <summary>A host of this name, for PowerShell's -eq: "Where-Object Host -eq bed1-sink".</summary>
    public static NamespaceLabHost Parse(string name) => new() { Name = name };

    /// <inheritdoc/>
    public bool Equals(NamespaceLabHost? other) => base.Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => base.GetHashCode();
}
