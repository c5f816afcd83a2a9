using UdpLab.Wire;

namespace UdpLab;

/// <summary>Where a change was made, in words that another session finds its host by.</summary>
internal sealed record ChangePlace
{
    /// <summary>Kind of host.</summary>
    public required LabHostKind Kind { get; init; }

    /// <summary>Name it had in the session.</summary>
    public required string Name { get; init; }

    /// <summary>The namespace's own name, for a <see cref="LabHostKind.Namespace"/>.</summary>
    public string? NetworkNamespace { get; init; }

    /// <summary>Address and port it was reached at, for a <see cref="LabHostKind.Ssh"/>.</summary>
    public string? Address { get; init; }

    /// <summary>What is wrong with one that was read from a journal; null for nothing.</summary>
    public string? Fault() => !Enum.IsDefined(Kind) ? $"there is no kind of host {Kind}"
        : string.IsNullOrEmpty(Name) || Name.Any(char.IsControl) ? "its place has no name"
        : Kind == LabHostKind.Namespace && (NetworkNamespace is null or "" or "." or ".." || NetworkNamespace.Any(c => c == '/' || char.IsControl(c))) ? "its place has no network namespace"
        : Kind == LabHostKind.Ssh && string.IsNullOrEmpty(Address) ? "its place has no address"
        : null;

    public static ChangePlace Of(LabHost host) => new()
    {
        Kind = host.Kind,
        Name = host.Name,
        NetworkNamespace = (host as NamespaceLabHost)?.NetworkNamespace,
        Address = host is SshLabHost ssh ? $"{ssh.HostName}:{ssh.Port}" : null,
    };

    /// <summary>The host was meant, wherever the session knows it by another name.</summary>
    public bool Is(LabHost host)
    {
        ChangePlace other = Of(host);
        return Kind == other.Kind && NetworkNamespace == other.NetworkNamespace && Address == other.Address;
    }

    /// <summary>
    /// The host, as this session reaches it. This machine stands for a network namespace that is not there any more: it knows
    /// what went with it, and what was the machine's own.
    /// </summary>
    /// <exception cref="LabException">It is not connected.</exception>
    public LabHost Find() => Kind switch
    {
        LabHostKind.Local => LabHosts.Local,
        LabHostKind.Namespace when !File.Exists(Path.Combine(HostLinks.Namespaces, NetworkNamespace!)) => LabHosts.Local,
        LabHostKind.Namespace => LabHosts.All.FirstOrDefault(h => h.State == LabHostState.Available && Is(h)) ?? new NamespaceLabHost { Name = Name, NetworkNamespace = NetworkNamespace! },
        _ => LabHosts.All.FirstOrDefault(h => h.State == LabHostState.Available && Is(h))
            ?? throw new LabException(FailureCode.NotFound, $"Host {Name} ({Address}) is not connected; Connect-LabHost {Name}, then undo again.", "LabHost"),
    };
}
