using UdpLab.Wire;

namespace UdpLab;

/// <summary>A connection to a lab host: starts agents there.</summary>
internal abstract class HostLink(LabHost host)
{
    private Hello? _hello;

    /// <summary>The host's current facts.</summary>
    public LabHost Host { get; private set; } = host;

    /// <summary>Whether agents can be started.</summary>
    public virtual LabHostState State { get; protected set; } = LabHostState.Available;

    /// <summary>An agent's first line, requested once.</summary>
    public Hello Hello
    {
        get
        {
            if (_hello is null)
            {
                using AgentSession agent = OpenAgent();
            }

            return _hello!;
        }
    }

    /// <summary>Starts an agent there, or takes a waiting one: one process, one conversation.</summary>
    public AgentSession OpenAgent()
    {
        if (State != LabHostState.Available)
        {
            throw Gone();
        }

        AgentSession agent = StartAgent();
        agent.BeginUse();
        _hello = agent.Hello;
        Learn(agent.Hello);
        agent.Host = Host;
        return agent;
    }

    /// <summary>Records what an agent reported: of this host, or of another namespace of its machine.</summary>
    public void Learn(Hello hello) => Host = Describe(hello);

    /// <summary>What the host's console has printed; empty if it has none.</summary>
    public virtual string Console => "";

    /// <summary>The error for a host that cannot be used any more.</summary>
    public virtual LabException Gone() => HostLinks.Gone(Host, State);

    /// <summary>Ends the waiting agents.</summary>
    public virtual void EndIdle()
    {
    }

    /// <inheritdoc cref="IdleAgents.Settle"/>
    public virtual bool Settle() => false;

    /// <inheritdoc cref="OpenAgent"/>
    private protected abstract AgentSession StartAgent();

    /// <summary>The host with the facts an agent reported.</summary>
    private protected virtual LabHost Describe(Hello hello) => Host with
    {
        Kernel = hello.Kernel,
        Architecture = hello.Architecture,
        Cpus = hello.OnlineCpus.Length,
        Distribution = hello.Distribution,
        Clock = hello.CountsInstructions ? LabClock.Instructions : LabClock.WallClock,
    };
}
