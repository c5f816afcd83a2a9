using UdpLab.Wire;

namespace UdpLab.Agent.Tests;

/// <summary>However a capture ends, it leaves neither a perf process nor a file.</summary>
[Collection(Machine.Name)]
public sealed class EndingTests
{
    [Fact]
    public void TheEndOfStdinEndsIt()
    {
        Machine.RequireRoot();
        using AgentProcess agent = AgentProcess.Start();
        int[] children = Begin(agent);
        agent.HangUp();
        AssertGone(agent.Id, children);
        Assert.True(Machine.Becomes(() => !agent.Running, Machine.Soon), "the agent outlived its controller");
    }

    [Fact]
    public void ASilentLineEndsIt()
    {
        Machine.RequireRoot();
        using AgentProcess agent = AgentProcess.Start();
        int[] children = Begin(agent);
        agent.SendLine("""{"command":"beat","patience":0.3,"id":-1}""");
        Assert.True(Machine.Becomes(() => !agent.Running, 10), "the agent did not exit");
        AssertGone(agent.Id, children);
    }

    [Fact]
    public void PerfDoesNotOutliveAnAgentThatIsKilled()
    {
        Machine.RequireRoot();
        using AgentProcess agent = AgentProcess.Start();
        int[] children = Begin(agent);
        ProcessState.Signal(agent.Id, "KILL");
        Assert.True(Machine.Becomes(() => !children.Any(ProcessState.IsAlive), 10), "perf outlived the agent");

        // A killed agent cannot remove its folder; the next capture does.
        using AgentProcess next = AgentProcess.Start();
        Begin(next);
        Assert.Empty(Capture.Folders(agent.Id));
    }

    [Fact]
    public void AResetEndsItWithoutAWord()
    {
        Machine.RequireRoot();
        using AgentProcess agent = AgentProcess.Start();
        int[] children = Begin(agent);
        agent.Ask<Done>(new Reset());
        AssertGone(agent.Id, children);
        Assert.DoesNotContain(agent.Replies, r => r is PerfResult or PerfChunk);
        agent.Ask<Wire.Testbeds>(new ListTestbeds());
    }

    [Fact]
    public void APerfThatHangsIsEndedAndTold()
    {
        Machine.RequireRoot();
        using AgentProcess agent = AgentProcess.Start();
        long id = agent.Send(new StartPerf { Plan = new PerfPlan { AllCpus = true }, Duration = 600 });
        agent.Wait<PerfStarted>(id);
        int[] children = Capture.ChildrenOf(agent.Id);
        ProcessState.Signal(Assert.Single(children), "STOP");
        agent.Ask<Done>(new StopPerf());
        Failure failure = agent.Wait<PerfResult>(id).Failure!;
        Assert.Contains("did not end", failure.Message, StringComparison.Ordinal);
        AssertGone(agent.Id, children);
    }

    [Fact]
    public void APerfThatIsKilledIsTold()
    {
        Machine.RequireRoot();
        using AgentProcess agent = AgentProcess.Start();
        long id = agent.Send(new StartPerf { Plan = new PerfPlan { AllCpus = true }, Duration = 600 });
        agent.Wait<PerfStarted>(id);
        ProcessState.Signal(Assert.Single(Capture.ChildrenOf(agent.Id)), "KILL");
        PerfResult result = agent.Wait<PerfResult>(id);
        Assert.True(result.Failure is not null || result.Problems.Length > 0, "no failure and no problem was reported");
        Assert.True(Machine.Becomes(() => Capture.Folders(agent.Id).Length == 0, 10), "its folder was not removed");
    }

    [Fact]
    public void TheFolderIsTheUsersOwn()
    {
        Machine.RequireRoot();
        using AgentProcess agent = AgentProcess.Start();
        Begin(agent);
        string folder = Assert.Single(Capture.Folders(agent.Id));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder));
    }

    private static int[] Begin(AgentProcess agent)
    {
        agent.Wait<PerfStarted>(agent.Send(new StartPerf { Plan = new PerfPlan { AllCpus = true }, Duration = 600 }));
        int[] children = Capture.ChildrenOf(agent.Id);
        Assert.NotEmpty(children);
        Assert.Single(Capture.Folders(agent.Id));
        return [.. children, .. children.SelectMany(Capture.ChildrenOf)];
    }

    private static void AssertGone(int agent, int[] children)
    {
        Assert.True(Machine.Becomes(() => !children.Any(ProcessState.IsAlive) && Capture.Folders(agent).Length == 0, 10), "perf or its folder was left behind");
    }
}
