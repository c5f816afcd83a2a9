using System.Runtime.CompilerServices;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>A Linux machine, or a network namespace of one, that generates or receives packets.</summary>
public abstract class LabHost
{
    private Hello? _facts;

    /// <summary>Name, unique in the session.</summary>
    public abstract string Name { get; }

    /// <summary>The kind of host.</summary>
    public abstract LabHostKind Kind { get; }

    /// <summary>Whether it can be used.</summary>
    public LabHostState State { get; internal set; } = LabHostState.Available;

    /// <summary>Kernel release, as uname -r prints it.</summary>
    public string Kernel => Facts.Kernel;

    /// <summary>Machine architecture, as uname -m prints it.</summary>
    public string Architecture => Facts.Architecture;

    /// <summary>Number of CPUs that are online.</summary>
    public int Cpus => Facts.OnlineCpus.Length;

    /// <summary>PRETTY_NAME of /etc/os-release; empty if there is none.</summary>
    public string Distribution => Facts.Distribution;

    /// <summary>The agent's first line, requested once.</summary>
    internal Hello Facts
    {
        get
        {
            if (_facts is null)
            {
                using AgentSession agent = OpenAgent();
            }

            return _facts!;
        }
    }

    /// <summary>Starts an agent there: one process, one conversation.</summary>
    internal AgentSession OpenAgent()
    {
        if (State != LabHostState.Available)
        {
            throw new LabException(FailureCode.NotFound, $"Host {Name} is no longer available: {Gone}.", "LabHost");
        }

        AgentSession agent = StartAgent();
        agent.BeginUse();
        _facts = agent.Hello;
        return agent;
    }

    /// <summary>Name of the testbed it belongs to; null if none.</summary>
    internal virtual string? Testbed => null;

    /// <summary>True if the two are in the same network namespace, so that loopback connects them.</summary>
    internal bool SharesNetworkWith(LabHost other) => ReferenceEquals(this, other) || (Kind == other.Kind && Name == other.Name);

    /// <summary>Starts an agent there, or takes one that is ready.</summary>
    private protected abstract AgentSession StartAgent();

    private string Gone => Kind != LabHostKind.Ssh ? "its testbed was removed"
        : State == LabHostState.Lost ? "its connection was lost; reconnect with Connect-LabHost"
        : "it was disconnected; reconnect with Connect-LabHost";

    /// <summary>
    /// Equal to itself and to its name in any case, as PowerShell's -eq expects in "Where-Object Host -eq dut".
    /// </summary>
    public override bool Equals(object? obj) => ReferenceEquals(this, obj) || (obj is string name && Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <inheritdoc/>
    public override int GetHashCode() => RuntimeHelpers.GetHashCode(this);

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
