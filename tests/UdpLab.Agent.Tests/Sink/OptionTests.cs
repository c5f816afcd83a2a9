using UdpLab.Wire;

namespace UdpLab.Agent.Tests;

/// <summary>What a sink may receive in addition to payloads, or instead of them: every packet is accounted for as without.</summary>
public abstract class OptionTests(string engine)
{
    private const long Packets = 10_000;

    private static readonly ReceiveMethod[] _all = Enum.GetValues<ReceiveMethod>();

    public static TheoryData<ReceiveMethod> Discarding => [.. _all.Where(m => ReceiveTraits.Of(m).Discards)];

    public static TheoryData<ReceiveMethod> WithMessages => [.. _all.Where(m => ReceiveTraits.Of(m).UsesMessages)];

    [Theory]
    [MemberData(nameof(Discarding))]
    public void WithoutABufferTheCountIsTheSame(ReceiveMethod method)
    {
        using AgentProcess agent = AgentProcess.StartWithEngine(engine);
        Trial trial = Trial.OnLoopback(agent)
            .Open(new OpenSink { Address = Trial.Loopback })
            .Run(new Measure { Method = method, Discard = true, Check = false }, Flood(size: 1000))
            .MustConserve();
        Assert.Equal((1000 - 42) * trial.Result.Packets, trial.Result.Bytes);
        Assert.Null(trial.Result.Headers);
        Assert.True(trial.Result.LastNanoseconds > trial.Result.FirstNanoseconds);
    }

    [Theory]
    [MemberData(nameof(WithMessages))]
    public void WithoutABufferABundleIsAsManyPacketsAsItHasSegments(ReceiveMethod method)
    {
        using AgentProcess agent = AgentProcess.StartWithEngine(engine);
        Trial trial = Trial.OnLoopback(agent)
            .Open(new OpenSink { Address = Trial.Loopback, Gro = true, Ttl = true })
            .Run(new Measure { Method = method, Discard = true, Check = false }, Flood(gso: 8))
            .MustConserve(8);
        Assert.Equal(8 * trial.Result.TotalDatagrams, trial.Result.TotalPackets);
        Assert.Equal(18 * trial.Result.Packets, trial.Result.Bytes);
    }

    [Theory]
    [MemberData(nameof(WithMessages))]
    public void ControlMessagesComeWithEveryPacket(ReceiveMethod method)
    {
        using AgentProcess agent = AgentProcess.StartWithEngine(engine);
        foreach (string address in new[] { Trial.Loopback, "::1" })
        {
            Trial trial = Trial.OnLoopback(agent)
                .Open(new OpenSink { Address = address, Ttl = true, PacketInfo = true, Timestamp = true, CheckSender = address })
                .Run(new Measure { Method = method, SharedClock = true }, Flood(address, 80))
                .MustConserve();
            SinkResult result = trial.Result;
            Assert.Empty(result.Problems);
            Assert.Equal((0L, 0L), (result.Headers!.BadMagic, result.Messages!.OtherSenders));
            Assert.Equal(DefaultTtl(address), result.Messages.LeastTtl);
            Assert.Equal(DefaultTtl(address), result.Messages.GreatestTtl);
            Assert.InRange(result.StackLatency!.Samples, 1, result.Packets);
            Assert.InRange(result.StackLatency.P50, result.StackLatency.Minimum, result.StackLatency.Maximum);

            // What passes within the receiving host is a part of the way from the sender, which is stamped in whole microseconds.
            Assert.InRange(result.StackLatency.Minimum, 0, result.Latency!.Maximum + 1);
        }
    }

    [Theory]
    [MemberData(nameof(WithMessages))]
    public void BundlesWithControlMessagesAreSplitAsWithout(ReceiveMethod method)
    {
        using AgentProcess agent = AgentProcess.StartWithEngine(engine);
        Trial trial = Trial.OnLoopback(agent)
            .Open(new OpenSink { Address = Trial.Loopback, Gro = true, Ttl = true, PacketInfo = true, Timestamp = true, CheckSender = "127.0.0.9" })
            .Run(new Measure { Method = method }, Flood(gso: 8))
            .MustConserve(8);
        Assert.Equal(18 * trial.Result.Packets, trial.Result.Bytes);
        Assert.Equal(0, trial.Result.Headers!.BadMagic);
        Assert.Equal(trial.Result.TotalPackets, trial.Result.Messages!.OtherSenders);
        Assert.Empty(trial.Result.Problems);
    }

    [Theory]
    [MemberData(nameof(WithMessages))]
    public void AMessageInPartsIsStillWhole(ReceiveMethod method)
    {
        using AgentProcess agent = AgentProcess.StartWithEngine(engine);
        foreach ((int segments, int size) in new[] { (2, 60), (7, 1514), (1024, 1514) })
        {
            Trial trial = Trial.OnLoopback(agent)
                .Open(new OpenSink { Address = Trial.Loopback })
                .Run(new Measure { Method = method, Segments = segments }, Flood(size: size))
                .MustConserve();
            Assert.Equal((size - 42) * trial.Result.Packets, trial.Result.Bytes);
            Assert.Equal(0, trial.Result.Headers!.BadMagic);
        }
    }

    [Fact]
    public void WhatAMethodCannotDoIsRefusedByName()
    {
        using AgentProcess agent = AgentProcess.StartWithEngine(engine);
        foreach ((OpenSink sink, Measure measure, string parameter) in new (OpenSink, Measure, string)[]
        {
            (new() { Address = Trial.Loopback, Ttl = true }, new(), "-Ttl"),
            (new() { Address = Trial.Loopback, PacketInfo = true }, new(), "-PacketInfo"),
            (new() { Address = Trial.Loopback, Timestamp = true }, new(), "-Timestamp"),
            (new() { Address = Trial.Loopback, CheckSender = Trial.Loopback }, new(), "-CheckSender"),
            (new() { Address = Trial.Loopback }, new() { Segments = 2 }, "-Segments"),
            (new() { Address = Trial.Loopback }, new() { Discard = true, Check = false }, "-Discard"),
        })
        {
            agent.Ask<SinkReady>(sink);
            measure.Method = ReceiveMethod.Read;
            Failure refusal = agent.Refused(measure);
            Assert.Equal((FailureCode.InvalidArgument, "Method"), (refusal.Code, refusal.Parameter));
            Assert.StartsWith($"{parameter} with -Method Read: ", refusal.Message, StringComparison.Ordinal);
            Assert.Contains("Recvmsg", refusal.Message, StringComparison.Ordinal);
        }

        Assert.Equal("Discard", agent.Refused(new Measure { Discard = true }).Parameter);
        Assert.Equal("CheckSender", agent.Refused(new OpenSink { Address = Trial.Loopback, CheckSender = "::1" }).Parameter);
    }

    private static OpenFlood Flood(string address = Trial.Loopback, int size = 60, int? gso = null) =>
        new() { Backend = FloodBackend.Socket, Destination = address, PacketSize = size, Gso = gso, Count = Packets };

    private static int DefaultTtl(string address) =>
        int.Parse(File.ReadAllText(address.Contains(':', StringComparison.Ordinal) ? "/proc/sys/net/ipv6/conf/lo/hop_limit" : "/proc/sys/net/ipv4/ip_default_ttl"), System.Globalization.CultureInfo.InvariantCulture);
}
