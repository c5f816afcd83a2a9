using UdpLab.Wire;

namespace UdpLab.Agent.Tests;

/// <summary>What belongs to the measured window, and what closes it.</summary>
public abstract class WindowTests(string engine)
{
    [Theory]
    [InlineData(ReceiveMethod.Recvmsg, 1)]
    [InlineData(ReceiveMethod.Recvmmsg, 1)]
    [InlineData(ReceiveMethod.Recvmsg, 4)]
    [InlineData(ReceiveMethod.Recvmmsg, 4)]
    [InlineData(ReceiveMethod.Epoll, 1)]
    [InlineData(ReceiveMethod.IoUring, 1)]
    [InlineData(ReceiveMethod.IoUringMultishot, 1)]
    [InlineData(ReceiveMethod.PacketRing, 1)]
    [InlineData(ReceiveMethod.AfXdp, 1)]
    [InlineData(ReceiveMethod.Epoll, 4)]
    [InlineData(ReceiveMethod.IoUring, 4)]
    [InlineData(ReceiveMethod.IoUringMultishot, 4)]
    public void ACountIsMetToThePacket(ReceiveMethod method, int sockets)
    {
        using AgentProcess agent = AgentProcess.StartWithEngine(engine);
        Trial.Require(agent, method);
        Trial trial = Trial.OnLoopback(agent).Open(new OpenSink { Address = Trial.Loopback, Sockets = sockets, ReceiveBuffer = 4_000_000 });

        // It runs until there are enough packets, however many are dropped.
        OpenFlood flood = new() { Backend = FloodBackend.Socket, Destination = Trial.Loopback, Flows = 16 };
        foreach (long count in new[] { 1, 2, 777, 20_000L })
        {
            trial.RunUntilClosed(new Measure { Method = method, Count = count, Interfaces = ["lo"] }, flood).MustConserve();
            Assert.Equal(count, trial.Result.Packets);
            Assert.Equal(18 * count, trial.Result.Bytes);
            Assert.Equal(WindowEnd.Count, trial.WindowEnd);
            Assert.Equal(count, trial.Result.Sockets.Sum(s => s.Packets));
            Assert.InRange(trial.Result.OpeningPackets, 1, Math.Min(count, 64));
            Assert.Equal(trial.Result.LastNanoseconds == trial.Result.FirstNanoseconds, trial.Result.OpeningPackets == count);
        }
    }

    [Fact]
    public void WhatComesInTheWarmUpIsReceivedAndNotMeasured()
    {
        using AgentProcess agent = AgentProcess.StartWithEngine(engine);
        Trial trial = Trial.OnLoopback(agent)
            .Open(new OpenSink { Address = Trial.Loopback })
            .RunUntilClosed(new Measure { Warmup = 0.4, Count = 500 }, new OpenFlood { Backend = FloodBackend.Socket, Destination = Trial.Loopback, RatePps = 20_000 })
            .MustConserve();
        Assert.Equal(500, trial.Result.Packets);
        Assert.InRange(trial.Result.TotalPackets, 501, trial.Sent);

        // The packet that opens the window belongs to the warm-up.
        Assert.Equal(0, trial.Result.OpeningPackets);
        Assert.InRange(trial.Result.WindowDrops!.Value, 0, trial.Result.SocketDrops!.Value);
        Assert.NotNull(trial.Result.WaitSeconds);
        Assert.InRange(trial.Result.CompanySeconds!.Value, 0, double.MaxValue);

        // The window's first packet comes 0.4 s after the very first, which came after the flood's start.
        Assert.InRange(trial.Result.FirstNanoseconds - trial.Started, 400_000_000, long.MaxValue);

        // The sequence is limited to the window too: packets before it are not lost.
        Assert.InRange(trial.Result.Headers!.Lost, 0, trial.Sent - trial.Result.TotalPackets);
    }

