using System.Management.Automation;
using System.Net;

namespace UdpLab.Tests.Flood;

/// <summary>What people type, and what comes through the pipeline as rows of a plan.</summary>
[Collection(Machine.Name)]
public class FloodInputTests(Session session) : IClassFixture<Session>
{
    [Fact]
    public void RowsOfAPlanAreFloods()
    {
        IReadOnlyList<PSObject> given = session.Give($"""
            'RatePps,PacketSize,Count,Flows', '2000,60,100,1', '3000,128,200,4' | {Csv} | Invoke-UdpFlood | Measure-Sink -ReceiveBuffer 4000000
            """);

        Assert.Equal([100L, 200], given.Select(m => m.Long("Packets")));
        Assert.Equal([2000.0, 3000], given.Select(m => m.Double("Flood.RatePps")));
        Assert.Equal([60L, 128], given.Select(m => m.Long("Flood.PacketSize")));
        Assert.Equal([1L, 4], given.Select(m => m.Long("Flood.Flows")));
    }

    [Fact]
    public void TheSinkFollowsEachRow()
    {
        int one = Receiver.FreePort(), two = Receiver.FreePort();
        IReadOnlyList<PSObject> given = session.Give($"""
            'Destination,DestinationPort,Pps,Seconds', '127.0.0.1,{one},1000,0:0:0.2', '::1,{two},1000,0.2' | {Csv} | Invoke-UdpFlood | Measure-Sink -ReceiveBuffer 4000000
            """);

        Assert.Equal([one, two], given.Select(m => m.Long("Port")));
        Assert.Equal(["0.0.0.0", "::"], given.Select(m => m.Text("Address")));
        Assert.Equal(["127.0.0.1", "::1"], given.Select(m => m.Text("Flood.Destination")));
        Assert.All(given, m => Assert.InRange(m.Long("Packets"), 1, 400));
    }

    [Fact]
    public void ABadRowDoesNotStopTheNext()
    {
        ScriptRun run = session.Run($"'Count,Port', '5,6001', '6,6000', '7,6001' | {Csv} | Invoke-UdpFlood -RatePps 1000 | Measure-Sink -Port 6000");

        Assert.Equal(["InvalidArgument.Port", "InvalidArgument.Port"], run.Errors.Select(e => e.FullyQualifiedErrorId.Split(',')[0]));
        Assert.Equal(6, Assert.Single(run.Output).Long("Packets"));
    }

    [Fact]
    public void RowsThatContradictThemselvesAreNamed()
    {
        ScriptRun run = session.Run($"'Count,Duration', '5,1' | {Csv} | Invoke-UdpFlood -Port {Receiver.FreePort()}");

        run.MustFail("CountWithDuration");
    }

    [Theory]
    [InlineData("Invoke-UdpFlood ::1 -RatePps 2000 -Count 50 | Measure-Sink -ReceiveBuffer 4000000", "::")]
    [InlineData("Invoke-UdpFlood -Source ::1 -RatePps 2000 -Count 50 | Measure-Sink -ReceiveBuffer 4000000", "::")]
    [InlineData("1 | ForEach-Object { Invoke-UdpFlood ::1 -RatePps 2000 -Count 50 } | Measure-Sink -ReceiveBuffer 4000000", "::")]
    [InlineData("Invoke-UdpFlood localhost -RatePps 2000 -Count 50 | Measure-Sink -ReceiveBuffer 4000000", "0.0.0.0")]
    [InlineData("Invoke-UdpFlood -RatePps 2000 -Count 50 | Measure-Sink -Address any -ReceiveBuffer 4000000", "0.0.0.0")]
    [InlineData("Invoke-UdpFlood -RatePps 2000 -Count 50 | Measure-Sink -Address :: -ReceiveBuffer 4000000", "::")]
    [InlineData("Invoke-UdpFlood -RatePps 2000 -Count 50 | Measure-Sink -Interface lo -ReceiveBuffer 4000000", "0.0.0.0")]
    [InlineData("Invoke-UdpFlood -RatePps 2000 -Count 50 -Interface lo | Measure-Sink -ReceiveBuffer 4000000", "0.0.0.0")]
    [InlineData("Invoke-UdpFlood ::1 -RatePps 2000 -Count 50 | Measure-Sink -Interface lo -ReceiveBuffer 4000000", "::")]
    public void TheSinkFollowsTheFlood(string script, string address)
    {
        PSObject measurement = session.One(script);

        Assert.Equal(50, measurement.Long("Packets"));
        Assert.Equal(address, measurement.Text("Address"));
    }

    [Fact]
    public void APortOfABlockIsTheSinksToo()
    {
        int one = Receiver.FreePort(), two = Receiver.FreePort();
        IReadOnlyList<PSObject> given = session.Give($"{one}, {two} | ForEach-Object {{ Invoke-UdpFlood -Port $_ -RatePps 2000 -Count 20 }} | Measure-Sink -ReceiveBuffer 4000000");

        Assert.Equal([one, two], given.Select(m => m.Long("Port")));
        Assert.Equal([20L, 20], given.Select(m => m.Long("Packets")));
    }

