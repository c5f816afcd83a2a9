using System.Management.Automation;

namespace UdpLab.Tests.Hosts;

/// <summary>Several generators flood one sink.</summary>
[Collection(Machine.Name)]
public class GeneratorsTests(HostFixture lab) : IClassFixture<HostFixture>
{
    [Fact]
    public void TheyStartTogetherAndAreAddedUp()
    {
        PSObject measurement = lab.Session.One("$m = Invoke-UdpFlood -LabHost far, local -OutVariable global:floods -RatePps 2500 -Count 2500 | Measure-Sink -ReceiveBuffer 8000000; $m");
        Assert.Equal(5000, measurement.Long("Packets"));
        Assert.Equal(0, measurement.Long("Lost"));
        Assert.Equal(0, measurement.Long("Duplicates"));
        Assert.Equal(5000, measurement.Long("Ledger.Sent"));
        measurement.MustAddUp();
        Assert.Equal(5000, PSObject.AsPSObject(measurement.Get("Ledger")!).Counted("sent"));

        IReadOnlyList<PSObject> floods = lab.Session.Give("$floods");
        Assert.Equal(["far", "local"], floods.Select(f => f.Text("Host")));
        Assert.All(floods, f => Assert.Equal(("Completed", 2500L), (f.Text("State"), f.Long("Sent"))));

        // Had one started after the other had ended, it would be a second later.
        TimeSpan apart = (DateTimeOffset)floods[0].Get("Started")! - (DateTimeOffset)floods[1].Get("Started")!;
        Assert.InRange(Math.Abs(apart.TotalSeconds), 0, floods.Min(f => f.Double("Seconds")));
        Assert.Equal(2, lab.Session.One("$m = $null; $floods.Count").BaseObject);
    }

    [Fact]
    public void OneThatFailsStopsTheOthersAndSaysSo()
    {
        ScriptRun run = lab.Session.Start("Invoke-UdpFlood -LabHost far, local -RatePps 500 -Duration 60 -OutVariable global:floods | Measure-Sink -ReceiveBuffer 8000000");
        Assert.True(Machine.Becomes(() => run.ShowsProgress, 30), "The floods did not start.");
        foreach (int agent in lab.Server.Agents)
        {
            Tool.Run("kill", "-KILL", $"{agent}");
        }

        ErrorRecord error = Assert.Single(run.Wait().Errors);
        Assert.Contains("far: ", error.Exception.Message, StringComparison.Ordinal);
        Assert.Contains("other generators were stopped", error.Exception.Message, StringComparison.Ordinal);
        Agents.MustRest();
    }

    [Fact]
    public void TheSameTwiceIsRefused() => lab.Session.Run("Invoke-UdpFlood -LabHost local, local -Count 1").MustFail("InvalidArgument.LabHost");
}