    [Fact]
    public void AWindowOfADurationClosesByItselfAndTheRestIsReceived()
    {
        using AgentProcess agent = AgentProcess.StartWithEngine(engine);
        Trial trial = Trial.OnLoopback(agent)
            .Open(new OpenSink { Address = Trial.Loopback })
            .RunUntilClosed(new Measure { Warmup = 0.1, Duration = 2 }, new OpenFlood { Backend = FloodBackend.Socket, Destination = Trial.Loopback, RatePps = 20_000 }, goesOn: true)
            .MustConserve();
        Assert.Equal(WindowEnd.Duration, trial.WindowEnd);

        // Not early, and not much later: the flood itself has no end. The window is longer than a busy machine stalls.
        double closed = (trial.Result.LastNanoseconds - trial.Started) / 1e9;
        Assert.InRange(closed, 0.1, 2.1 + Machine.Soon);
        Assert.InRange(trial.Flood.Seconds, 2.1, double.MaxValue);
        Assert.InRange(trial.Result.Packets, 1, trial.Result.TotalPackets - 1);
    }

    [Fact]
    public void NoPacketIsToldAfterTheTimeoutAndNotBefore()
    {
        using AgentProcess agent = AgentProcess.StartWithEngine(engine);
        Trial trial = Trial.OnLoopback(agent).Open(new OpenSink { Address = Trial.Loopback });
        long start = Environment.TickCount64;
        trial.Arm(new Measure { Timeout = 0.5 });
        Assert.Equal(WindowEnd.NoPacket, trial.WindowEnd);
        Assert.InRange(Environment.TickCount64 - start, 490, 20_000);
        SinkResult result = trial.Finish().Result;
        Assert.Equal((0L, 0L, 0L, 0L), (result.Packets, result.TotalPackets, result.FirstNanoseconds, result.LastNanoseconds));
        Assert.Equal(new HeaderFindings(), result.Headers);
    }

    /// <summary>The controller waits for the answer first: it would miss a report that came before.</summary>
    [Fact]
    public void HoweverSoonAWindowClosesItsAnswerComesFirst()
    {
        using AgentProcess agent = AgentProcess.StartWithEngine(engine);
        Trial trial = Trial.OnLoopback(agent).Open(new OpenSink { Address = Trial.Loopback });
        using AgentProcess sender = AgentProcess.Start();
        sender.Ask<FloodReady>(new OpenFlood { Backend = FloodBackend.Socket, Destination = Trial.Loopback, Port = trial.Ready.Port, SinkAddresses = trial.Ready.Addresses, RatePps = 20_000, Duration = 120 });
        sender.Send(new StartFlood());
        for (int i = 0; i < 100; i++)
        {
            long id = agent.Send(new Measure { Count = 1 });
            agent.Wait<WindowClosed>(id);
            Assert.IsType<Armed>(agent.Replies.First(reply => reply.Id == id));
            agent.Wait<SinkResult>(agent.Send(new FinishMeasure { Sent = 1 }));
        }
    }

    [Fact]
    public void OneOpenSinkMeasuresAgainAndAgainWithAnyMethod()
    {
        using AgentProcess agent = AgentProcess.StartWithEngine(engine);
        Trial trial = Trial.OnLoopback(agent).Open(new OpenSink { Address = Trial.Loopback });
        OpenFlood flood = new() { Backend = FloodBackend.Socket, Destination = Trial.Loopback, Count = 2_000 };
        foreach (ReceiveMethod method in (ReceiveMethod[])[.. Enum.GetValues<ReceiveMethod>(), .. Enum.GetValues<ReceiveMethod>()])
        {
            Machine.RequireRoot();
            trial.Run(new Measure { Method = method, Interfaces = ["lo"] }, flood).MustConserve();
            Assert.Equal(trial.Result.TotalPackets, trial.Result.Packets);
        }
    }

    [Fact]
    public void OnlyOneMeasurementRunsAtATime()
    {
        using AgentProcess agent = AgentProcess.StartWithEngine(engine);
        Trial trial = Trial.OnLoopback(agent).Open(new OpenSink { Address = Trial.Loopback });
        trial.Arm(new Measure());
        Assert.Equal(FailureCode.Protocol, agent.Refused(new Measure()).Code);
        trial.Finish();
        Assert.Equal(FailureCode.Protocol, agent.Refused(new FinishMeasure()).Code);
    }
}
