using System.Net;
using System.Net.Sockets;
using UdpLab.Wire;

namespace UdpLab.Agent.Tests;

/// <summary>AF_XDP takes the sink's frames at the driver, and leaves all others to the kernel.</summary>
[Collection(Machine.Name)]
public sealed class AfXdpTests
{
    [Theory]
    [InlineData(FloodBackend.Socket, 1, false)]
    [InlineData(FloodBackend.Xdp, 1, false)]
    [InlineData(FloodBackend.Xdp, 3, false)]
    [InlineData(FloodBackend.Socket, 2, true)]
    public void EveryFrameIsReceivedOrCountedAsDropped(FloodBackend backend, int queues, bool ipv6)
    {
        using Bed bed = new(queues);
        Trial.Require(bed.Sink, ReceiveMethod.AfXdp);
        SinkReady any = bed.Sink.Ask<SinkReady>(new OpenSink { Address = "::" });
        string address = ipv6 ? any.Addresses.Single(a => a.Interface == bed.Facts.SinkInterface && a.Address.StartsWith("2001:2:", StringComparison.Ordinal)).Address : bed.Facts.SinkAddress;
        Trial trial = Trial.On(bed)
            .Open(new OpenSink { Address = address, ReceiveBuffer = 64 << 20 })
            .Run(In(bed), new OpenFlood { Backend = backend, Destination = address, PacketSize = 200, Flows = 16, Count = 20_000, RatePps = 100_000 })
            .MustConserve();
        SinkResult result = trial.Result;
        Assert.Equal("copy", result.XdpMode);
        Assert.Equal((trial.Sent, 0L), (result.TotalPackets, result.SocketDrops!.Value));
        Assert.Equal(result.TotalPackets, result.Delivered);
        Assert.Equal((200 - (ipv6 ? 62 : 42)) * result.Packets, result.Bytes);
        Assert.Equal((0L, 0L), (result.Headers!.BadMagic, result.Headers.Duplicates));

        // UDP saw none of them.
        Assert.Equal(0, ipv6 ? result.Udp6Delta("Udp6InDatagrams") : result.UdpDelta("InDatagrams"));
    }

    [Fact]
    public void OfTwentyOverloadsEachIsConserved()
    {
        using Bed bed = new();
        Trial.Require(bed.Sink, ReceiveMethod.AfXdp);
        Trial trial = Trial.On(bed).Open(new OpenSink { Address = bed.Facts.SinkAddress, ReceiveBuffer = 2048 });
        for (int i = 0; i < 20; i++)
        {
            trial.RunStopped(In(bed), new OpenFlood { Backend = FloodBackend.Socket, Destination = bed.Facts.SinkAddress, Count = 1000 + i });
            Assert.Equal(1000 + i, trial.Result.TotalPackets + trial.Result.SocketDrops!.Value + Math.Max(0, trial.DroppedOnTheWay - trial.Result.SocketDrops.Value));
            Assert.Equal(trial.Result.TotalDatagrams, trial.Result.Delivered);
            Assert.InRange(trial.Result.SocketDrops.Value, 1, trial.Sent - 1);
        }
    }

    [Fact]
    public void OtherPacketsContinueUpTheStackAndTheProgramEndsWithTheMeasurement()
    {
        using AgentProcess agent = AgentProcess.Start();
        Trial.Require(agent, ReceiveMethod.AfXdp);
        using UdpClient other = new(new IPEndPoint(IPAddress.Loopback, 0)), sender = new();
        Trial trial = Trial.OnLoopback(agent).Open(new OpenSink { Address = Trial.Loopback, CheckSender = Trial.Loopback });
        trial.Arm(new Measure { Method = ReceiveMethod.AfXdp, Interfaces = ["lo"], Count = 3 });
        foreach (int length in new[] { 0, 1, 1400 })
        {
            sender.Send(new byte[length], new IPEndPoint(IPAddress.Loopback, trial.Ready.Port));
            sender.Send(new byte[length], (IPEndPoint)other.Client.LocalEndPoint!);
        }

        Assert.Equal(WindowEnd.Count, trial.WindowEnd);
        SinkResult result = trial.Finish().Result;
        Assert.Equal((3L, 1401L, 3L, 0L), (result.TotalPackets, result.Bytes, result.Delivered, result.Messages!.OtherSenders));
        Assert.Equal("copy, generic XDP", result.XdpMode);
        IPEndPoint? from = null;
        Assert.Equal([0, 1, 1400], Enumerable.Range(0, 3).Select(_ => other.Receive(ref from).Length));

        // Without the program the same sink reads its socket again.
        trial.Arm(new Measure { Count = 1 });
        sender.Send(new byte[18], new IPEndPoint(IPAddress.Loopback, trial.Ready.Port));
        Assert.Equal(1, trial.Finish(1).Result.TotalPackets);
    }

    [Fact]
    public void AProgramOfAnotherIsLeftAlone()
    {
        using Bed bed = new();
        Trial.Require(bed.Sink, ReceiveMethod.AfXdp);
        AgentProcess second = bed.Add(AgentProcess.Start(bed.Facts.SinkNamespace));
        bed.Sink.Ask<SinkReady>(new OpenSink { Address = bed.Facts.SinkAddress });
        bed.Sink.Ask<Armed>(In(bed));
        Failure refusal = second.Refused(new OpenSink { Address = bed.Facts.SinkAddress, Port = 10, Interface = bed.Facts.SinkInterface, Methods = [ReceiveMethod.AfXdp] });
        Assert.Equal((FailureCode.Busy, "Method"), (refusal.Code, refusal.Parameter));

        // What is killed leaves no program behind.
        bed.Sink.Process.Kill();
        bed.Sink.Process.WaitForExit();
        Assert.True(Machine.Becomes(() => second.Replies.Length > 0 && Opens(second, bed), 20), "the program is still attached");
    }

    [Fact]
    public void WhatItCannotDoIsRefused()
    {
        Machine.RequireRoot();
        using AgentProcess agent = AgentProcess.Start();
        agent.Ask<SinkReady>(new OpenSink { Address = Trial.Loopback });
        Assert.Contains("-Interface", agent.Refused(new Measure { Method = ReceiveMethod.AfXdp }).Message, StringComparison.Ordinal);
        using AgentProcess nobody = AgentProcess.StartAsNobody();
        Failure refusal = nobody.Refused(new OpenSink { Address = Trial.Loopback, Methods = [ReceiveMethod.AfXdp] });
        Assert.Equal((FailureCode.PermissionDenied, "Method"), (refusal.Code, refusal.Parameter));
        Assert.Contains("CAP_NET_RAW", refusal.Message, StringComparison.Ordinal);
    }

    private static bool Opens(AgentProcess agent, Bed bed)
    {
        long id = agent.Send(new OpenSink { Address = bed.Facts.SinkAddress, Port = 11, Interface = bed.Facts.SinkInterface, Methods = [ReceiveMethod.AfXdp] });
        try
        {
            return agent.Wait<SinkReady>(id) is not null;
        }
        catch (RefusedException)
        {
            return false;
        }
    }

    private static Measure In(Bed bed) => new() { Method = ReceiveMethod.AfXdp, Interfaces = [bed.Facts.SinkInterface] };
}
