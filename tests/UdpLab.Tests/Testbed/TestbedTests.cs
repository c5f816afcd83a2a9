using System.Management.Automation;

namespace UdpLab.Tests.Testbed;

/// <summary>New-, Get- and Remove-LabTestbed.</summary>
[Collection(Machine.Name)]
public class TestbedTests(Session session) : IClassFixture<Session>
{
    [Fact]
    public void ATestbedIsAWholeLab()
    {
        Machine.RequireRoot();
        string name = Space.NewTestbedName();
        PSObject bed = session.One($"$global:bed = New-LabTestbed {name} -Queues 3 -Mtu 9000; $bed");
        try
        {
            Assert.Equal("Active", bed.Text("State"));
            Assert.Equal("Namespace", bed.Text("Generator.Kind"));
            Assert.Equal("Namespace", bed.Text("Sink.Kind"));
            Assert.Equal(3, bed.Long("Queues"));
            Assert.StartsWith("198.18.", bed.Text("SinkAddress"));
            Assert.Equal(Environment.ProcessId, bed.Long("OwnerProcessId"));
            Assert.Contains("mtu 9000", Tool.Run("ip", "-n", Space.Sink(name), "link", "show", bed.Text("SinkInterface")));
            Assert.Contains(bed.Text("SinkAddress") + "/", Tool.Run("ip", "-n", Space.Sink(name), "addr", "show", bed.Text("SinkInterface")));
            Assert.Equal(3, CountQueues(name));
        }
        finally
        {
            session.Give("Remove-LabTestbed $bed.Name");
        }

        Assert.Equal("Removed", session.One("$bed").Text("State"));
        Assert.DoesNotContain($"udplab-{name}", Tool.Run("ip", "netns", "list"));
    }

    [Fact]
    public void SeveralLiveSideBySideAndAreRemovedByWildcardOrPipeline()
    {
        Machine.RequireRoot();
        string name = Space.NewTestbedName();
        session.Give($"$null = New-LabTestbed {name}-a; $null = New-LabTestbed {name}-b; $null = New-LabTestbed {name}-c");

        IReadOnlyList<PSObject> beds = session.Give($"Get-LabTestbed {name}-*");
        Assert.Equal([$"{name}-a", $"{name}-b", $"{name}-c"], beds.Select(b => b.Text("Name")));
        Assert.Equal(3, beds.Select(b => b.Text("SinkAddress")).Distinct().Count());
        PSObject measurement = session.One($"Invoke-UdpFlood -LabHost {name}-b-gen -Count 100 -RatePps 5000 | Measure-Sink -LabHost {name}-b-sink -ReceiveBuffer 8000000");
        Assert.Equal(100, measurement.Long("Packets"));

        Assert.Empty(session.Give($"Remove-LabTestbed {name}-* -WhatIf"));
        Assert.Equal(3, session.Give($"Get-LabTestbed {name}-*").Count);
        Assert.Equal(3, session.Give($"Get-LabTestbed {name}-a, {name}-*, {name}-A").Count);
        Assert.Equal("Removed", session.One($"Get-LabTestbed {name}-a | Remove-LabTestbed -PassThru").Text("State"));
        Assert.Equal(2, session.Give($"Remove-LabTestbed {name}-* -PassThru").Count);
        Assert.Empty(session.Give($"Get-LabTestbed {name}-*"));
    }

    [Fact]
    public void HostsOfATestbedThatOthersRemovedAreListedNoMore()
    {
        Machine.RequireRoot();
        string name = Space.NewTestbedName();
        session.Give($"$global:gone = New-LabTestbed {name}");
        Assert.Equal([$"{name}-gen", $"{name}-sink"], session.Give($"Get-LabHost {name}-* | ForEach-Object Name").Select(n => n.ToString()));

        _ = Tool.Run("ip", "netns", "del", Space.Sink(name));
        Assert.Equal([$"{name}-gen"], session.Give($"Get-LabHost {name}-* | ForEach-Object Name").Select(n => n.ToString()));
        Assert.Equal("Closed", session.One("$gone.Sink").Text("State"));
        Assert.Equal($"Host {name}-sink is no longer available: its testbed was removed.", session.Run("Test-LabHost $gone.Sink -Check Kernel").MustFail("NotFound.LabHost").Exception.Message);
        session.Give("$gone | Remove-LabTestbed");
    }

    [Fact]
    public void AMeasurementSaysThatItsTestbedWasRemoved()
    {
        Machine.RequireRoot();
        string name = Space.NewTestbedName();
        using Session other = new();
        other.Give("Get-LabTestbed");
        session.Give($"$global:removed = New-LabTestbed {name}");
        ScriptRun run = session.Start("$global:cut = Invoke-UdpFlood -LabHost $removed.Generator -Backend Socket -RatePps 2000 -Duration 8 | Measure-Sink -LabHost $removed.Sink -ReceiveBuffer 4000000; $cut");
        Assert.True(Machine.Becomes(() => run.ShowsProgress, 30), "The pipeline did not start.");
        other.Give($"Get-LabTestbed {name} | Remove-LabTestbed");

        PSObject measurement = Assert.Single(run.Wait().Output);
        Assert.Equal("Incomplete", measurement.Text("State"));
        Assert.Contains("sink0 of", measurement.Text("Notes"), StringComparison.Ordinal);
        Assert.Contains("was removed or renamed during the measurement", measurement.Text("Notes"), StringComparison.Ordinal);
        Assert.Contains(session.Give("$cut | Get-UdpBottleneck"), b => b.Text("Cause") == "Interrupted");
    }

    [Fact]
    public void WhatIfMakesNone()
    {
        string name = Space.NewTestbedName();
        Assert.Empty(session.Give($"New-LabTestbed {name} -WhatIf"));
        Assert.Empty(session.Give($"Get-LabTestbed {name}*"));
    }

    private static int CountQueues(string name) =>
        Space.Run(Space.Sink(name), "ls", "/sys/class/net/sink0/queues").Split('\n').Count(q => q.StartsWith("rx-", StringComparison.Ordinal));
}
