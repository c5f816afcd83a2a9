using System.Management.Automation;

namespace UdpLab.Tests.Hosts;

/// <summary>A sink that stays on a host of each kind, and what ends it there.</summary>
[Collection(Machine.Name)]
public class RunningSinkTests(HostFixture lab) : IClassFixture<HostFixture>
{
    public static TheoryData<string, string> Kinds => HostFixture.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public void ItRunsOnAHostOfEachKind(string kind, string host)
    {
        PSObject sink = lab.Session.One($"Start-Sink web -LabHost {host} -Port {Receiver.FreePort()}");
        Assert.Equal(kind, sink.Text("Host.Kind"));
        Assert.Equal("Running", lab.Session.One("Get-Sink web").Text("State"));
        Assert.Equal(0, lab.Session.One("Get-Sink web | Measure-Sink -Duration 0.2").Long("Packets"));
        Assert.Equal(0, lab.Session.One("Stop-Sink web").Long("Packets"));
    }

    [Fact]
    public void ItEndsWithItsTestbed()
    {
        string name = Space.NewTestbedName();
        PSObject sink = lab.Session.One($"$b = New-LabTestbed {name}; $global:gone = Start-Sink inbed -LabHost $b.Sink; $gone; $b.Dispose()");
        Assert.Equal("inbed", sink.Text("Name"));
        PSObject ended = lab.Session.One("Get-Sink inbed");
        Assert.Equal(("Ended", "its testbed was removed"), (ended.Text("State"), ended.Text("Reason")));
        Assert.Contains("its testbed was removed", lab.Session.Run("Stop-Sink inbed").MustFail("NotFound.Sink").Exception.Message);
        Agents.MustRest();
    }

    [Fact]
    public void ItEndsWithItsConnection()
    {
        lab.Session.Give(lab.Server.Connect("root", "-Name away"));
        lab.Session.Give($"$null = Start-Sink onssh -LabHost away -Port {Receiver.FreePort()}; Disconnect-LabHost away");
        PSObject ended = lab.Session.One("Get-Sink onssh");
        Assert.Equal(("Ended", "its host was disconnected"), (ended.Text("State"), ended.Text("Reason")));
        lab.Session.Run("Stop-Sink onssh").MustFail("NotFound.Sink");
    }

    [Fact]
    public void ItEndsWhenItsConnectionIsLost()
    {
        Machine.RequireRoot();
        int[] others = lab.Server.Processes("sshd: root");
        lab.Session.Give(lab.Server.Connect("root", "-Name away"));
        lab.Session.Give($"$null = Start-Sink cut -LabHost away -Port {Receiver.FreePort()}");
        foreach (int id in lab.Server.Processes("sshd: root").Except(others))
        {
            _ = Tool.Try("kill", "-KILL", id.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }

        Assert.True(Machine.Becomes(() => lab.Session.One("Get-Sink cut").Text("State") == "Ended", 30), "It did not end.");
        Assert.Contains("connection", lab.Session.One("Get-Sink cut").Text("Reason"));
        lab.Session.Run("Stop-Sink cut").MustFail("NotFound.Sink");
        lab.Session.Give("Disconnect-LabHost away");
    }
}
