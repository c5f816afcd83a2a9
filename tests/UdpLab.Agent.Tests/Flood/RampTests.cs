using UdpLab.Wire;

namespace UdpLab.Agent.Tests;

/// <summary>A flood whose rate changes, and the results of its steps.</summary>
[Collection(Machine.Name)]
public sealed class RampTests
{
    private static readonly double[] _rates = [2_000, 6_000, 1_000];

    [Theory]
    [InlineData(FloodBackend.Socket, 1, 1)]
    [InlineData(FloodBackend.Socket, 3, 2)]
    [InlineData(FloodBackend.Xdp, 1, 1)]
    [InlineData(FloodBackend.Xdp, 2, 2)]
    public void EachPacketBelongsToOneStep(FloodBackend backend, int threads, int sockets)
    {
        using Bed bed = new(queues: 2);
        int cpus = bed.Generator.Hello.OnlineCpus.Length;
        Trial trial = Trial.On(bed)
            .Open(new OpenSink { Address = bed.Facts.SinkAddress, Sockets = sockets, ReceiveBuffer = 1 << 22 })
            .RunSteps(new Measure(), new OpenFlood { Backend = backend, Destination = bed.Facts.SinkAddress, StepRates = _rates, Duration = 0.9, Threads = backend == FloodBackend.Xdp ? Math.Min(threads, cpus) : threads, Flows = 4 })
            .MustConserve();

        // If a machine let a thread sleep through a step, the step is empty.
        Assert.Equal([0.3, 0.3, 0.3], trial.Flood.StepSeconds.Select(s => Math.Round(s, 6)));
        Assert.All(trial.Flood.Threads, t => Assert.Equal([0L, .. t.StepStarts[1..].Order()], t.StepStarts));
        StepFindings[] steps = trial.Result.Steps!;
        Assert.Equal(3, steps.Length);
        Assert.Equal(trial.Sent, steps.Sum(s => s.Sent));
        Assert.Equal(trial.Result.Packets - trial.Result.Headers!.Duplicates, steps.Sum(s => s.Received));

        // Never more than the rate allows, plus the backlog and a burst for each thread; how much less depends on the machine.
        Assert.All(steps.Zip(_rates), s => Assert.InRange(s.First.Sent, 0, (0.3 * s.Second) + (0.1 * s.Second) + threads));
    }

    [Fact]
    public void TheIntervalsEndWhereTheRateChanges()
    {
        using AgentProcess agent = AgentProcess.Start();
        agent.Ask<FloodReady>(new OpenFlood { Backend = FloodBackend.Socket, Destination = Trial.Loopback, Port = 9, StepRates = _rates, Duration = 0.9 });
        long flood = agent.Send(new StartFlood());
        FloodResult result = agent.Wait<FloodResult>(flood);
        Interval[] intervals = [.. agent.Replies.OfType<Interval>().Where(i => i.Id == flood)];
        int[] steps = [.. intervals.Where(i => i.RatePps is not null).Select(i => Array.IndexOf(_rates, i.RatePps!.Value))];
        Assert.DoesNotContain(-1, steps);
        Assert.Equal(steps.Order(), steps);
        Assert.InRange(intervals.Sum(i => i.Packets), 0, result.Sent!.Value);
        Assert.All(intervals, i => Assert.InRange(i.Length, 0.000_001, Machine.Soon));
    }

    /// <summary>A packet that a firewall drops by its number is missing in the step that sent it, and nowhere else.</summary>
    [Fact]
    public void ALossBelongsToItsStep()
    {
        using Bed bed = new();
        // The number is at byte 4 of the payload, after 8 bytes of UDP header.
        Space.Run(bed.Facts.SinkNamespace, "nft", "table inet wall { chain in { type filter hook input priority 0; @th,96,32 < 100 drop; }; }");
        Trial trial = Trial.On(bed)
            .Open(new OpenSink { Address = bed.Facts.SinkAddress, ReceiveBuffer = 1 << 22 })
            .RunSteps(new Measure(), new OpenFlood { Backend = FloodBackend.Socket, Destination = bed.Facts.SinkAddress, StepRates = [1_000, 500, 2_000], Duration = 1.5 });
        StepFindings[] steps = trial.Result.Steps!;
        Assert.True(trial.Result.SocketDrops == 0 && trial.DroppedOnTheWay == 0, "the machine lost packets, too");
        long[] starts = trial.Steps[0].Starts;
        long[] taken = [.. Enumerable.Range(0, 3).Select(i => Math.Clamp(100 - starts[i], 0, (i < 2 ? starts[i + 1] : trial.Sent) - starts[i]))];
        Assert.Equal(taken, steps.Select(s => s.Sent - s.Received));
    }

    [Theory]
    [InlineData(0.2, null)]
    [InlineData(0, 0.5)]
    public void AStepOutsideOfTheWindowHasNothingInIt(double warmup, double? duration)
    {
        using AgentProcess agent = AgentProcess.Start();
        Trial trial = Trial.OnLoopback(agent)
            .Open(new OpenSink { Address = Trial.Loopback, ReceiveBuffer = 1 << 22 })
            .RunSteps(new Measure { Warmup = warmup, Duration = duration }, new OpenFlood { Backend = FloodBackend.Socket, Destination = Trial.Loopback, StepRates = _rates, Duration = 0.9 });
        StepFindings[] steps = trial.Result.Steps!;
        Assert.Equal(trial.Result.Packets, steps.Sum(s => s.Received));
        Assert.InRange(steps.Sum(s => s.Sent), trial.Result.Packets, trial.Sent - (warmup > 0 ? 1 : 0));
        Assert.Equal(trial.Result.Headers!.Lost, steps.Sum(s => s.Sent - s.Received));
    }

    [Fact]
    public void StepsWithoutATimeAreRefused()
    {
        using AgentProcess agent = AgentProcess.Start();
        Failure failure = agent.Refused(new OpenFlood { Backend = FloodBackend.Socket, Destination = Trial.Loopback, Port = 9, StepRates = _rates });
        Assert.Equal((FailureCode.InvalidArgument, "Duration"), (failure.Code, failure.Parameter));
    }
}
