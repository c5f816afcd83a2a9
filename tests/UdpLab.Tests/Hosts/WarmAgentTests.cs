using System.Management.Automation;
using System.Net.Sockets;

namespace UdpLab.Tests.Hosts;

/// <summary>Agents wait for the session's next cmdlet, but no longer than what they were started for exists.</summary>
[Collection(Machine.Name)]
public class WarmAgentTests
{
    private const string Measured = "(Invoke-UdpFlood -RatePps 20000 -Count 100 | Measure-Sink -ReceiveBuffer 4000000).Packets";

    [Fact]
    public void TheNextCmdletUsesTheSame()
    {
        using Session session = new();
        int[] first = Measure(session);
        int[] second = Measure(session);

        Assert.Equal(2, first.Length);
        Assert.Equal(first.Order(), second.Order());
        session.Give("Get-LabNic lo; Test-LabHost -Check Kernel");
        Assert.Equal(first.Order(), Agents.Own.Order());
        Agents.MustRest();
    }

    [Fact]
    public void TheyEndWithTheModule()
    {
        using Session session = new();
        Assert.NotEmpty(Measure(session));

        session.Give("Remove-Module UdpLab");

        Agents.MustBeGone();
    }

    [Fact]
    public void AnotherRunspacesCmdletsGoOnWhenTheModuleIsRemoved()
    {
        using Session session = new();
        using Session other = new(mustLeaveNoAgent: false);
        ScriptRun run = session.Start("(Invoke-UdpFlood -RatePps 1000 -Count 2000 | Measure-Sink -ReceiveBuffer 4000000).Packets");
        Assert.True(Machine.Becomes(() => run.ShowsProgress, 30), "The pipeline did not start.");

        other.Give("Remove-Module UdpLab");

        Assert.Equal(2000L, Assert.Single(run.Wait().MustBeClean().Output).BaseObject);
        _ = Measure(session);
    }

    [Fact]
    public void AnotherEnvironmentHasOthers()
    {
        using Session session = new();
        int[] before = Measure(session);
        session.Give("$env:UDPLAB_TEST_WARM = '1'");
        try
        {
            int[] after = Measure(session);

            Assert.Empty(before.Intersect(after));
            Assert.DoesNotContain(before, Agents.IsAlive);
        }
        finally
        {
            session.Give("$env:UDPLAB_TEST_WARM = $null");
        }
    }

    [Fact]
    public void OneThatWasKilledIsReplaced()
    {
        using Session session = new();
        int[] before = Measure(session);
        foreach (int agent in before)
        {
            Tool.Run("kill", "-KILL", $"{agent}");
        }

        Assert.Empty(before.Intersect(Measure(session)));
    }

    [Fact]
    public void OneThatIsStoppedIsReplaced()
    {
        using Session session = new();
        int[] before = Measure(session);
        foreach (int agent in before)
        {
            Tool.Run("kill", "-STOP", $"{agent}");
        }

        Assert.Empty(before.Intersect(Measure(session)));
        Assert.DoesNotContain(before, Agents.IsAlive);
    }

    [Fact]
    public void OneThatWasInterruptedIsReplaced()
    {
        using Session session = new();
        int[] before = Measure(session);
        ScriptRun run = session.Start("Invoke-UdpFlood -RatePps 1000 -Duration 60 | Measure-Sink -ReceiveBuffer 4000000");
        Assert.True(Machine.Becomes(() => run.ShowsProgress, 30), "The pipeline did not start.");
        Assert.Equal(before.Order(), Agents.Own.Where(Agents.Works).Order());
        run.Stop();

        Assert.True(Machine.Becomes(() => !before.Any(Agents.IsAlive), Machine.Soon), "An agent is still running.");
        Assert.Equal(2, Measure(session).Length);
    }

    [Fact]
    public void APortIsFreeWhenTheCmdletEnds()
    {
        using Session session = new();
        int port = Receiver.FreePort();
        for (int i = 0; i < 5; i++)
        {
            Assert.Equal(100L, session.One($"(Invoke-UdpFlood -Port {port} -RatePps 20000 -Count 100 | Measure-Sink -ReceiveBuffer 4000000).Packets").BaseObject);
            using UdpClient bound = new(port);
        }
    }

    [Fact]
    public void ATestbedThatIsRemovedKeepsNone()
    {
        Machine.RequireRoot();
        using Session session = new();
        string name = Space.NewTestbedName();
        for (int i = 0; i < 2; i++)
        {
            session.Give($"$global:bed = New-LabTestbed {name}");
            MeasureInBed(session);
            Assert.Equal(2, Inside().Length);
            int[] agents = Inside();
            MeasureInBed(session);
            Assert.Equal(agents.Order(), Inside().Order());

            session.Give($"Remove-LabTestbed {name}");

            Assert.Empty(Inside());
        }
    }

    [Fact]
    public void ANamespaceThatIsRemovedByOthersKeepsNone()
    {
        Machine.RequireRoot();
        using Session session = new();
        string name = Space.NewTestbedName();
        session.Give($"$global:bed = New-LabTestbed {name}");
        MeasureInBed(session);
        int[] before = Inside();
        Assert.Equal(2, before.Length);

        Space.Clear(name);
        Assert.True(Machine.Becomes(() => Inside().Length == 0, 30), "An agent keeps a namespace without a name.");

        // Another one of the same name, created before anyone checked.
        session.Give($"$global:bed = New-LabTestbed {name}");
        MeasureInBed(session);
        int[] first = Inside();
        Space.Clear(name);
        session.Give($"$global:bed = New-LabTestbed {name}");
        MeasureInBed(session);

        Assert.Empty(first.Intersect(Inside()));
        session.Give($"Remove-LabTestbed {name}");
    }

    /// <summary>Measures, and returns the agents that wait afterwards.</summary>
    private static int[] Measure(Session session)
    {
        Assert.Equal(100L, session.One(Measured).BaseObject);
        return Agents.Own;
    }

    private static void MeasureInBed(Session session)
    {
        PSObject measured = session.One("Invoke-UdpFlood -LabHost $bed.Generator -RatePps 20000 -Count 100 | Measure-Sink -LabHost $bed.Sink -ReceiveBuffer 8000000");
        Assert.Equal(100, measured.Long("Packets"));
        measured.MustAddUp();
    }

    /// <summary>The agents in network namespaces other than this process's.</summary>
    private static int[] Inside() => [.. Agents.Own.Where(id => Agents.NamespaceOf(id) is { } space && space != Agents.NamespaceOf(Environment.ProcessId))];
}
