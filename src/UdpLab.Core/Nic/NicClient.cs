using UdpLab.Wire;

namespace UdpLab;

/// <summary>The interfaces of one host: what the cmdlets ask its agent.</summary>
internal sealed class NicClient : IDisposable
{
    private readonly AgentSession _agent;

    private NicClient(LabHost host)
    {
        Host = host;
        _agent = host.OpenAgent();
    }

    public LabHost Host { get; }

    /// <summary>Requests it has cost so far.</summary>
    public long Requests => _agent.Requests;

    /// <summary>The conversation goes on.</summary>
    public bool IsAlive => _agent.IsAlive;

    public static NicClient Open(LabHost host) => new(host);

    /// <summary>Reads interfaces in one question.</summary>
    /// <param name="names">Names, empty for all.</param>
    /// <param name="cancel">Ends the wait.</param>
    public NicState Read(string[] names, CancellationToken cancel) => _agent.Ask<NicState>(id => new ReadNic { Id = id, Names = names }, cancel);

    /// <summary>The objects of what was read.</summary>
    public IEnumerable<LabNic> Nics(NicState state) => state.Items.Select(facts => NicBuilder.Build(Host, facts, state.HostSettings));

    /// <summary>The changes that make an interface what is wanted; checked, and nothing is touched yet.</summary>
    public SettingChange[] Plan(NicState state, NicFacts facts, NicSettings wanted) => new NicPlan(Host, state, facts, _agent.Hello.OnlineCpus).Of(wanted);

    /// <inheritdoc cref="ChangeRunner.Preview"/>
    public void Preview(SettingChange[] changes, CancellationToken cancel) => ChangeRunner.Preview(_agent, changes, cancel);

    /// <inheritdoc cref="ChangeRunner.Apply"/>
    public IReadOnlyList<LabChange> Apply(SettingChange[] changes, Action<string> warn, CancellationToken cancel) => ChangeRunner.Apply(Host, _agent, changes, warn, cancel);

    public void Dispose() => _agent.Dispose();
}
