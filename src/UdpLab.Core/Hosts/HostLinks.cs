using System.Collections.Concurrent;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>This session's links to hosts, found by the description of the host.</summary>
internal static class HostLinks
{
    /// <summary>Where ip-netns(8) keeps the named namespaces.</summary>
    public const string Namespaces = "/run/netns";

    /// <summary>This machine, which always has a link.</summary>
    public static LocalLink Local { get; } = new();

    private static readonly ConcurrentDictionary<string, HostLink> _links = new(StringComparer.Ordinal) { [Local.Host.Key] = Local };

    static HostLinks() => AppDomain.CurrentDomain.ProcessExit += (_, _) =>
    {
        // The agents end with this process in any case, but this way they have ended before it returns.
        IdleAgents.Close();
        EndIdle();
    };

    /// <summary>A host is about to go: what runs there must end. Its name may soon be another's.</summary>
    public static event Action<LabHost>? Removing;

    public static IReadOnlyCollection<HostLink> All => [.. _links.Values];

    /// <summary>The link to a host; for an existing network namespace it is created if necessary.</summary>
    /// <exception cref="LabException">There is no link.</exception>
    public static HostLink Of(LabHost host) => Find(host) ?? (host is NamespaceLabHost space && Exists(space) ? GetOrAdd(space) : throw Gone(host, LabHostState.Closed));

    /// <summary>The link to a host; null if there is none.</summary>
    public static HostLink? Find(LabHost host) => _links.GetValueOrDefault(host.Key);

    /// <summary>The link to a network namespace, created if necessary.</summary>
    public static HostLink GetOrAdd(NamespaceLabHost host) => _links.GetOrAdd(host.Key, _ => new NamespaceLink(host));

    public static void Add(HostLink link) => _links[link.Host.Key] = link;

    public static void Remove(LabHost host)
    {
        Removing?.Invoke(host);
        if (_links.TryRemove(host.Key, out HostLink? link))
        {
            link.EndIdle();
        }
    }

    /// <summary>Ends the waiting agents of all hosts of this machine.</summary>
    public static void EndIdle() => Parallel.ForEach(All, link => link.EndIdle());

    /// <summary>Ends what stays on a host that is about to go.</summary>
    public static void Leave(LabHost host)
    {
        Removing?.Invoke(host);
        Find(host)?.EndIdle();
    }

    /// <summary>Waits until all agents have released what the last cmdlets used. Several hosts may be one machine.</summary>
    /// <returns>Whether there were any to wait for.</returns>
    public static bool Settle() => All.AsParallel().Select(link => link.Settle()).ToArray().Contains(true);

    public static void Remove(HostLink link)
    {
        Removing?.Invoke(link.Host);
        _ = _links.TryRemove(new KeyValuePair<string, HostLink>(link.Host.Key, link));
    }

    /// <summary>Starts an agent on a host, or takes a waiting one.</summary>
    public static AgentSession OpenAgent(this LabHost host) => Of(host).OpenAgent();

    /// <summary>Whether a host can be used, as far as is known without asking it.</summary>
    public static LabHostState StateOf(LabHost host) => Find(host)?.State
        ?? (host is NamespaceLabHost space && Exists(space) ? LabHostState.Available : LabHostState.Closed);

    /// <summary>A host with all facts, asking its agent if necessary; the facts known so far if it does not answer.</summary>
    public static LabHost Described(LabHost host)
    {
        if (Find(host) is not { } link)
        {
            return host;
        }

        try
        {
            _ = link.Host.Cpus > 0 ? null : link.Hello;
        }
        catch (LabException)
        {
            // It stays in the list; the next use reports the error.
        }

        return link.Host;
    }

    /// <summary>Whether the network namespace exists.</summary>
    public static bool Exists(NamespaceLabHost host) => host.Machine is null ? File.Exists(Path.Combine(Namespaces, host.NetworkNamespace)) : Find(host)?.State == LabHostState.Available;

    /// <summary>The error for a host that cannot be used.</summary>
    public static LabException Gone(LabHost host, LabHostState state) => new(
        FailureCode.NotFound,
        $"Host {host.Name} is no longer available: {(host.Testbed is not null ? "its testbed was removed" : host.Kind == LabHostKind.Namespace ? "its network namespace was removed" : host.Kind == LabHostKind.Guest ? "the guest was removed; start one with New-LabGuest" : state == LabHostState.Lost ? "its connection was lost; reconnect with Connect-LabHost" : "it was disconnected; reconnect with Connect-LabHost")}.",
        "LabHost");
}
