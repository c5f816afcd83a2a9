using System.Management.Automation;
using UdpLab.Parameters;
using UdpLab.Wire;

namespace UdpLab.Commands;

/// <summary>What the cmdlets of interfaces share: hosts, names, and one conversation with each host.</summary>
public abstract class NicCmdlet : LabCmdlet
{
    private readonly Dictionary<LabHost, NicClient> _clients = [];

    [Parameter(ParameterSetName = "Name")]
    [Alias("Session", "ComputerName")]
    [LabHostName]
    [ArgumentCompleter(typeof(LabHostCompleter))]
    [ValidateNotNullOrEmpty]
    public LabHost[] LabHost { get; set; } = [LabHosts.Local];

    /// <summary>Reads the named interfaces of each host, in one question a host. Each host's own trouble is its own.</summary>
    internal void ForEach(IEnumerable<LabHost> hosts, string[] names, Action<NicClient, NicState, NicFacts> work)
    {
        foreach (LabHost host in hosts)
        {
            Try(host, () =>
            {
                NicClient client = ClientOf(host);
                bool plain = !names.Any(WildcardPattern.ContainsWildcardCharacters);
                NicState state = client.Read(plain ? names : [], Cancel);
                foreach (NicFacts facts in Named(client, state, names))
                {
                    Try(host, () => work(client, state, facts));
                }

                WriteVerbose($"{client.Requests} requests to the agent of {host} so far.");
            });
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

    private IEnumerable<NicFacts> Named(NicClient client, NicState state, string[] names)
    {
        if (names.Length == 0)
        {
            return state.Items;
        }

        foreach (string name in names.Where(n => !WildcardPattern.ContainsWildcardCharacters(n) && !state.Present.Contains(n) && !state.Items.Any(i => i.AltNames.Contains(n))))
        {
            WriteError(Record(new LabException(FailureCode.NotFound, $"-Name {name}: {client.Host} has no such interface; it has {string.Join(", ", state.Present)}.", "Name"), name));
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

    private void Try(LabHost host, Action work)
    {
        try
        {
            work();
        }
        catch (LabException e)
        {
            WriteError(Record(e, host));
        }
        catch (OperationCanceledException)
        {
            throw new PipelineStoppedException();
        }
    }
}
