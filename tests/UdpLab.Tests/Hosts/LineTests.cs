using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;

namespace UdpLab.Tests.Hosts;

/// <summary>The connection breaks in the middle: waiting cmdlets fail, what ran there ends, and reconnecting works.</summary>
[Collection(Machine.Name)]
public class LineTests(SshFixture lab) : IClassFixture<SshFixture>
{
    private const string Measured = "Invoke-UdpFlood -LabHost far -RatePps 500 -Duration 60 | Measure-Sink -LabHost far -ReceiveBuffer 8000000";

    [Theory]
    [InlineData("KILL")]
    [InlineData("STOP")]
    public void AnSshdThatDiesOrFreezes(string signal)
    {
        ScriptRun run = Begin();
        int session = lab.Server.Processes("sshd: lab").Single(id => SshServer.CommandLine(id).Contains("@notty", StringComparison.Ordinal));
        int[] agents = lab.Server.Agents;
        int flooding = agents.First(id => Agents.HasThread(id, "flood"));
        Stopwatch clock = Stopwatch.StartNew();
        Tool.Run("kill", $"-{signal}", session.ToString(CultureInfo.InvariantCulture));
        Assert.True(Machine.Becomes(() => !Agents.IsAlive(flooding), 2 * Machine.Soon), "The flood did not stop.");

        // A frozen connection is detected by its silence, a broken one at once.
        ErrorRecord error = Assert.Single(run.Wait().Errors);
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 30);
        Assert.True(error.FullyQualifiedErrorId.StartsWith("Connection.LabHost", StringComparison.Ordinal), $"{error.FullyQualifiedErrorId}: {error}");
        Assert.Equal(signal == "STOP", error.Exception.Message.Contains("nothing was heard", StringComparison.Ordinal));
        Assert.True(Machine.Becomes(() => !agents.Any(Agents.IsAlive), 6 * Machine.Soon), "An agent is still running.");
        Assert.True(Machine.Becomes(() => lab.Session.One("Get-LabHost far").Text("State") == "Lost", 60), "The host's state is not Lost.");
        if (signal == "STOP")
        {
            Tool.Run("kill", "-CONT", session.ToString(CultureInfo.InvariantCulture));
        }

        lab.Session.Run("Invoke-UdpFlood -LabHost far -Count 1").MustFail("NotFound.LabHost");
        Works();
    }

    [Theory]
    [InlineData("")]
    [InlineData("-Sudo")]
    public void AnAgentThatFreezesIsKilled(string sudo)
    {
        ScriptRun run = Begin(sudo);
        int[] agents = lab.Server.Agents;
        foreach (int agent in agents.Where(id => !SshServer.CommandLine(id).StartsWith("sudo", StringComparison.Ordinal)))
        {
            Tool.Run("kill", "-STOP", agent.ToString(CultureInfo.InvariantCulture));
        }

        Stopwatch clock = Stopwatch.StartNew();
        Assert.Single(run.Wait().Errors);
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 30);
        Assert.True(Machine.Becomes(() => !agents.Any(Agents.IsAlive), 6 * Machine.Soon), "A frozen agent is still running.");
        Works();
    }

    /// <summary>Shells of a busy host start slowly, but its line is not dead.</summary>
    [Fact]
    public void SoIsOneOfAHostThatAnswersSlowly()
    {
        ScriptRun run = Begin();
        int[] agents = lab.Server.Agents;
        lab.Run("lab", "echo sleep 3 > .bashrc");
        try
        {
            Array.ForEach(agents, agent => Tool.Run("kill", "-STOP", agent.ToString(CultureInfo.InvariantCulture)));
            Assert.Single(run.Wait().Errors);
            Assert.True(Machine.Becomes(() => !agents.Any(Agents.IsAlive), 12 * Machine.Soon), "A frozen agent is still running.");
        }
        finally
        {
            lab.Run("root", "rm /home/lab/.bashrc");
        }

        Works();
    }

    [Fact]
    public void DisconnectingInTheMiddleEndsIt()
    {
        ScriptRun run = Begin();
        using (Session other = new(mustLeaveNoAgent: false))
        {
            other.Give("Disconnect-LabHost far");
        }

        Assert.Single(run.Wait().Errors);
        Assert.True(Machine.Becomes(() => lab.Server.Agents.Length == 0, 6 * Machine.Soon), "An agent is still running.");
        Works();
    }

    [Fact]
    public void AMeasurementNeedsAtMostSixRoundTrips()
    {
        Connect();
        ScriptRun run = lab.Session.Run("$m = Invoke-UdpFlood -LabHost far -Count 100 -RatePps 10000 | Measure-Sink -LabHost far -ReceiveBuffer 8000000 -Verbose; $m").MustBeClean();
        string line = Assert.Single(run.Verbose, v => v.Contains("requests", StringComparison.Ordinal));
        Assert.InRange(int.Parse(line.Split(' ').First(w => int.TryParse(w, out _)), CultureInfo.InvariantCulture), 1, 6);
    }

    private ScriptRun Begin(string more = "")
    {
        Connect(more);
        ScriptRun run = lab.Session.Start(Measured);
        Assert.True(Machine.Becomes(() => run.ShowsProgress && lab.Server.Agents.Any(id => Agents.HasThread(id, "flood")), 30), "The flood did not start.");
        return run;
    }

    private void Connect(string more = "")
    {
        lab.Trust();
        lab.Session.Give(lab.Server.Connect("lab", $"-Name far {more}"));
    }

    private void Works()
    {
        Connect();
        Assert.Equal(300, lab.Session.One("Invoke-UdpFlood -LabHost far -Count 300 -RatePps 5000 | Measure-Sink -LabHost far -ReceiveBuffer 8000000").Long("Packets"));
        lab.Session.Give("Disconnect-LabHost far");
        Assert.True(Machine.Becomes(() => lab.Server.Agents.Length == 0, 6 * Machine.Soon), "An agent is still running.");
    }
}
