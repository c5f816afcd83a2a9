using System.Diagnostics;
using System.Management.Automation;

namespace UdpLab.Tests.Changes;

/// <summary>Whichever process dies in the middle of a change, nothing is left half-made, and the journal is right.</summary>
[Collection(Machine.Name)]
public class FaultTests(FaultFixture fixture, Session session) : IClassFixture<FaultFixture>, IClassFixture<Session>
{
    private const string Four = "-RxQueues 2 -Mtu 1400 -Feature @{ tso = $false } -Rps 0";

    [Theory]
    [InlineData("delay_enter")]
    [InlineData("delay_exit")]
    public void AnAgentThatIsKilledLeavesNothingHalfMade(string when)
    {
        string before = fixture.Witness.Dump();
        int[] agents = Connect();
        using Process strace = FaultFixture.Delay(agents, when);
        ScriptRun run = session.Start($"Set-LabNic {FaultFixture.Nic} -LabHost far {Four}");

        // Before the last of four changes is made, or after it is made and before it is read back.
        Assert.True(Machine.Becomes(() => fixture.Witness.Mtu() == 1400 && FaultFixture.IsPending() && (when == "delay_enter" || File.ReadAllText(FaultFixture.LastFile).Trim('0', '\n') == "1"), 20), "The change did not get that far.");
        Kill(agents);
        ErrorRecord error = Assert.Single(run.Wait().Errors);
        Assert.Contains("Nothing was changed", error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal(before, fixture.Witness.Dump());
        Assert.All(session.Give("Get-LabChange -LabHost far").TakeLast(4), c => Assert.NotEqual("Applied", c.Text("State")));
        Assert.Empty(session.Give("Get-LabChange -LabHost far -State Pending, Applied"));
        FaultFixture.LetGo(strace);
        session.Give("Disconnect-LabHost far");
    }

    [Fact]
    public void AControllerThatIsKilledIsUndoneByTheAgentAndTheJournalIsSettledByAnother()
    {
        string before = fixture.Witness.Dump();
        string go = Path.Combine(Path.GetTempPath(), "udplab-go-" + Guid.NewGuid().ToString("N"));
        int[] strangers = ConnectOwn();
        using ShellProcess shell = ShellProcess.Start($"{fixture.Connect}; while (-not [System.IO.File]::Exists('{go}')) {{ [System.Threading.Thread]::Sleep(20) }}; Set-LabNic {FaultFixture.Nic} -LabHost far {Four}");
        int[] agents = fixture.Ready(strangers);
        using Process strace = FaultFixture.Delay(agents, "delay_enter", seconds: 600);
        File.WriteAllText(go, "");
        Assert.True(Machine.Becomes(() => fixture.Witness.Mtu() == 1400, 20), "The change did not get that far.");

        // A change that is being made cannot be undone by another session.
        Assert.All(session.Run("Undo-LabChange -LabHost far").Errors, e => Assert.StartsWith("Busy.Id", e.FullyQualifiedErrorId, StringComparison.Ordinal));
        shell.Signal("KILL");
        Assert.True(Machine.Becomes(() => agents.Any(id => Agents.HasThread(id, "exit-action")), 60), "The agent did not notice.");
        FaultFixture.LetGo(strace);
        Assert.True(Machine.Becomes(() => !fixture.Agents().Intersect(agents).Any(), 20), "The agents did not end.");
        Assert.Equal(before, fixture.Witness.Dump());

        Assert.Equal(4, session.Give("Get-LabChange -LabHost far -State Pending").Count);
        IReadOnlyList<PSObject> settled = session.Give("Undo-LabChange -LabHost far");
        Assert.All(settled, c => Assert.Equal("Failed", c.Text("State")));
        Assert.Equal(before, fixture.Witness.Dump());
        File.Delete(go);
        session.Give("Disconnect-LabHost far");
    }

    [Fact]
    public void BothDieAndTheNextSessionPutsItBack()
    {
        string before = fixture.Witness.Dump();
        string go = Path.Combine(Path.GetTempPath(), "udplab-go-" + Guid.NewGuid().ToString("N"));
        int[] strangers = ConnectOwn();
        using ShellProcess shell = ShellProcess.Start($"{fixture.Connect}; while (-not [System.IO.File]::Exists('{go}')) {{ [System.Threading.Thread]::Sleep(20) }}; Set-LabNic {FaultFixture.Nic} -LabHost far {Four}");
        int[] agents = fixture.Ready(strangers);
        using Process strace = FaultFixture.Delay(agents, "delay_exit");
        File.WriteAllText(go, "");
        Assert.True(Machine.Becomes(() => File.ReadAllText(FaultFixture.LastFile).Trim('0', '\n') == "1", 20), "The change did not get that far.");
        // Kill the agents first: they would exit on their own without their controller.
        Kill([.. agents, shell.Id]);
        shell.Wait();
        FaultFixture.LetGo(strace);
        Assert.Equal(1400, fixture.Witness.Mtu());

        // As after a power failure: the last line is cut off too.
        IReadOnlyList<PSObject> undone = session.Give("Undo-LabChange -LabHost far");
        Assert.Equal((4, "Undone"), (undone.Count, string.Join(' ', undone.Select(c => c.Text("State")).Distinct())));
        Assert.Equal(before, fixture.Witness.Dump());
        File.Delete(go);
        session.Give("Disconnect-LabHost far");
    }

    private int[] Connect()
    {
        int[] strangers = fixture.Agents();
        session.Give(fixture.Connect);
        return fixture.Ready(strangers);
    }

    /// <summary>Connects the session and returns the agents it keeps ready, once there are no others.</summary>
    private int[] ConnectOwn()
    {
        Assert.True(Machine.Becomes(() => fixture.Agents().Length == 0, 60), "Agents of an earlier connection are still running.");
        session.Give(fixture.Connect);
        return fixture.Ready([]);
    }

    private static void Kill(int[] agents) => Tool.Run("sh", "-c", $"kill -9 {string.Join(' ', agents)} 2>/dev/null || :");
}
