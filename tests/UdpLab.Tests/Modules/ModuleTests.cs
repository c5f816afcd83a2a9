using System.Management.Automation;
using System.Runtime.Loader;

namespace UdpLab.Tests.Modules;

/// <summary>How the module loads, coexists with others and unloads.</summary>
[Collection(Machine.Name)]
public class ModuleTests
{
    private static readonly string[] _cmdlets =
    [
        "Add-PktgenDevice",
        "Compare-PerfProfile",
        "Compare-SinkMeasurement",
        "Connect-LabHost",
        "Disconnect-LabHost",
        "Export-FlameGraph",
        "Export-LabReport",
        "Export-LabResult",
        "Export-PerfProfile",
        "Find-UdpThroughput",
        "Get-LabChange",
        "Get-LabGuest",
        "Get-LabHost",
        "Get-LabNic",
        "Get-LabTestbed",
        "Get-LineRate",
        "Get-PktgenDevice",
        "Get-PktgenThread",
        "Get-Sink",
        "Get-UdpBottleneck",
        "Get-UdpSocket",
        "Import-LabResult",
        "Import-PerfProfile",
        "Invoke-LabSweep",
        "Invoke-PerfCapture",
        "Invoke-UdpFlood",
        "Measure-Sink",
        "Measure-UdpSocket",
        "New-LabGuest",
        "New-LabTestbed",
        "Remove-LabGuest",
        "Remove-LabTestbed",
        "Remove-PktgenDevice",
        "Repair-LabHost",
        "Reset-Pktgen",
        "Set-LabNic",
        "Set-PktgenDevice",
        "Show-LabChart",
        "Start-Pktgen",
        "Start-Sink",
        "Stop-Pktgen",
        "Stop-Sink",
        "Test-LabHost",
        "Undo-LabChange",
    ];

    [Fact]
    public void ItExportsItsCmdletsAndNothingElse()
    {
        using Session session = new();
        PSObject module = session.One("Get-Module UdpLab");

        Assert.Equal(_cmdlets, session.Give("(Get-Command -Module UdpLab).Name").Select(n => n.ToString()).Order(StringComparer.Ordinal));
        Assert.Equal(module.Text("Version"), session.One("(Get-Command Measure-Sink).ImplementingType.Assembly.GetName().Version.ToString(3)").ToString());
        Assert.All(session.Give("Get-Command -Module UdpLab"), c => Assert.Equal("Cmdlet", c.Text("CommandType")));
    }

    [Fact]
    public void ItCanBeImportedTwiceAndAgainAfterRemoval()
    {
        using Session session = new();
        session.Give($"Import-Module '{Repository.Manifest}'; Import-Module '{Repository.Manifest}' -Force");
        Assert.Equal(100, session.One("Invoke-UdpFlood -RatePps 10000 -Count 100 | Measure-Sink -ReceiveBuffer 4000000").Long("Packets"));

        session.Give("Remove-Module UdpLab");
        Assert.NotEmpty(session.Run("Get-Command Measure-Sink").Errors);

        session.Give($"Import-Module '{Repository.Manifest}'");
        Assert.Equal(100, session.One("Invoke-UdpFlood -RatePps 10000 -Count 100 | Measure-Sink -ReceiveBuffer 4000000").Long("Packets"));
    }

    [Fact]
    public void RemovingItInOneRunspaceLeavesWhatAnotherMade()
    {
        Machine.RequireRoot();
        using Session session = new();
        string name = Space.NewTestbedName();
        session.Give($"$global:bed = New-LabTestbed {name}");
        using (Session other = new(mustLeaveNoAgent: false))
        {
            other.Give("$null = Get-LabTestbed; Remove-Module UdpLab");
        }

        Assert.True(File.Exists("/run/netns/" + Space.Generator(name)));
        Assert.Equal("Active", session.One("$bed").Text("State"));
        Assert.Equal(100, session.One("Invoke-UdpFlood -LabHost $bed.Generator -RatePps 10000 -Count 100 | Measure-Sink -LabHost $bed.Sink -ReceiveBuffer 4000000").Long("Packets"));
        session.Give("Remove-Module UdpLab");
        Assert.False(File.Exists("/run/netns/" + Space.Generator(name)));
    }

    [Fact]
    public void RemovingItRemovesTheTestbedsOfTheSession()
    {
        Machine.RequireRoot();
        using Session session = new();
        string name = Space.NewTestbedName();
        session.Give($"$global:bed = New-LabTestbed {name}");
        Assert.True(File.Exists("/run/netns/" + Space.Generator(name)));

        session.Give("Remove-Module UdpLab");

        Assert.False(File.Exists("/run/netns/" + Space.Generator(name)));
        Assert.False(File.Exists("/run/netns/" + Space.Sink(name)));
        Assert.Equal("Removed", session.One("$bed").Text("State"));
    }

    [Fact]
    public void CoreLivesInALoadContextOfItsOwn()
    {
        using Session session = new();
        object measurement = session.One("Invoke-UdpFlood -RatePps 10000 -Count 10 | Measure-Sink -ReceiveBuffer 4000000").BaseObject;

        Assert.Equal("UdpLab.Core", measurement.GetType().Assembly.GetName().Name);
        Assert.Equal("UdpLab", AssemblyLoadContext.GetLoadContext(measurement.GetType().Assembly)!.Name);
        Assert.DoesNotContain(AssemblyLoadContext.Default.Assemblies, a => a.GetName().Name is "UdpLab.Core" or "HdrHistogram");
    }

    [Fact]
    public void ItsCmdletsSayWhatTheyGive()
    {
        using Session session = new();

        Assert.Equal(
            ["UdpLab.LabTestbed", "UdpLab.SinkMeasurement", "UdpLab.UdpFlood"],
            session.Give("(Get-Command Get-LabTestbed, Measure-Sink, Invoke-UdpFlood).OutputType.Name").Select(n => n.ToString()).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("Measure-Sink -Method Re", "Read,Recv,Recvfrom,Recvmmsg,Recvmsg")]
    [InlineData("Invoke-UdpFlood -Backend ", "Auto,Pktgen,Socket,Xdp")]
    [InlineData("Invoke-UdpFlood -LabHost lo", "local")]
    [InlineData("Invoke-UdpFlood -Interface l", "lo")]
    [InlineData("Measure-Sink -Cpu 0", "0")]
    public void ParametersComplete(string line, string expected)
    {
        using Session session = new();
        IReadOnlyList<PSObject> words = session.Give($"[System.Management.Automation.CommandCompletion]::CompleteInput('{line}', {line.Length}, $null).CompletionMatches.CompletionText");

        Assert.Equal(expected, string.Join(',', words.Select(w => w.ToString()).Order(StringComparer.Ordinal)));
    }

    [Fact]
    public void TestbedsComplete()
    {
        Machine.RequireRoot();
        using Session session = new();
        string name = Space.NewTestbedName();
        session.Give($"$global:bed = New-LabTestbed {name}");
        try
        {
            Assert.Equal(name, Complete($"Remove-LabTestbed {name[..6]}"));
            Assert.Equal($"{name}-gen,{name}-sink", Complete($"Measure-Sink -LabHost {name[..6]}"));
            Assert.Equal("gen0", Complete($"Invoke-UdpFlood -LabHost {name}-gen -Interface g"));
        }
        finally
        {
            session.Give("Remove-LabTestbed $bed.Name");
        }

        string Complete(string line) => string.Join(',', session.Give($"[System.Management.Automation.CommandCompletion]::CompleteInput('{line}', {line.Length}, $null).CompletionMatches.CompletionText"));
    }
}
