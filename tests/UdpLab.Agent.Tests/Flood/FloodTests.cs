using UdpLab.Wire;

namespace UdpLab.Agent.Tests;

/// <summary>A flood on its own: its count, rate, intervals and end.</summary>
[Collection(Machine.Name)]
public sealed class FloodTests
{
    [Theory]
    [InlineData(1_000, 500, 1)]
    [InlineData(50_000, 25_000, 1)]
    [InlineData(50_000, 25_000, 3)]
    public void APaceChangesNothingOfTheCount(double rate, long count, int threads)
    {
        using AgentProcess agent = AgentProcess.Start();
        Trial trial = Trial.OnLoopback(agent)
            .Open(new OpenSink { Address = Trial.Loopback })
            .Run(new Measure(), new OpenFlood { Backend = FloodBackend.Socket, Destination = Trial.Loopback, RatePps = rate, Count = count, Threads = threads })
            .MustConserve();
        Assert.Equal(count, trial.Sent);

        // Never faster than requested; how much slower depends on the machine.
        Assert.InRange(trial.Flood.Seconds, 0.99 * count / rate, double.MaxValue);
    }

    [Fact]
    public void ADurationEndsIt()
    {
        using AgentProcess agent = AgentProcess.Start();
        Trial trial = Trial.OnLoopback(agent)
            .Open(new OpenSink { Address = Trial.Loopback })
            .Run(new Measure(), new OpenFlood { Backend = FloodBackend.Socket, Destination = Trial.Loopback, Duration = 0.3 })
            .MustConserve();
        Assert.False(trial.Flood.Stopped);
        Assert.InRange(trial.Flood.Seconds, 0.3, 0.3 + Machine.Soon);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(0.5)]
    public void HoweverShortItIsEveryThreadSendsAPacket(double? rate)
    {
        using AgentProcess agent = AgentProcess.Start();
        agent.Ask<FloodReady>(new OpenFlood { Backend = FloodBackend.Socket, Destination = Trial.Loopback, Port = 9, Duration = 0.000_001, RatePps = rate, Threads = 4, Flows = 4 });
        FloodResult result = agent.Wait<FloodResult>(agent.Send(new StartFlood()));
        Assert.Null(result.Failure);
        Assert.All(result.Threads, t => Assert.InRange(t.Sent!.Value, 1, long.MaxValue));
    }

    [Fact]
    public void OneThatSendsNothingSaysWhy()
    {
        using Bed bed = new();
        bed.Generator.Ask<FloodReady>(new OpenFlood { Backend = FloodBackend.Socket, Destination = bed.Facts.SinkAddress, Port = 9, Duration = 0.05, RatePps = 100 });
        Space.Run(bed.Facts.GeneratorNamespace, "nft", "table inet wall { chain out { type filter hook output priority 0; udp dport 9 drop; }; }");
        FloodResult result = bed.Generator.Wait<FloodResult>(bed.Generator.Send(new StartFlood()));
        Assert.Equal(0, result.Sent);
        Assert.InRange(result.Errors, 1, long.MaxValue);
        Assert.Contains("sent no packet", result.Failure!.Message, StringComparison.Ordinal);
        Assert.Equal(FailureCode.PermissionDenied, result.Failure.Code);
    }

    [Fact]
    public void ItMayStartTheMomentItHasEnded()
    {
        using AgentProcess agent = AgentProcess.Start();
        agent.Ask<FloodReady>(new OpenFlood { Backend = FloodBackend.Socket, Destination = Trial.Loopback, Port = 9, Count = 1 });
        for (int i = 0; i < 100; i++)
        {
            Assert.Equal(1, agent.Wait<FloodResult>(agent.Send(new StartFlood())).Sent);
        }
    }

    [Fact]
    public void ItStopsWhenToldAndSaysSo()
    {
        using AgentProcess agent = AgentProcess.Start();
        agent.Ask<FloodReady>(new OpenFlood { Backend = FloodBackend.Socket, Destination = Trial.Loopback, Port = 9 });
        long flood = agent.Send(new StartFlood());
        agent.Wait<FloodStarted>(flood);
        Assert.Equal(FailureCode.Protocol, agent.Refused(new StartFlood()).Code);
        agent.Ask<Done>(new StopFlood());
        FloodResult result = agent.Wait<FloodResult>(flood);
        Assert.True(result.Stopped);
        Assert.Null(result.Failure);
    }

    [Fact]
    public void APortNobodyListensOnIsNoError()
    {
        using AgentProcess agent = AgentProcess.Start();
        FloodReady ready = agent.Ask<FloodReady>(new OpenFlood { Destination = Trial.Loopback, Port = 9, Count = 10_000 });
        Assert.Equal((FloodBackend.Socket, "lo", Trial.Loopback), (ready.Backend, ready.Interface, ready.Source));
        Assert.Contains("this host", ready.Reason, StringComparison.Ordinal);
        FloodResult result = agent.Wait<FloodResult>(agent.Send(new StartFlood()));
        Assert.Equal((10_000L, 0L), (result.Sent, result.Errors));
    }

    [Fact]
    public void AFloodThatIsNotStartedSendsNothing()
    {
        using AgentProcess agent = AgentProcess.Start();
        Trial trial = Trial.OnLoopback(agent).Open(new OpenSink { Address = Trial.Loopback });
        trial.Arm(new Measure { Timeout = 0.2 });
        agent.Ask<FloodReady>(new OpenFlood { Destination = Trial.Loopback, Port = trial.Ready.Port, Count = 10 });
        Assert.Equal(WindowEnd.NoPacket, trial.WindowEnd);
        Assert.Equal(0, trial.Finish().Result.TotalPackets);
    }
}
