using System.Management.Automation;
using System.Net;

namespace UdpLab.Tests.Flood;

/// <summary>What a flood reports before it starts, and when it asks for confirmation.</summary>
[Collection(Machine.Name)]
public class FloodAskingTests(Bed bed) : IClassFixture<Bed>
{
    // TEST-NET-2, which is never assigned; the bed's namespace has no default route, so -Interface is given.
    private const string Far = "Invoke-UdpFlood 198.51.100.7 -LabHost $bed.Generator -Interface gen0 -Backend Socket";

    [Fact]
    public void WhatIfSaysWhatWouldLeave()
    {
        string line = WhatIf("Invoke-UdpFlood ::1 6001 -PacketSize 200 -RatePps 1500 -Duration 2.5 -Threads 2 -Flows 4 -Source ::1");

        Assert.All(["\"::1 port 6001 from local\"", "backend Socket", "interface lo", "source ::1", "200 bytes per packet", "1,500 packets/s", "2.5 s", "2 threads", "4 flows"], word => Assert.Contains(word, line));
    }

    [Fact]
    public void WhatIfWarnsOfWhatHasNoEffect() => Assert.Contains(
        bed.Session.Run("Invoke-UdpFlood -LabHost $bed.Generator -Destination $bed.SinkAddress -Backend Socket -DestinationMac 02:00:00:00:00:09 -WhatIf").MustBeClean().Warnings,
        warning => warning.StartsWith("-DestinationMac has no effect", StringComparison.Ordinal));

    [Fact]
    public void WhatIfSaysUnlimitedAndHowMany()
    {
        string line = WhatIf("Invoke-UdpFlood -Count 7");

        Assert.All(["127.0.0.1 port 9 from local", "unlimited rate", ", 7 packets,", "1 thread,", "1 flow"], word => Assert.Contains(word, line));
        Assert.Contains("3 s", WhatIf("Invoke-UdpFlood"));
    }

    [Fact]
    public void WhatIfKnowsTheSink()
    {
        string line = WhatIf("Invoke-UdpFlood -LabHost $bed.Generator | Measure-Sink -LabHost $bed.Sink -Port 7070 -Duration 1");

        Assert.Contains($"{bed.Session.One("$bed.SinkAddress")} port 7070", line);
        Assert.Contains("interface gen0", line);
        Assert.Contains("until the sink has enough", line);
    }

    /// <summary>Where backend Xdp would lose the packets, -WhatIf names the one that would send them.</summary>
    [Fact]
    public void WhatIfKnowsTheBackend()
    {
        const string flood = "Invoke-UdpFlood -LabHost $bed.Generator -Destination $bed.SinkAddress -Count 3 -Payload ab";
        Assert.Contains("backend Xdp,", WhatIf(flood));
        bed.Session.Give("Set-LabNic sink0 -LabHost $bed.Sink -Feature @{ gro = $false }");
        try
        {
            Assert.Contains($"backend {bed.Session.One(flood).Text("Backend")},", WhatIf(flood));
            Assert.Contains("backend Socket,", WhatIf(flood));
            bed.Session.Run($"{flood} -Backend Xdp -WhatIf").MustFail("NotSupported.Interface");
        }
        finally
        {
            bed.Session.Give("Undo-LabChange -LabHost $bed.Sink");
        }
    }

    [Theory]
    [InlineData("Invoke-UdpFlood -LabHost $bed.Generator -Interface gen0 -Count 3")]
    [InlineData("Get-LabNic gen0 -LabHost $bed.Generator | Invoke-UdpFlood -Count 3 -WhatIf")]
    [InlineData("Invoke-UdpFlood 127.0.0.5 -LabHost $bed.Generator -Interface gen0 -Backend Socket -Count 3")]
    public void AnInterfaceIsNoWayToThisHostItself(string script) => bed.Session.Run(script).MustFail("InvalidArgument.Destination");

    [Fact]
    public void ThePreferenceAsksToo() => Assert.Contains("backend Socket", Assert.Single(bed.Session.Run("$WhatIfPreference = $true; Invoke-UdpFlood").MustBeClean().Lines));

