using System.Globalization;
using System.Management.Automation;
using System.Net;

namespace UdpLab.Tests.Refusals;

/// <summary>What a cmdlet refuses is an error of that input: the next is still processed, and -ErrorAction decides.</summary>
[Collection(Machine.Name)]
public class OneInputTests(Session session) : IClassFixture<Session>
{
    private const string Flood = "Invoke-UdpFlood -Count 100 -RatePps 10000";

    [Theory]
    [InlineData("Invoke-UdpFlood -Count 100 -Duration 1", "CountWithDuration")]
    [InlineData("Invoke-UdpFlood -PacketSize 100 -PayloadSize 100", "PacketSizeWithPayloadSize")]
    [InlineData("Invoke-UdpFlood -Interface nosuch0 -Destination 127.0.0.1 -Count 100", "NotFound.Interface")]
    [InlineData("Invoke-UdpFlood -Count 100 | Measure-Sink -SteerByCpu", "InvalidArgument.SteerByCpu")]
    [InlineData("Invoke-UdpFlood -Count 100 | Measure-Sink -Interface nosuch0", "NotFound.Interface")]
    [InlineData("Measure-Sink -Count 1 -Duration 1", "CountWithDuration")]
    [InlineData("Measure-Sink -Gro -Method Read", "InvalidArgument.Gro")]
    [InlineData("Measure-Sink -Timeout 0.1", "NoPacket")]
    public void ErrorActionDecides(string line, string errorId)
    {
        // The error comes from Measure-Sink, if the pipeline has one.
        session.Run($"{line}; 'on'").MustFail(errorId);
        Assert.Equal("on", session.One($"{line} -ErrorAction Ignore; 'on'").ToString());
        Assert.Equal(errorId, session.One($"{line} -ErrorAction SilentlyContinue -ErrorVariable e; $e.FullyQualifiedErrorId.Split(',')[0]").ToString());
        Assert.Equal(errorId, session.One($"try {{ {line} -ErrorAction Stop }} catch {{ $_.FullyQualifiedErrorId.Split(',')[0] }}").ToString());
    }

    [Fact]
    public void ALoopGoesOnWithTheNextFlood() => Assert.Equal(
        100,
        session.One($"'nosuch0', 'lo' | ForEach-Object {{ {Flood} -Interface $_ -Destination 127.0.0.1 -ErrorAction SilentlyContinue }}").Long("Sent"));

    [Fact]
    public void TheFloodsAfterABadOneAreMeasured()
    {
        ScriptRun run = session.Run("'lo', 'nosuch0', 'lo' | ForEach-Object { [pscustomobject] @{ Interface = $_; Count = 100; RatePps = 10000 } } | Invoke-UdpFlood | Measure-Sink -ReceiveBuffer 4000000");

        run.MustFail("NotFound.Interface");
        Assert.Equal([100, 100], run.Output.Select(m => m.Long("Packets")));
    }

    [Fact]
    public void WhatOneRowSaysIsNotSaidByTheNext()
    {
        IReadOnlyList<PSObject> floods = session.Give("@{ Duration = 0.05; PacketSize = 200; RatePps = 10000 }, @{ Count = 100 } | ForEach-Object { [pscustomobject] $_ } | Invoke-UdpFlood -Destination 127.0.0.1 -Port 9");

        Assert.Equal((null, 100L), (floods[1].Get("Duration"), floods[1].Long("Sent")));
        Assert.Null(floods[1].Get("RatePps"));
        Assert.Equal(60, floods[1].Long("PacketSize"));
    }

    [Fact]
    public void ASinkThatIsRefusedGetsNoFloodAndTheNextDoes()
    {
        using Receiver other = Receiver.On(IPAddress.Any);
        int free = Receiver.FreePort();

        ScriptRun run = session.Run($"{other.Port}, {free} | ForEach-Object {{ {Flood} | Measure-Sink -Port $_ -ReceiveBuffer 4000000 }}");

        Assert.Contains(other.Port.ToString(CultureInfo.InvariantCulture), run.MustFail("Busy.Port").Exception.Message, StringComparison.Ordinal);
        Assert.Equal(100, Assert.Single(run.Output).Long("Packets"));
        Assert.Empty(other.Get(0));
    }

    [Fact]
    public void SeveralFloodsIntoASinkThatIsRefusedAreOneError()
    {
        using Receiver other = Receiver.On(IPAddress.Any);

        session.Run($"1..3 | ForEach-Object {{ [pscustomobject] @{{ Count = 100 }} }} | Invoke-UdpFlood | Measure-Sink -Port {other.Port}").MustFail("Busy.Port");

        Assert.Empty(other.Get(0));
    }

    [Fact]
    public void TheNextInterfaceIsMeasuredWhenOneIsGone()
    {
        Machine.RequireRoot();
        Tool.Run("ip", "link", "add", "vwgone0", "type", "veth", "peer", "name", "vwgone1");
        session.Give("$global:nics = @(Get-LabNic vwgone0) + @(Get-LabNic lo)");
        Tool.Run("ip", "link", "del", "vwgone0");

        ScriptRun run = session.Run("$nics | Measure-Sink -Timeout 0.1");

        Assert.Equal(["NotFound.Interface", "NoPacket"], run.Errors.Select(e => e.FullyQualifiedErrorId.Split(',')[0]));
    }

    [Fact]
    public void TheNextFloodIsMeasuredWhenAGeneratorDied()
    {
        ScriptRun run = session.Start("@{ Duration = 60; RatePps = 1000 }, @{ Count = 100; RatePps = 10000 } | ForEach-Object { [pscustomobject] $_ } | Invoke-UdpFlood | Measure-Sink -ReceiveBuffer 4000000");
        int[] flooding = [];
        Assert.True(Machine.Becomes(() => (flooding = [.. Agents.Own.Where(a => Agents.HasThread(a, "flood"))]).Length == 1, Machine.Soon), "No agent floods.");
        Assert.True(Machine.Becomes(() => Agents.Own.Any(a => Agents.HasThread(a, "sink-clock")), Machine.Soon), "No agent measures.");
        Tool.Run("kill", "-KILL", flooding[0].ToString(CultureInfo.InvariantCulture));

        run.Wait();

        Assert.Single(run.Errors);
        Assert.Equal(100, run.Output[^1].Long("Packets"));
    }
}
