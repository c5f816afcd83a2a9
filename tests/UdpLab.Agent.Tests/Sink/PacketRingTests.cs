using System.Net;
using System.Net.Sockets;
using UdpLab.Agent.Tests.Sink;
using UdpLab.Wire;

namespace UdpLab.Agent.Tests;

/// <summary>A packet ring sees frames, before IP and UDP: only those of the sink's address and port, and each once.</summary>
[Collection(Machine.Name)]
public sealed class PacketRingTests
{
    private static readonly Measure _measure = new() { Method = ReceiveMethod.PacketRing };

    [Theory]
    [InlineData(1)]
    [InlineData(32)]
    public void ATrainIsAsManyPacketsAsItHasSegments(int gso)
    {
        using Bed bed = new();
        Assert.SkipUnless(Environment.OSVersion.Version >= new Version(6, 2), "Before Linux 6.2 a packet socket does not show the segments of a train.");
        Trial trial = Trial.On(bed)
            .Open(new OpenSink { Address = bed.Facts.SinkAddress, ReceiveBuffer = 64 << 20 })
            .Run(_measure, new OpenFlood { Backend = FloodBackend.Socket, Destination = bed.Facts.SinkAddress, Count = 64_000, Gso = gso > 1 ? gso : null })
            .MustConserve(gso);
        SinkResult result = trial.Result;
        Assert.Equal(trial.Sent, result.TotalPackets);
        Assert.Equal(18 * result.Packets, result.Bytes);
        Assert.Equal(result.TotalDatagrams, result.Delivered);
        Assert.Equal((0L, 0L, 0L), (result.Headers!.BadMagic, result.Headers.Duplicates, result.Headers.Lost));
    }

    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1", "127.0.0.2")]
    [InlineData("0.0.0.0", "127.0.0.2", null)]
    [InlineData("::1", "::1", null)]
    public void OnlyPacketsOfItsAddressAndPortAreTaken(string bound, string to, string? elsewhere)
    {
        using AgentProcess agent = AgentProcess.Start();
        Trial.Require(agent, ReceiveMethod.PacketRing);
        Trial trial = Trial.OnLoopback(agent).Open(new OpenSink { Address = bound, Methods = [ReceiveMethod.PacketRing], CheckSender = bound.Contains(':', StringComparison.Ordinal) ? "::1" : "127.0.0.1" });
        using UdpClient sender = new(IPAddress.Parse(bound).AddressFamily);
        trial.Arm(new Measure { Method = ReceiveMethod.PacketRing, Count = 3 });
        int[] lengths = [0, 1, 60_000];
        foreach (int length in lengths)
        {
            sender.Send(new byte[length], new IPEndPoint(IPAddress.Parse(to), trial.Ready.Port));
            sender.Send(new byte[length], new IPEndPoint(IPAddress.Parse(to), trial.Ready.Port == 9 ? 10 : trial.Ready.Port - 1));
            if (elsewhere is not null)
            {
                sender.Send(new byte[length], new IPEndPoint(IPAddress.Parse(elsewhere), trial.Ready.Port));
            }
        }

        Assert.Equal(WindowEnd.Count, trial.WindowEnd);
        SinkResult result = trial.Finish().Result;
        Assert.Equal((3L, (long)lengths.Sum(), 3L), (result.TotalPackets, result.Bytes, result.Delivered));
        Assert.Equal(0, result.Messages!.OtherSenders);
        Assert.Equal(3, result.Headers!.BadMagic);
    }

    [Fact]
    public void OfTwentyOverloadsEachIsConserved()
    {
        using Bed bed = new();
        Trial trial = Trial.On(bed).Open(new OpenSink { Address = bed.Facts.SinkAddress, ReceiveBuffer = 2048 });
        for (int i = 0; i < 20; i++)
        {
            trial.RunStopped(_measure, new OpenFlood { Backend = FloodBackend.Socket, Destination = bed.Facts.SinkAddress, Count = 1000 + i }).MustConserve();
            Assert.Equal(trial.Result.TotalDatagrams, trial.Result.Delivered);
            Assert.InRange(trial.Result.SocketDrops!.Value, 1, trial.Sent - 1);
        }
    }

    [Fact]
    public void ThreadsWithTheSameNumbersAreToldApartBySource()
    {
        using AgentProcess agent = AgentProcess.Start();
        Trial.Require(agent, ReceiveMethod.PacketRing);
        Trial trial = Trial.OnLoopback(agent).Open(new OpenSink { Address = Trial.Loopback });
        using UdpClient first = new(new IPEndPoint(IPAddress.Loopback, 0)), second = new(new IPEndPoint(IPAddress.Loopback, 0));
        trial.Arm(new Measure
        {
            Method = ReceiveMethod.PacketRing,
            Count = 20,
            Streams = [.. new[] { first, second }.Select(s => new StreamSource { Address = Trial.Loopback, FirstPort = ((IPEndPoint)s.Client.LocalEndPoint!).Port })],
        });
        for (uint number = 0; number < 10; number++)
        {
            foreach (UdpClient client in new[] { first, second })
            {
                client.Send(Payload.Of(0, number), new IPEndPoint(IPAddress.Loopback, trial.Ready.Port));
            }
        }

        Assert.Equal(WindowEnd.Count, trial.WindowEnd);
        Assert.Equal(new HeaderFindings(), trial.Finish().Result.Headers);
    }

    [Fact]
    public void WhatItCannotDoIsRefused()
    {
        Machine.RequireRoot();
        using AgentProcess agent = AgentProcess.Start();
        agent.Ask<SinkReady>(new OpenSink { Address = Trial.Loopback, Sockets = 2 });
        Assert.StartsWith("-Sockets with -Method PacketRing: ", agent.Refused(_measure).Message, StringComparison.Ordinal);
        agent.Ask<SinkReady>(new OpenSink { Address = Trial.Loopback, Gro = true });
        Assert.StartsWith("-Gro with -Method PacketRing: ", agent.Refused(_measure).Message, StringComparison.Ordinal);
        using AgentProcess nobody = AgentProcess.StartAsNobody();
        Failure refusal = nobody.Refused(new OpenSink { Address = Trial.Loopback, Methods = [ReceiveMethod.Recv, ReceiveMethod.PacketRing] });
        Assert.Equal((FailureCode.PermissionDenied, "Method"), (refusal.Code, refusal.Parameter));
        Assert.Contains("CAP_NET_RAW", refusal.Message, StringComparison.Ordinal);
    }
}
