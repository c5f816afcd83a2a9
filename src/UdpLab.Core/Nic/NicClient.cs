using UdpLab.Wire;

namespace UdpLab;

/// <summary>The interfaces of one host: the requests of the cmdlets to its agent.</summary>
internal sealed class NicClient : IDisposable
{
    private readonly AgentSession _agent;

    private NicClient(LabHost host)
    {
        _agent = host.OpenAgent();
    }

    public LabHost Host => _agent.Host;

    /// <summary>Number of requests so far.</summary>
    public long Requests => _agent.Requests;

    /// <summary>False once the session with the agent has ended.</summary>
    public bool IsAlive => _agent.IsAlive;

    public static NicClient Open(LabHost host) => new(host);

    /// <summary>Reads interfaces in one request.</summary>
    /// <param name="names">Names; empty for all.</param>
    /// <param name="cancel">Ends the wait.</param>
    public NicState Read(string[] names, CancellationToken cancel) => _agent.Ask<NicState>(id => new ReadNic { Id = id, Names = names }, cancel);

    /// <summary>Interfaces of a host by their names or altnames.</summary>
    /// <exception cref="LabException">One does not exist.</exception>
    public static IReadOnlyList<LabNic> Named(LabHost host, string[] names, CancellationToken cancel)
    {
        using NicClient client = Open(host);
        NicState state = client.Read(names, cancel);
        return names.FirstOrDefault(n => !Array.Exists(state.Items, i => i.Name == n || i.AltNames.Contains(n))) is { } missing
            ? throw new LabException(FailureCode.NotFound, $"-Interface {missing}: {client.Host} has no such interface; it has {string.Join(", ", state.Present)}.", "Interface")
            : [.. client.Nics(state)];
    }

    /// <summary>The public objects for what was read.</summary>
    public IEnumerable<LabNic> Nics(NicState state) => state.Items.Select(facts => NicBuilder.Build(Host, facts, state.HostSettings));

    /// <summary>The changes that give an interface the wanted settings; checked, but not made.</summary>
    public SettingChange[] Plan(NicState state, NicFacts facts, NicSettings wanted) => new NicPlan(Host, state, facts, _agent.Hello.OnlineCpus).Of(wanted);

    /// <inheritdoc cref="ChangeRunner.Preview"/>
    public void Preview(SettingChange[] changes, CancellationToken cancel) => ChangeRunner.Preview(_agent, changes, cancel);

    /// <inheritdoc cref="ChangeRunner.Apply"/>
    public IReadOnlyList<LabChange> Apply(SettingChange[] changes, Action<string> warn, CancellationToken cancel) => ChangeRunner.Apply(Host, _agent, changes, warn, cancel);

    public void Dispose() => _agent.Dispose();
}