    [Theory]
    [InlineData("Invoke-UdpFlood -Interface nosuch0 -WhatIf", "NotFound.Interface")]
    [InlineData("Invoke-UdpFlood -Cpu 4000 -WhatIf", "InvalidArgument.Cpu")]
    [InlineData("Invoke-UdpFlood 224.0.0.1 -WhatIf", "InvalidArgument.Destination")]
    [InlineData("Invoke-UdpFlood -Port 5 -WhatIf | Measure-Sink -Port 6", "InvalidArgument.Port")]
    [InlineData("Invoke-UdpFlood -WhatIf | Measure-Sink -Warmup 5", "InvalidArgument.Warmup")]
    [InlineData("Invoke-UdpFlood -PacketSize 65551 -WhatIf", "ParameterArgumentValidationError")]
    public void WhatCannotWorkIsRefusedUnderWhatIfToo(string script, string errorId)
    {
        ScriptRun run = bed.Session.Run(script);

        run.MustFail(errorId);
        Assert.Empty(run.Output);
    }

    [Fact]
    public void ConfirmAsksWithTheSameWords()
    {
        using Receiver receiver = Receiver.On(IPAddress.Loopback);
        ScriptRun no = bed.Session.Answer($"Invoke-UdpFlood 127.0.0.1 {receiver.Port} -Count 5 -Confirm", 2);
        Assert.Empty(no.MustBeClean().Output);
        Assert.Contains("backend Socket, interface lo", Assert.Single(no.Questions));
        Assert.Empty(receiver.Get(0));

        ScriptRun yes = bed.Session.Answer($"Invoke-UdpFlood 127.0.0.1 {receiver.Port} -Count 5 -Confirm", 0);
        Assert.Equal(5, Assert.Single(yes.MustBeClean().Output).Long("Sent"));
    }

    [Fact]
    public void OutsideAtFullSpeedItAsks()
    {
        ScriptRun no = bed.Session.Answer($"{Far} -Count 3", 2);

        Assert.Empty(no.MustBeClean().Output);
        string question = Assert.Single(no.Questions);
        Assert.All(["198.51.100.7 port 9", "outside the networks", "unlimited rate", "[No]"], word => Assert.Contains(word, question));
        Assert.Single(bed.Session.Answer($"{Far} -Count 3", 0).MustBeClean().Output);
    }

    [Fact]
    public void WhereNobodyCanBeAskedItIsAnError()
    {
        ScriptRun run = bed.Session.Run($"{Far} -Count 3");

        ErrorRecord error = run.MustFail("InvalidArgument.Destination");
        Assert.All(["198.51.100.7", "-RatePps", "-Force", "-Confirm:$false"], word => Assert.Contains(word, error.Exception.Message));
        Assert.Empty(run.Output);
    }

    [Theory]
    [InlineData(Far + " -Count 3 -Force")]
    [InlineData(Far + " -Count 3 -Confirm:$false")]
    [InlineData(Far + " -Count 3 -RatePps 1000")]
    [InlineData("Invoke-UdpFlood $bed.SinkAddress -LabHost $bed.Generator -Count 3")]
    [InlineData("Invoke-UdpFlood 127.0.0.5 -Count 3")]
    [InlineData("Invoke-UdpFlood localhost -Count 3")]
    public void OthersDoNotAsk(string script)
    {
        ScriptRun run = bed.Session.Answer(script, 1);

        Assert.Single(run.MustBeClean().Output);
        Assert.Empty(run.Questions);
    }

    [Fact]
    public void ANameIsResolvedAndShown()
    {
        ScriptRun run = bed.Session.Run("Invoke-UdpFlood localhost -Count 3 -Source 127.0.0.1 -Verbose").MustBeClean();

        Assert.Equal("127.0.0.1", Assert.Single(run.Output).Text("Destination"));
        Assert.Contains("localhost is 127.0.0.1, as local resolves it.", run.Verbose);
        Assert.Contains("127.0.0.1 (localhost) port 9", WhatIf("Invoke-UdpFlood localhost -Source 127.0.0.1"));
    }

    [Fact]
    public void ABroadcastGoesWhereASwitchNamesIt()
    {
        PSObject flood = bed.Session.One("Invoke-UdpFlood 255.255.255.255 -LabHost $bed.Generator -Interface gen0 -Backend Socket -Count 3 -AllowSpecialAddress");

        Assert.Equal(3, flood.Long("Sent"));
        Assert.Equal("255.255.255.255", flood.Text("Destination"));
    }

    private string WhatIf(string script)
    {
        ScriptRun run = bed.Session.Run(script.Contains('|') ? script.Replace(" |", " -WhatIf |") : script + " -WhatIf").MustBeClean();
        Assert.Empty(run.Output);
        return Assert.Single(run.Lines, l => l.StartsWith("What if:", StringComparison.Ordinal));
    }
}
