using UdpLab.Wire;

namespace UdpLab;

/// <summary>A guest of this session, and the agents in it.</summary>
internal sealed class GuestLink : HostLink, IDisposable
{
    private readonly IdleAgents _idle = new(IdleAgents.LongTime, _ => true, TimeProvider.System);
    private readonly GuestMachine _machine;

    /// <param name="host">Its description.</param>
    /// <param name="machine">Its QEMU.</param>
    /// <param name="owner">The runspace that made it.</param>
    public GuestLink(GuestLabHost host, GuestMachine machine, Guid owner)
        : base(host)
    {
        (_machine, Owner) = (machine, owner);
        machine.Ended = Lose;
        if (machine.HasEnded)
        {
            Lose();
        }
    }

    /// <summary>The runspace that made it.</summary>
    public Guid Owner { get; }

    /// <summary>The cable it is plugged into, which ends with the first of the two.</summary>
    public IDisposable? Cable { get; set; }

    public override string Console => _machine.Console.Text;

    /// <summary>Starts the first agent, which the next cmdlet takes, and learns what it reports of the guest.</summary>
    public void Warm() => OpenAgent().Dispose();

    public override void EndIdle() => _idle.End();

    public override bool Settle() => _idle.Settle();

    public override LabException Gone() => State == LabHostState.Lost
        ? new LabException(FailureCode.Connection, _machine.Obituary("the guest has ended"), "LabHost")
        : base.Gone();

    /// <summary>Switches it off.</summary>
    public void Dispose()
    {
        State = LabHostState.Closed;
        _machine.Dispose();
        _idle.End();
        Cable?.Dispose();
    }

    /// <summary>Takes a waiting agent, or starts one.</summary>
    /// <param name="idle">Where agents with these arguments wait.</param>
    /// <param name="arguments">The agent's arguments.</param>
    public AgentSession StartAgent(IdleAgents idle, IReadOnlyList<string> arguments)
    {
        if (idle.Take() is { } waiting)
        {
            return waiting;
        }

        AgentSession agent = AgentSession.Open(Host.Name, _machine.StartAgent(arguments));
        agent.Home = idle.Keep;
        agent.Lost = () => idle.Remove(agent);
        return agent;
    }

    /// <summary>Starts a program that was put into the guest, as a child of its init; its output is the channel's.</summary>
    public GuestChannel StartProgram(IReadOnlyList<string> command) => _machine.StartAgent([GuestWords.LauncherOption, "1", .. command]);

    private protected override AgentSession StartAgent() => StartAgent(_idle, []);

    private void Lose() => State = State == LabHostState.Closed ? State : LabHostState.Lost;
}
