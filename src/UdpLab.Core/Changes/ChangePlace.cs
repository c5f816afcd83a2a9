using System.Globalization;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>Where a change was made, described so that another session can find the host.</summary>
internal sealed record ChangePlace
{
    /// <summary>Kind of host.</summary>
    public required LabHostKind Kind { get; init; }

    /// <summary>The host's name in the session that made the change.</summary>
    public required string Name { get; init; }

    /// <summary>The name of the network namespace, for a <see cref="LabHostKind.Namespace"/>.</summary>
    public string? NetworkNamespace { get; init; }

    /// <summary>Address and port of the connection, for a <see cref="LabHostKind.Ssh"/>; QEMU's process id for a guest and a namespace in it.</summary>
    public string? Address { get; init; }

    /// <summary>What is wrong with a place read from a journal, or null.</summary>
    public string? Fault() => !Enum.IsDefined(Kind) ? $"there is no kind of host {Kind}"
        : string.IsNullOrEmpty(Name) || Name.Any(char.IsControl) ? "its place has no name"
        : Kind == LabHostKind.Namespace && (NetworkNamespace is null or "" or "." or ".." || NetworkNamespace.Any(c => c == '/' || char.IsControl(c))) ? "its place has no network namespace"
        : Kind is LabHostKind.Ssh or LabHostKind.Guest && string.IsNullOrEmpty(Address) ? "its place has no address"
        : null;

    public static ChangePlace Of(LabHost host) => new()
    {
        Kind = host.Kind,
        Name = host.Name,
        NetworkNamespace = (host as NamespaceLabHost)?.NetworkNamespace,
        Address = host switch
        {
            SshLabHost ssh => $"{ssh.HostName}:{ssh.Port}",
            GuestLabHost guest => guest.ProcessId.ToString(CultureInfo.InvariantCulture),
            NamespaceLabHost { MachineProcessId: > 0 and int process } => process.ToString(CultureInfo.InvariantCulture),
            _ => null,
        },
    };

    /// <summary>True if this is that host, even if the session knows it by another name.</summary>
    public bool Is(LabHost host)
    {
        ChangePlace other = Of(host);
        return Kind == other.Kind && NetworkNamespace == other.NetworkNamespace && Address == other.Address;
    }

    /// <summary>True if it was in a guest that has ended, and with it all its settings.</summary>
    public bool HasGone() => IsInGuest && !IsQemu();

    private bool IsInGuest => Kind == LabHostKind.Guest || (Kind == LabHostKind.Namespace && Address is not null);

    /// <summary>
    /// The host, as this session reaches it. For a network namespace that no longer exists it is this machine, which knows
    /// what disappeared with the namespace and what was machine-wide.
    /// </summary>
    /// <exception cref="LabException">The host is not connected.</exception>
    public LabHost Find() => Kind switch
    {
        LabHostKind.Local => LabHosts.Local,
        _ when IsInGuest => Connected() ?? throw new LabException(FailureCode.Busy, $"Host {Name} is in a guest that another session runs (QEMU is process {Address}): undo it there.", "LabHost"),
        LabHostKind.Namespace when !File.Exists(Path.Combine(HostLinks.Namespaces, NetworkNamespace!)) => LabHosts.Local,
        LabHostKind.Namespace => Connected() ?? new NamespaceLabHost { Name = Name, NetworkNamespace = NetworkNamespace! },
        _ => Connected() ?? throw new LabException(FailureCode.NotFound, $"Host {Name} ({Address}) is not connected; run Connect-LabHost {Name}, then undo again.", "LabHost"),
    };

    private LabHost? Connected() => LabHosts.All.FirstOrDefault(h => h.State == LabHostState.Available && Is(h));

    /// <summary>Whether the process is still a QEMU of UdpLab's.</summary>
    private bool IsQemu()
    {
        try
        {
            return File.ReadAllText($"/proc/{Address}/cmdline").Contains("\0udplab-", StringComparison.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
