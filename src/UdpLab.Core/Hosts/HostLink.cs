using UdpLab.Wire;

namespace UdpLab;

/// <summary>What talks to a lab host: starts agents there.</summary>
internal abstract class HostLink(LabHost host)
{
    private Hello? _hello;

    /// <summary>The host's facts by now.</summary>
    public LabHost Host { get; private set; } = host;

    /// <summary>Whether agents can be started.</summary>
    public LabHostState State { get; protected set; } = LabHostState.Available;

    /// <summary>An agent's first line, asked for once.</summary>
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

    /// <summary>Starts an agent there, or takes one that is ready: one process, one conversation.</summary>
    public AgentSession OpenAgent()
    {
        if (State != LabHostState.Available)
        {
            throw HostLinks.Gone(Host, State);
        }

        AgentSession agent = StartAgent();
        agent.BeginUse();
        _hello = agent.Hello;
        Learn(agent.Hello);
        agent.Host = Host;
        return agent;
    }

    /// <summary>Takes in what an agent said first: of this host, or of another namespace of its machine.</summary>
    public void Learn(Hello hello) => Host = Describe(hello);

    /// <summary>Ends the agents that wait for the next cmdlet.</summary>
    public virtual void EndIdle()
    {
    }

    /// <inheritdoc cref="IdleAgents.Settle"/>
    public virtual bool Settle() => false;

    /// <inheritdoc cref="OpenAgent"/>
    private protected abstract AgentSession StartAgent();

    /// <summary>The host with what an agent said of it.</summary>
    private protected virtual LabHost Describe(Hello hello) => Host with
    {
        Kernel = hello.Kernel,
        Architecture = hello.Architecture,
        Cpus = hello.OnlineCpus.Length,
        Distribution = hello.Distribution,
    };
}
