using System.Collections.Concurrent;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>The hosts known to this session, by name.</summary>
internal static class LabHosts
{
    private static readonly ConcurrentDictionary<string, LabHost> _known = new(StringComparer.OrdinalIgnoreCase)
    {
        [LocalLabHost.LocalName] = LocalLabHost.Instance,
    };

    public static LabHost Local => LocalLabHost.Instance;

    /// <summary>All names, including those of other sessions' testbeds.</summary>
    public static IReadOnlyList<string> Names => [.. _known.Keys.Union(NamespaceLabHost.OfTestbeds(), StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase)];

    public static LabHost Find(string name) => _known.TryGetValue(name, out LabHost? host)
        ? host
        : NamespaceLabHost.OfTestbeds().FirstOrDefault(bed => bed.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } found
        ? GetOrAdd(found, () => NamespaceLabHost.OfTestbed(found))
        : throw new LabException(FailureCode.NotFound, $"-LabHost {name}: there is no host of this name in the session; there are {string.Join(", ", Names)}.", "LabHost");

    /// <summary>The host of this name, created if not known yet.</summary>
    public static LabHost GetOrAdd(string name, Func<LabHost> make)
    {
        LabHost host = _known.GetOrAdd(name, _ => make());
        if (host.State == LabHostState.Closed)
        {
            host = make();
            _known[name] = host;
        }

        return host;
    }

    public static IReadOnlyList<LabHost> All => [.. _known.Values.OrderBy(h => h.Name, StringComparer.OrdinalIgnoreCase)];

    /// <summary>Registers a host; a connected one of the same name is disconnected.</summary>
    public static void Add(SshLabHost host)
    {
        if (_known.TryGetValue(host.Name, out LabHost? old) && old is not SshLabHost)
        {
            throw new LabException(FailureCode.Busy, $"-Name {host.Name}: a {old.Kind} host already has this name; give another one.", "Name");
        }

        _known[host.Name] = host;
        (old as SshLabHost)?.Dispose();
    }

    public static void Disconnect(SshLabHost host)
    {
        _known.TryRemove(new KeyValuePair<string, LabHost>(host.Name, host));
        host.Dispose();
        host.State = LabHostState.Closed;
    }

    /// <summary>Disconnects the hosts of some owners, as when the module is unloaded.</summary>
    public static void DisconnectAll(Func<Guid, bool> ofOwner)
    {
        foreach (SshLabHost host in _known.Values.OfType<SshLabHost>().Where(host => ofOwner(host.Owner)))
        {
            Disconnect(host);
        }
    }

    public static void Close(string name)
    {
        if (_known.TryRemove(name, out LabHost? host))
        {
            host.State = LabHostState.Closed;
        }
    }
}
