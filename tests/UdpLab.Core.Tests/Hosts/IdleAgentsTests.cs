namespace UdpLab.Tests;

public class IdleAgentsTests
{
    private readonly FakeTime _time = new();
    private bool _wanted = true;

    [Fact]
    public void TheLatestIsTakenFirst()
    {
        IdleAgents idle = Idle();
        AgentSession first = Agent(), second = Agent();
        idle.Keep(first);
        idle.Keep(second);

        Assert.Same(second, idle.Take());
        Assert.Same(first, idle.Take());
        Assert.Null(idle.Take());
    }

    [Fact]
    public void OneForTheSinkAndOneForTheFloodAreEnough()
    {
        IdleAgents idle = Idle();
        AgentSession third = Agent();
        idle.Keep(Agent());
        idle.Keep(Agent());
        idle.Keep(third);

        Assert.Equal(2, idle.Count);
        MustEnd(third);
    }

    [Fact]
    public void OneEndsAfterItsTime()
    {
        IdleAgents idle = Idle();
        AgentSession early = Agent(), late = Agent();
        idle.Keep(early);
        _time.Advance(30);
        idle.Keep(late);
        _time.Advance(29);
        _time.RunTimers();
        Assert.Equal(2, idle.Count);

        _time.Advance(1);
        _time.RunTimers();

        MustEnd(early);
        Assert.Same(late, idle.Take());
    }

    [Fact]
    public void TheTimeBeginsAgainWithEachUse()
    {
        IdleAgents idle = Idle();
        AgentSession agent = Agent();
        for (int i = 0; i < 5; i++)
        {
            idle.Keep(agent);
            _time.Advance(59);
            _time.RunTimers();
            Assert.Same(agent, idle.Take());
        }
    }

    [Fact]
    public void OneThatDiedIsNotGiven()
    {
        IdleAgents idle = Idle();
        MemoryChannel channel = new([FakeAgent.Says(FakeAgent.Hello)[1..]]);
        AgentSession dead = channel.Open("far"), alive = Agent();
        idle.Keep(alive);
        idle.Keep(dead);
        channel.Kill();
        MustEnd(dead);

        Assert.Same(alive, idle.Take());
        Assert.Null(idle.Take());
    }

    [Fact]
    public void OneWhoseNamespaceIsGoneEndsWithoutBeingAskedFor()
    {
        IdleAgents idle = Idle();
        AgentSession agent = Agent();
        idle.Keep(agent);
        _wanted = false;
        _time.RunTimers();

        MustEnd(agent);
        Assert.Equal(0, idle.Count);
    }

    [Fact]
    public void OneWhoseNamespaceIsGoneIsNotGiven()
    {
        IdleAgents idle = Idle();
        AgentSession agent = Agent();
        idle.Keep(agent);
        _wanted = false;

        Assert.Null(idle.Take());
        MustEnd(agent);
    }

    [Fact]
    public void AllEndAtOnce()
    {
        IdleAgents idle = Idle();
        AgentSession one = Agent(), other = Agent();
        idle.Keep(one);
        idle.Keep(other);
        idle.End();

        MustEnd(one);
        MustEnd(other);
        Assert.Null(idle.Take());
    }

    private static AgentSession Agent() => new MemoryChannel([FakeAgent.Says(FakeAgent.Hello)[1..]]).Open("far");

    private static void MustEnd(AgentSession agent) => Assert.True(SpinWait.SpinUntil(() => !agent.IsAlive, 30_000));

    private IdleAgents Idle() => new(IdleAgents.ShortTime, _ => _wanted, _time);
}
