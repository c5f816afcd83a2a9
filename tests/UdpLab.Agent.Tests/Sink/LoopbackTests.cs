using UdpLab.Wire;

namespace UdpLab.Agent.Tests;

/// <summary>The main job on this machine's loopback, without any privilege: every packet is accounted for.</summary>
public abstract class LoopbackTests(string engine)
{
    private const long Packets = 30_000;

    public static TheoryData<ReceiveMethod> Methods => [.. Enum.GetValues<ReceiveMethod>()];

    [Theory]
    [MemberData(nameof(Methods))]
    public void SentIsReceivedOrDroppedByTheSocket(ReceiveMethod method)
    {
        using AgentProcess agent = AgentProcess.StartWithEngine(engine);
        Trial.Require(agent, method);
        Trial trial = Trial.OnLoopback(agent)
            .Open(new OpenSink { Address = Trial.Loopback })
            .Run(new Measure { Method = method, SharedClock = true, Interfaces = ["lo"] }, new OpenFlood { Backend = FloodBackend.Socket, Destination = Trial.Loopback, Count = Packets, Cpus = [agent.Hello.OnlineCpus[0]] })
            .MustConserve();
        SinkResult result = trial.Result;
        Assert.Equal(Packets, trial.Sent);
        Assert.Equal(result.TotalPackets, result.Packets);
        Assert.Equal(18 * result.Packets, result.Bytes);

        // One CPU sends, so no packet overtakes another in the backlog.
        Assert.Equal((0L, 0L, 0L), (result.Headers!.BadMagic, result.Headers.Duplicates, result.Headers.OutOfOrder));

        // Dropped packets are missing in the sequence, except those dropped after the last one that arrived.
        Assert.InRange(result.Headers.Lost, 0, Packets - result.TotalPackets);
        Assert.InRange(result.Latency!.P50, result.Latency.Minimum, result.Latency.Maximum);
        Assert.True(result.LastNanoseconds > result.FirstNanoseconds);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void WithoutTheCheckNothingIsSaidOfHeaders(ReceiveMethod method)
    {
        using AgentProcess agent = AgentProcess.StartWithEngine(engine);
        Trial.Require(agent, method);
        Trial trial = Trial.OnLoopback(agent)
            .Open(new OpenSink { Address = Trial.Loopback })
            .Run(new Measure { Method = method, Check = false, SharedClock = true, Interfaces = ["lo"] }, new OpenFlood { Backend = FloodBackend.Socket, Destination = Trial.Loopback, Count = Packets })
            .MustConserve();
        Assert.Null(trial.Result.Headers);
        Assert.Null(trial.Result.Latency);
    }

    [Theory]
    [InlineData(60, 1, 1, null)]
    [InlineData(60, 4, 2, null)]
    [InlineData(60, 1, 3, null)]
    [InlineData(1514, 2, 1, null)]
    [InlineData(60, 1, 1, 16)]
    [InlineData(100, 3, 2, 7)]
    public void FlowsThreadsSizesAndSegmentationChangeNothingOfThat(int size, int flows, int threads, int? gso)
    {
        using AgentProcess agent = AgentProcess.StartWithEngine(engine);
        Trial trial = Trial.OnLoopback(agent)
            .Open(new OpenSink { Address = Trial.Loopback })
            .Run(new Measure { Method = ReceiveMethod.Recvmmsg }, new OpenFlood { Backend = FloodBackend.Socket, Destination = Trial.Loopback, PacketSize = size, Flows = flows, Threads = threads, Gso = gso, Count = 50_001 })
            .MustConserve();
        Assert.Equal(50_001, trial.Sent);
        Assert.Equal(threads, trial.Flood.Threads.Length);
        Assert.Equal(50_001, trial.Flood.Threads.Sum(t => t.Sent));
        Assert.Equal((size - 42) * trial.Result.Packets, trial.Result.Bytes);
        Assert.Equal(0, trial.Result.Headers!.BadMagic);
    }

    [Theory]
    [InlineData(ReceiveMethod.Recvmsg)]
    [InlineData(ReceiveMethod.Recvmmsg)]
    public void ABundleIsAsManyPacketsAsItHasSegments(ReceiveMethod method)
    {
        const int segments = 8;
        using AgentProcess agent = AgentProcess.StartWithEngine(engine);
        Trial trial = Trial.OnLoopback(agent)
            .Open(new OpenSink { Address = Trial.Loopback, Gro = true })
            .Run(new Measure { Method = method }, new OpenFlood { Backend = FloodBackend.Socket, Destination = Trial.Loopback, Gso = segments, Count = 50 * segments })
            .MustConserve(segments);
        Assert.Equal(18 * trial.Result.Packets, trial.Result.Bytes);
        Assert.Equal(segments * trial.Result.TotalDatagrams, trial.Result.TotalPackets);
        Assert.Equal(0, trial.Result.Headers!.BadMagic);
    }

    [Fact]
    public void AMethodThatCannotTellSegmentsIsRefusedWithGro()
    {
        using AgentProcess agent = AgentProcess.StartWithEngine(engine);
        agent.Ask<SinkReady>(new OpenSink { Address = Trial.Loopback, Gro = true });
        Failure refusal = agent.Refused(new Measure { Method = ReceiveMethod.Read });
        Assert.Equal((FailureCode.InvalidArgument, "Method"), (refusal.Code, refusal.Parameter));
        Assert.Contains("Recvmsg", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Ipv6Too()
    {
        using AgentProcess agent = AgentProcess.StartWithEngine(engine);
        Trial trial = Trial.OnLoopback(agent)
            .Open(new OpenSink { Address = "::1" })
            .Run(new Measure(), new OpenFlood { Backend = FloodBackend.Socket, Destination = "::1", PacketSize = 80, Count = Packets })
            .MustConserve();
        Assert.Equal(18 * trial.Result.Packets, trial.Result.Bytes);
        Assert.Equal(0, trial.Result.Headers!.BadMagic);
    }

    [Fact]
    public void AConnectedSinkCountsFromTheFirstPacketOn()
    {
        using AgentProcess agent = AgentProcess.StartWithEngine(engine);
        Trial trial = Trial.OnLoopback(agent).Open(new OpenSink { Address = Trial.Loopback, Connect = true });
        OpenFlood flood = new() { Backend = FloodBackend.Socket, Destination = Trial.Loopback, Count = 5_000, RatePps = 50_000 };

        // Every measurement connects to a different source.
        for (int i = 0; i < 3; i++)
        {
            Assert.InRange(trial.Run(new Measure(), flood).MustConserve().Result.TotalPackets, 1, 5_000);
        }
    }

    [Fact]
    public void NobodyNeedsNoPrivilegeForAllThis()
    {
        Machine.RequireRoot();
        using AgentProcess agent = AgentProcess.StartAsNobody();
        Trial.OnLoopback(agent)
            .Open(new OpenSink { Address = Trial.Loopback, Sockets = 2, SteerByCpu = true, Gro = true })
            .Run(new Measure { Method = ReceiveMethod.Recvmmsg }, new OpenFlood { Destination = Trial.Loopback, Count = 10_000 })
            .MustConserve();
    }

    [Fact]
    public void IntervalsAddUpToNoMoreThanTheWholeAndAreAQuarterOfASecondOrLonger()
    {
        using AgentProcess agent = AgentProcess.StartWithEngine(engine);
        Trial trial = Trial.OnLoopback(agent)
            .Open(new OpenSink { Address = Trial.Loopback })
            .Run(new Measure(), new OpenFlood { Backend = FloodBackend.Socket, Destination = Trial.Loopback, RatePps = 20_000, Duration = 1.2 })
            .MustConserve();
        Interval[] sent = [.. agent.Replies.OfType<Interval>().Where(i => i.Id != trial.MeasureId)], received = [.. agent.Replies.OfType<Interval>().Where(i => i.Id == trial.MeasureId)];
        Assert.NotEmpty(sent);
        Assert.NotEmpty(received);
        Assert.All(sent.Concat(received), i => Assert.InRange(i.Length, 0.25, i.Seconds));
        Assert.InRange(sent.Sum(i => i.Length), 0, trial.Flood.Seconds + 0.01);
        Assert.InRange(sent.Sum(i => i.Packets), 1, trial.Sent);
        Assert.InRange(received.Sum(i => i.Packets), 1, trial.Result.TotalPackets);
    }
}