    [Theory]
    [InlineData("-PayloadSize 18", "127.0.0.1", 60, 18)]
    [InlineData("-PayloadSize 1000", "127.0.0.1", 1042, 1000)]
    [InlineData("-PayloadSize 1000", "::1", 1062, 1000)]
    public void ThePayloadIsTheSizeWithoutHeaders(string how, string destination, int packet, int payload)
    {
        using Receiver receiver = Receiver.On(IPAddress.Parse(destination));
        PSObject flood = session.One($"Invoke-UdpFlood {destination} {receiver.Port} {how} -Count 10 -RatePps 2000");

        Assert.Equal(packet, flood.Long("PacketSize"));
        Assert.All(receiver.Get(10), r => Assert.Equal(payload, r.Buffer.Length));
    }

    [Theory]
    [InlineData("-Duration ([timespan]::FromSeconds(0.3))")]
    [InlineData("-Duration 0:0:0.3")]
    [InlineData("-Seconds 0.3")]
    [InlineData("-Duration '00:00:00.3'")]
    public void ATimeIsSecondsOrATimeSpan(string how)
    {
        PSObject flood = session.One($"Invoke-UdpFlood -Port {Receiver.FreePort()} -Pps 1000 {how}");

        Assert.InRange(flood.Double("Seconds"), 0.01, 2);
        Assert.Equal(1000, flood.Double("RatePps"));
    }

    [Fact]
    public void TheSinksTimesTakeATimeSpanToo()
    {
        PSObject measurement = session.One("Invoke-UdpFlood -RatePps 2000 | Measure-Sink -ReceiveBuffer 4000000 -Warmup 0:0:0.2 -Seconds ([timespan]::FromSeconds(0.4)) -Timeout 0:0:20");

        Assert.InRange(measurement.Double("Seconds"), 0.01, 2);
    }

    [Theory]
    [InlineData("-Cpu '0'", "0")]
    [InlineData("-Cpu 0-0", "0")]
    [InlineData("-Cpu ('0', 0) -Threads 2", "0,0")]
    public void CpusAreTheKernelsListsToo(string how, string expected)
    {
        PSObject flood = session.One($"Invoke-UdpFlood -Port {Receiver.FreePort()} -RatePps 1000 -Count 20 -Flows 2 {how}");

        Assert.Equal(expected, string.Join(',', flood.All("PerThread").Select(t => t.Text("Cpu"))));
        Assert.Equal(expected.Split(',')[..1], session.One($"Invoke-UdpFlood -RatePps 1000 -Count 20 | Measure-Sink {how.Split(" -Threads")[0].Replace("('0', 0)", "'0'")}").All("PerSocket").Select(t => t.Text("Cpu")));
    }

    [Fact]
    public void ComputerNameIsLabHost() => Assert.Equal("local", session.One($"Invoke-UdpFlood -ComputerName local -DestinationPort {Receiver.FreePort()} -RatePps 1000 -Count 5").Text("Host"));

    [Theory]
    [InlineData("Invoke-UdpFlood -RatePps 2000 -Count 20 | Measure-Sink -Sockets 2", "-Sockets 2 with one flow")]
    [InlineData("Invoke-UdpFlood -RatePps 2000 -Count 20 | Measure-Sink -Batch 8", "-Batch 8 does nothing")]
    [InlineData("Invoke-UdpFlood -RatePps 2000 -Count 20 | Measure-Sink -Gro", "-Gro has no effect")]
    [InlineData("Invoke-UdpFlood -RatePps 2000 -Duration 0.3 | Measure-Sink -Duration 1", "-Duration 1 of the sink")]
    [InlineData("Invoke-UdpFlood -RatePps 2000 -Count 20 -Threads 2 | Measure-Sink", "-Threads 2 with -Flows 1")]
    [InlineData("Invoke-UdpFlood -RatePps 2000 -Count 20 -DestinationMac 02-00-00-00-00-01 | Measure-Sink", "-DestinationMac has no effect")]
    [InlineData("Invoke-UdpFlood -RatePps 2000 -Count 20 | Measure-Sink", null)]
    public void WhatCannotMeanWhatItSaysIsAWarning(string script, string? words)
    {
        ScriptRun run = session.Run(script).MustBeClean();

        Assert.Single(run.Output);
        if (words is null)
        {
            Assert.Empty(run.Warnings);
        }
        else
        {
            Assert.Contains(words, Assert.Single(run.Warnings));
        }
    }

    [Fact]
    public void PacketsOfTheWarmupAloneAreSaidSo()
    {
        ErrorRecord error = session.Run("Invoke-UdpFlood -Count 20 | Measure-Sink -Warmup 0.5").MustFail("NoPacket");

        Assert.Contains("All 20 that arrived belong to the -Warmup", error.Exception.Message);
    }

    /// <summary>The hosted engine has no ConvertFrom-Csv.</summary>
    private const string Csv = "& { begin { $names = $null } process { $cells = $_ -split ','; if (-not $names) { $names = $cells } else { $row = [ordered]@{}; for ($i = 0; $i -lt $names.Count; $i++) { $row[$names[$i]] = $cells[$i] }; [pscustomobject]$row } } }";
}
