using System.Management.Automation;
using UdpLab.Parameters;
using UdpLab.Wire;

namespace UdpLab.Commands;

/// <summary>Base of the NIC cmdlets: hosts, names, and one agent session per host.</summary>
public abstract class NicCmdlet : LabCmdlet
{
    private readonly Dictionary<LabHost, NicClient> _clients = [];

    [Parameter(ParameterSetName = "Name", ValueFromPipeline = true)]
    [Alias("Session", "ComputerName")]
    [LabHostName(Except = [typeof(LabNic)])]
    [ArgumentCompleter(typeof(LabHostCompleter))]
    [ValidateNotNullOrEmpty]
    public LabHost[] LabHost { get; set; } = [LabHosts.Local];

    /// <summary>Reads the named interfaces in one request per host. An error on one host does not affect the others.</summary>
    internal void ForEach(IEnumerable<LabHost> hosts, string[] names, Action<NicClient, NicState, NicFacts> work)
    {
        List<(LabHost Host, string Name, string[] Present)> missing = [];
        HashSet<(string? Testbed, string Name)> found = [];
        foreach (LabHost host in hosts)
        {
            Try(
                () =>
                {
                    NicClient client = ClientOf(host);
                    bool plain = !names.Any(WildcardPattern.ContainsWildcardCharacters);
                    NicState state = client.Read(plain ? names : [], Cancel);
                    missing.AddRange(names.Where(n => !WildcardPattern.ContainsWildcardCharacters(n) && !state.Present.Contains(n) && !state.Items.Any(i => i.AltNames.Contains(n))).Select(n => (host, n, state.Present)));
                    foreach (NicFacts facts in Named(state, names))
                    {
                        found.UnionWith(facts.AltNames.Prepend(facts.Name).Select(name => (host.Testbed, name)));
                        Try(() => work(client, state, facts), host);
                    }

                    WriteVerbose($"{client.Requests} requests to the agent of {host} so far.");
                },
                host);
        }

        // An interface of one host of a testbed need not exist on the other.
        foreach ((LabHost host, string name, string[] present) in missing.Where(m => m.Host.Testbed is null || !found.Contains((m.Host.Testbed, m.Name))))
        {
            WriteError(Record(new LabException(FailureCode.NotFound, $"-Name {name}: {host} has no such interface; it has {string.Join(", ", present)}.", "Name"), name));
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        foreach (NicClient client in _clients.Values)
        {
            client.Dispose();
        }

        base.Dispose(disposing);
    }

    private static IEnumerable<NicFacts> Named(NicState state, string[] names)
    {
        if (names.Length == 0)
        {
            return state.Items;
        }

        WildcardPattern[] patterns = [.. names.Select(n => new WildcardPattern(n))];
        return state.Items.Where(facts => facts.AltNames.Prepend(facts.Name).Any(name => names.Contains(name) || patterns.Any(p => p.IsMatch(name))));
    }

    private NicClient ClientOf(LabHost host)
    {
        if (!_clients.TryGetValue(host, out NicClient? client) || !client.IsAlive)
        {
            client?.Dispose();
            client = NicClient.Open(host);
            _clients[host] = client;
        }

        return client;
    }
}
