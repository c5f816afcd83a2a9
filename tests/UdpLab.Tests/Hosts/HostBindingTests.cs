using System.Management.Automation;

namespace UdpLab.Tests.Hosts;

/// <summary>Objects with a host are accepted for host parameters.</summary>
[Collection(Machine.Name)]
public class HostBindingTests(Bed bed) : IClassFixture<Bed>
{
    [Theory]
    [InlineData("Get-LabHost \"$($bed.Name)-*\" | Get-LabNic", "-gen/gen0 -gen/lo -sink/lo -sink/sink0")]
    [InlineData("$bed | Get-LabNic", "-gen/gen0 -gen/lo -sink/lo -sink/sink0")]
    [InlineData("Get-LabNic -LabHost $bed", "-gen/gen0 -gen/lo -sink/lo -sink/sink0")]
    [InlineData("Get-LabNic sink0 -LabHost $bed", "-sink/sink0")]
    [InlineData("Get-LabNic sink0 -LabHost $bed.Sink | Get-LabNic", "-sink/sink0")]
    [InlineData("Test-LabHost -LabHost $bed.Sink -Check Kernel | Get-LabNic sink0", "-sink/sink0")]
    [InlineData("[pscustomobject] @{ Host = $bed.Sink.Name } | Get-LabNic sink0", "-sink/sink0")]
    [InlineData("Set-LabNic sink0 -LabHost $bed -Mtu 1500 -PassThru", "-sink/sink0")]
    public void InterfacesOfWhatHasAHost(string script, string expected) => Assert.Equal(
        expected,
        string.Join(' ', bed.Session.Give(script).Select(n => $"{n.Text("Host")}/{n.Text("Name")}".Replace(Name, "", StringComparison.Ordinal)).Order(StringComparer.Ordinal)));

    [Theory]
    [InlineData("Get-LabTestbed $bed.Name | Test-LabHost -Check Kernel", "-gen Kernel,-sink Kernel")]
    [InlineData("Test-LabHost $bed -Check Kernel", "-gen Kernel,-sink Kernel")]
    [InlineData("Get-LabNic sink0 -LabHost $bed.Sink | Test-LabHost -Check Link", "-sink Link sink0")]
    [InlineData("Get-LabNic -LabHost $bed | Where-Object Name -ne lo | Test-LabHost -Check Link", "-gen Link gen0,-sink Link sink0")]
    [InlineData("Test-LabHost $bed.Sink -Check Kernel | Test-LabHost -Check Smt", "-sink Smt")]
    public void FindingsOfWhatHasAHost(string script, string expected) => Assert.Equal(
        expected,
        string.Join(',', bed.Session.Give(script).Select(f => $"{f.Text("Host")} {f.Text("Check")} {f.Text("Interface")}".TrimEnd().Replace(Name, "", StringComparison.Ordinal))));

    [Fact]
    public void ATestbedFloodsFromItsGeneratorIntoItsSink()
    {
        PSObject m = bed.Session.One("Invoke-UdpFlood -LabHost $bed -Count 100 -RatePps 1000 | Measure-Sink -LabHost $bed");

        Assert.Equal($"{Name}-sink", m.Text("Host"));
        Assert.Equal($"{Name}-gen", m.Text("Flood.Host"));
    }

    [Fact]
    public void ATestbedFromThePipelineIsMeasuredAtItsSink()
    {
        ScriptRun run = bed.Session.Run("Get-LabTestbed $bed.Name | Measure-Sink -Timeout 0.2 -Verbose");

        run.MustFail("NoPacket");
        Assert.Contains(run.Verbose, line => line.Contains($"on {Name}-sink, receive buffer", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Host -eq LOCAL", 1)]
    [InlineData("Host -ne local", 0)]
    [InlineData("Host -eq another", 0)]
    [InlineData("Host -in another, local", 1)]
    public void AHostIsComparedWithItsName(string condition, int expected) => Assert.Equal(
        expected,
        bed.Session.Give($"Get-LabNic lo | Where-Object {condition.Replace("another, local", "('another', 'local')", StringComparison.Ordinal)}").Count);

    [Fact]
    public void ChangesOfATestbedAreThoseOfItsHosts()
    {
        bed.Session.Give("Set-LabNic sink0 -LabHost $bed -Mtu 1450");
        Assert.NotEmpty(bed.Session.Give("$bed | Get-LabChange -State Applied"));
        Assert.NotEmpty(bed.Session.Give("Get-LabNic sink0 -LabHost $bed.Sink | Get-LabChange -State Applied"));
        Assert.Empty(bed.Session.Give("$bed.Generator | Get-LabChange -State Applied"));

        // A pipeline without a host does not mean all hosts.
        bed.Session.Give("@() | Undo-LabChange -All");
        Assert.Empty(bed.Session.Give("$bed.Generator | Undo-LabChange"));
        Assert.NotEmpty(bed.Session.Give("$bed | Get-LabChange -State Applied"));

        bed.Session.Give("Get-LabTestbed $bed.Name | Undo-LabChange");

        Assert.Empty(bed.Session.Give("Get-LabChange -LabHost $bed -State Applied"));
    }

    [Fact]
    public void AHostThatIsNotKnownIsAnErrorAndTheOthersGoOn()
    {
        ScriptRun run = bed.Session.Run("'nosuch', 'local' | Test-LabHost -Check Kernel");

        Assert.Equal("local", Assert.Single(run.Output).Text("Host"));
        Assert.Contains("-LabHost nosuch: there is no host of this name in the session", Assert.Single(run.Errors).Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AnInterfaceThatNeitherEndHasIsAnErrorOfEach()
    {
        ScriptRun run = bed.Session.Run("Get-LabNic nosuch0 -LabHost $bed");

        Assert.Empty(run.Output);
        Assert.All(run.Errors, e => Assert.StartsWith("NotFound.Name,", e.FullyQualifiedErrorId, StringComparison.Ordinal));
        Assert.Equal(2, run.Errors.Count);
    }

    private string Name => bed.Session.One("$bed.Name").ToString();
}
