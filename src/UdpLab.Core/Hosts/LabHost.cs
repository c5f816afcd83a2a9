namespace UdpLab;

/// <summary>
/// A Linux machine, or a network namespace of one, that generates or receives packets: what is known about it. It holds no
/// connection; a cmdlet that needs one finds it by this description.
/// </summary>
public abstract record LabHost
{
    /// <summary>Name, unique in the session.</summary>
    public string Name { get; init; } = "";

    /// <summary>The kind of host.</summary>
    public abstract LabHostKind Kind { get; }

    /// <summary>Whether this session can use it now.</summary>
    public LabHostState State => HostLinks.StateOf(this);

    /// <summary>Kernel release, as uname -r prints it; empty until an agent has run there.</summary>
    public string Kernel { get; init; } = "";

    /// <summary>Machine architecture, as uname -m prints it; empty until an agent has run there.</summary>
    public string Architecture { get; init; } = "";

    /// <summary>Number of online CPUs; 0 until an agent has run there.</summary>
    public int Cpus { get; init; }

    /// <summary>What its time counts: Instructions in a guest of New-LabGuest -Deterministic.</summary>
    public LabClock Clock { get; init; }

    /// <summary>PRETTY_NAME of /etc/os-release, empty if there is none.</summary>
    public string Distribution { get; init; } = "";

    /// <summary>The key of its link.</summary>
    internal abstract string Key { get; }

    /// <summary>Name of the testbed it belongs to; null if none.</summary>
    internal virtual string? Testbed => null;

    /// <summary>True if the two are in the same network namespace, so that loopback connects them.</summary>
    internal bool SharesNetworkWith(LabHost other) => Equals(other);

    /// <summary>Hosts are equal if they have the same kind and name, ignoring case.</summary>
    public virtual bool Equals(LabHost? other) => other is not null && Kind == other.Kind && Name.Equals(other.Name, StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.OrdinalIgnoreCase.GetHashCode(Name);

    /// <summary>The name.</summary>
    public sealed override string ToString() => Name;
}
