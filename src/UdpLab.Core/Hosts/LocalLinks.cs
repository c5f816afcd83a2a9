namespace UdpLab;

/// <summary>A host on this machine: an agent is a child process, and waits for the next cmdlet when a cmdlet ends.</summary>
internal abstract class ChildLink : HostLink
{
    private readonly IdleAgents _idle;
    private readonly string? _space;

    /// <param name="host">The host.</param>
    /// <param name="space">The network namespace that its agents enter; null for none.</param>
    protected ChildLink(LabHost host, string? space)
        : base(host)
    {
        _space = space;
        _idle = new IdleAgents(IdleAgents.ShortTime, agent => agent.Origin!.IsThere(agent.Hello.ProcessId), TimeProvider.System);
    }

    public override void EndIdle() => _idle.End();

    private protected override AgentSession StartAgent()
    {
        AgentOrigin origin = AgentOrigin.Now(_space);
        while (_idle.Take() is { } waiting)
        {
            if (waiting.Origin == origin && waiting.Renew())
            {
                return waiting;
            }

            waiting.Close();
        }

        AgentSession agent = AgentSession.Open(Host.Name, LocalAgentChannel.Start(Host.Name, _space is null ? [] : ["--netns", _space]), origin);
        agent.Home = _idle.Keep;
        return agent;
    }
}

/// <summary>This machine.</summary>
internal sealed class LocalLink() : ChildLink(new LocalLabHost { Name = Defaults.Host }, null);

/// <summary>A network namespace of this machine: the agent enters it.</summary>
internal sealed class NamespaceLink(NamespaceLabHost host) : ChildLink(host, host.NetworkNamespace)
{
    /// <summary>Anyone may remove a namespace.</summary>
    public override LabHostState State => HostLinks.Exists(host) ? LabHostState.Available : LabHostState.Closed;
}
