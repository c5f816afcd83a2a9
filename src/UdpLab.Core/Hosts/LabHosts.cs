using UdpLab.Wire;

namespace UdpLab;

/// <summary>The hosts known to this session, by name.</summary>
internal static class LabHosts
{
    private static readonly object _changing = new();

    public static LabHost Local => HostLinks.Local.Host;

    /// <summary>All names, including those of other sessions' testbeds.</summary>
    public static IReadOnlyList<string> Names => [.. All.Select(h => h.Name).Union(OfTestbeds(), StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase)];

    /// <summary>This machine, the connected hosts, and the known testbeds that still exist: others may have removed theirs.</summary>
    public static IReadOnlyList<LabHost> All => [.. HostLinks.All.Where(link => link is not NamespaceLink { State: LabHostState.Closed })
        .Select(link => link.Host)
        .OrderBy(h => h.Name, StringComparer.OrdinalIgnoreCase)];

    public static LabHost Find(string name) => Known(name)?.Host
        ?? (OfTestbeds().FirstOrDefault(bed => bed.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } found
            ? HostLinks.GetOrAdd(NamespaceLabHost.OfTestbed(found)).Host
            : throw new LabException(FailureCode.NotFound, $"-LabHost {name}: there is no host of this name in the session; there are {string.Join(", ", Names)}.", "LabHost"));

    /// <summary>Registers a host; a connected one of the same name is disconnected.</summary>
    public static void Add(SshLink link)
    {
        HostLink? old;
        lock (_changing)
        {
            old = Known(link.Host.Name);
            if (old is not null and not SshLink)
            {
                throw new LabException(FailureCode.Busy, $"-Name {link.Host.Name}: a {old.Host.Kind} host already has this name; give another one.", "Name");
            }

            if (old is not null)
            {
                HostLinks.Remove(old);
            }

            HostLinks.Add(link);
        }

        (old as SshLink)?.Dispose();
    }

    public static void Disconnect(HostLink? link)
    {
        if (link is SshLink remote)
        {
            HostLinks.Remove(remote);
            remote.Dispose();
        }
    }

    /// <summary>Disconnects the hosts of some owners, as when the module is unloaded.</summary>
    public static void DisconnectAll(Func<Guid, bool> ofOwner)
    {
        foreach (SshLink link in HostLinks.All.OfType<SshLink>().Where(link => ofOwner(link.Owner)))
        {
            Disconnect(link);
        }
    }

    /// <summary>Names of the hosts of all testbeds on this machine, from any session.</summary>
    private static IEnumerable<string> OfTestbeds()
    {
        string[] files = Directory.Exists(HostLinks.Namespaces) ? Directory.GetFiles(HostLinks.Namespaces, NamespaceLabHost.Prefix + "*") : [];
        return files.Select(file => Path.GetFileName(file)).Where(NamespaceLabHost.IsOfTestbed).Select(name => name[NamespaceLabHost.Prefix.Length..]);
    }

    private static HostLink? Known(string name) => HostLinks.All.FirstOrDefault(link => link.Host.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
}
