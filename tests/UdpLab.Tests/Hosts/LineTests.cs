using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;

namespace UdpLab.Tests.Hosts;

/// <summary>The line dies in the middle: whoever waits is told, what ran there ends, and connecting again works.</summary>
[Collection(Machine.Name)]
public class LineTests(SshFixture lab) : IClassFixture<SshFixture>
{
    private const string Measured = "Invoke-UdpFlood -LabHost far -Port 7030 -RatePps 500 -Duration 60 | Measure-Sink -LabHost far -ReceiveBuffer 8000000";

    [Theory]
    [InlineData("KILL", 3)]
    [InlineData("STOP", 10)]
    public void AnSshdThatDiesOrFreezes(string signal, double patience)
    {
        ScriptRun run = Begin();
        int session = Processes("sshd: lab").Single(id => Text(id).Contains("@notty", StringComparison.Ordinal));
        int[] agents = Processes("udplab-agent");
        int flooding = agents.First(Floods);
        Stopwatch clock = Stopwatch.StartNew();
        Machine.Tool("kill", $"-{signal}", session.ToString(CultureInfo.InvariantCulture));
        Assert.True(Machine.Becomes(() => !Agents.IsAlive(flooding), 3), "The flood goes on.");
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 2.5);

        ErrorRecord error = Assert.Single(run.Wait().Errors);
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, patience);
        Assert.StartsWith("Connection.LabHost", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.True(Machine.Becomes(() => !agents.Any(Agents.IsAlive), 3), "An agent is still there.");
        Assert.True(Machine.Becomes(() => lab.Session.One("Get-LabHost far").Text("State") == "Lost", 5), "The host is not said to be lost.");
        if (signal == "STOP")
        {
            Machine.Tool("kill", "-CONT", session.ToString(CultureInfo.InvariantCulture));
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
        int[] agents = Processes("udplab-agent");
        foreach (int agent in agents.Where(id => !Text(id).StartsWith("sudo", StringComparison.Ordinal)))
        {
            Machine.Tool("kill", "-STOP", agent.ToString(CultureInfo.InvariantCulture));
        }

        Stopwatch clock = Stopwatch.StartNew();
        Assert.Single(run.Wait().Errors);
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 10);
        Assert.True(Machine.Becomes(() => !agents.Any(Agents.IsAlive), 5), "A frozen agent is still there.");
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
        Assert.True(Machine.Becomes(() => Processes("udplab-agent").Length == 0, 3), "An agent is still there.");
        Works();
    }

    [Fact]
    public void AMeasurementNeedsAtMostSixRoundTrips()
    {
        Connect();
        ScriptRun run = lab.Session.Run("$m = Invoke-UdpFlood -LabHost far -Count 100 -RatePps 10000 | Measure-Sink -LabHost far -ReceiveBuffer 8000000 -Verbose; $m").MustBeClean();
        string told = Assert.Single(run.Verbose, v => v.Contains("requests", StringComparison.Ordinal));
        Assert.InRange(int.Parse(told.Split(' ').First(w => int.TryParse(w, out _)), CultureInfo.InvariantCulture), 1, 6);
    }

    private ScriptRun Begin(string more = "")
    {
        Connect(more);
        ScriptRun run = lab.Session.Start(Measured);
        Assert.True(Machine.Becomes(() => run.ShowsProgress, 15), "It did not get going.");
        Thread.Sleep(500);
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
        Assert.Equal(300, lab.Session.One("Invoke-UdpFlood -LabHost far -Port 7030 -Count 300 -RatePps 5000 | Measure-Sink -LabHost far -ReceiveBuffer 8000000").Long("Packets"));
        lab.Session.Give("Disconnect-LabHost far");
        Assert.True(Machine.Becomes(() => Processes("udplab-agent").Length == 0, 3), "An agent is still there.");
    }

    /// <summary>Processes of this server, told from others' by its mount namespace.</summary>
    private int[] Processes(string title) => [.. Directory.EnumerateDirectories("/proc")
        .Select(d => int.TryParse(Path.GetFileName(d), NumberStyles.None, CultureInfo.InvariantCulture, out int id) ? id : 0)
        .Where(id => id > 0 && Space(id) == Space(lab.Server.ProcessId) && Text(id).Contains(title, StringComparison.Ordinal) && !Text(id).StartsWith("/bin/sh", StringComparison.Ordinal) && Agents.IsAlive(id))];

    private static string? Space(int id) => new FileInfo($"/proc/{id}/ns/mnt").LinkTarget;

    private static string Text(int id)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/cmdline").Replace('\0', ' ');
        }
        catch (IOException)
        {
            return "";
        }
    }

    /// <summary>It has a thread that floods.</summary>
    private static bool Floods(int id) => Directory.GetDirectories($"/proc/{id}/task").Any(t => File.ReadAllText(t + "/comm").StartsWith("flood", StringComparison.Ordinal));
}
