using UdpLab.Wire;

namespace UdpLab.Agent.Tests.Testbed;

/// <summary>Frames made by BPF_PROG_TEST_RUN arrive as if they came by wire.</summary>
[Collection(Machine.Name)]
public sealed class XdpTests
{
    [Theory]
    [InlineData(1, 1, 20_000.0)]
    [InlineData(7, 2, 20_000.0)]
    public void RedirectedFramesArriveNumberedAndAtTheirPace(int flows, int threads, double rate)
    {
        using Bed bed = new(queues: 2);
        Trial trial = Trial.On(bed)
            .Open(new OpenSink { Address = bed.Facts.SinkAddress })
            .Run(new Measure { SharedClock = true }, new OpenFlood { Backend = FloodBackend.Xdp, Destination = bed.Facts.SinkAddress, Flows = flows, Threads = threads, RatePps = rate, Count = 10_001 })
            .MustConserve();
        Assert.Equal(FloodBackend.Xdp, trial.FloodReady.Backend);
        Assert.Equal(10_001, trial.Sent);
        Assert.Equal(threads, trial.Flood.Threads.Length);
        Assert.All(trial.Flood.Threads, t => Assert.NotNull(t.Cpu));

        // A thread's first frame comes at once, the others no faster than requested.
        Assert.InRange(trial.Flood.Seconds, 0.99 * (10_001 - threads) / rate, double.MaxValue);
        Assert.Equal(trial.Result.TotalDatagrams, trial.Result.UdpDelta("InDatagrams"));
        Assert.Equal((0L, 0L), (trial.Result.Headers!.BadMagic, trial.Result.Headers.Duplicates));
        Assert.InRange(trial.Result.Headers.Lost, 0, trial.Sent - trial.Result.TotalPackets);

        // One-way, on one clock: two different clocks would be hours or years apart.
        Assert.InRange(trial.Result.Latency!.P50, 0, 60_000_000);
    }

    [Fact]
    public void ACountWithoutAPaceIsMadeToTheFrame()
    {
        using Bed bed = new();
        bed.Generator.Ask<FloodReady>(new OpenFlood { Backend = FloodBackend.Xdp, Destination = bed.Facts.SinkAddress, Port = 9, Count = 20_003, Threads = 2 });
        for (int i = 0; i < 10; i++)
        {
            FloodResult result = bed.Generator.Wait<FloodResult>(bed.Generator.Send(new StartFlood()));
            Assert.Equal((20_003L, null), (result.Sent, result.Failure));
            Assert.False(result.Stopped);
        }
    }

    [Fact]
    public void ADurationEndsIt()
    {
        using Bed bed = new();
        bed.Generator.Ask<FloodReady>(new OpenFlood { Backend = FloodBackend.Xdp, Destination = bed.Facts.SinkAddress, Port = 9, Duration = 0.3 });
        FloodResult result = bed.Generator.Wait<FloodResult>(bed.Generator.Send(new StartFlood()));

        // From the first frame to the last: the program drops those that come later.
        Assert.InRange(result.Seconds, 0, 0.3);
        Assert.True(result is { Sent: > 0, Stopped: false, Failure: null }, $"{result}");
    }

    /// <summary>The result comes before the kernel has ended the run: nothing is on its way any more that it does not count, and the next run may begin at once.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void TheResultCountsAllThatHasLeft(int threads)
    {
        using Bed bed = new(queues: threads);
        Trial trial = Trial.On(bed)
            .Open(new OpenSink { Address = bed.Facts.SinkAddress, ReceiveBuffer = 1 << 22 })
            .Run(new Measure(), new OpenFlood { Backend = FloodBackend.Xdp, Destination = bed.Facts.SinkAddress, Duration = 0.05, Threads = threads })
            .MustConserve();
        for (int i = 0; i < 10; i++)
        {
            trial.Run(new Measure()).MustConserve();
            Assert.InRange(trial.Flood.Seconds, 0, 0.05);
            Assert.Equal(trial.Sent, trial.Flood.Threads.Sum(t => t.Sent));
            Assert.False(trial.Flood.Stopped);
        }
    }

    [Fact]
    public void ItStopsWhenTold()
    {
        using Bed bed = new();
        bed.Generator.Ask<FloodReady>(new OpenFlood { Backend = FloodBackend.Xdp, Destination = bed.Facts.SinkAddress, Port = 9 });
        long flood = bed.Generator.Send(new StartFlood());
        bed.Generator.Wait<FloodStarted>(flood);
        Assert.True(Machine.Becomes(() => bed.SinkReceived > 1000, 20), "nothing arrived");
        bed.Generator.Ask<Done>(new StopFlood());
        Assert.True(bed.Generator.Wait<FloodResult>(flood).Stopped);
    }

    [Fact]
    public void MoreThreadsThanCpusAreRefusedAndAutoTakesSockets()
    {
        using Bed bed = new();
        int threads = bed.Generator.Hello.OnlineCpus.Length + 1;
        OpenFlood flood = new() { Backend = FloodBackend.Xdp, Destination = bed.Facts.SinkAddress, Port = 9, Threads = threads, Count = 1 };
        Failure failure = bed.Generator.Refused(flood);
        Assert.Equal((FailureCode.InvalidArgument, "Threads"), (failure.Code, failure.Parameter));
        Assert.Contains($"-Threads {threads}: a thread of backend Xdp fills a CPU", failure.Message, StringComparison.Ordinal);
        Assert.Equal("Threads", bed.Generator.Refused(flood with { Threads = 2, Cpus = [0] }).Parameter);
        Assert.Equal("Burst", bed.Generator.Refused(flood with { Threads = 1, Burst = 257 }).Parameter);
        Assert.NotEqual(FloodBackend.Xdp, bed.Generator.Ask<FloodReady>(flood with { Backend = FloodBackend.Auto }).Backend);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void InjectedFramesComeInByTheInterfaceTheyAreHandedTo(int threads)
    {
        using Bed bed = new(queues: 2);
        long before = bed.SinkReceived;
        Trial trial = new Trial(bed.Sink, bed.Sink)
            .Open(new OpenSink { Address = bed.Facts.SinkAddress })
            .Run(new Measure(), new OpenFlood { Backend = FloodBackend.Xdp, Inject = true, Interface = bed.Facts.SinkInterface, Destination = bed.Facts.SinkAddress, Flows = 4, Threads = threads, RatePps = 20_000, Count = 10_000 })
            .MustConserve();
        Assert.Equal(10_000, trial.Sent);
        Assert.Equal(trial.Result.TotalDatagrams, trial.Result.UdpDelta("InDatagrams"));
        Assert.Equal(bed.Facts.GeneratorAddress, trial.FloodReady.Source);

        // They have not crossed the veth.
        Assert.InRange(bed.SinkReceived - before, 0, 100);
    }

    [Fact]
    public void AutoTakesXdpWhereItWorksAndSocketsWhereFramesWouldVanish()
    {
        using Bed bed = new();
        OpenFlood flood = new() { Destination = bed.Facts.SinkAddress, Port = 9 };
        Assert.Equal(FloodBackend.Xdp, bed.Generator.Ask<FloodReady>(flood).Backend);
        SwitchGro(bed, "off");
        FloodReady ready = bed.Generator.Ask<FloodReady>(flood);
        Assert.Equal(FloodBackend.Socket, ready.Backend);
        Assert.Contains("gro on", ready.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void AVethWhoseOtherEndSwallowsFramesIsRefusedBeforeTheFloodAndTheRemedyHelps()
    {
        using Bed bed = new();
        SwitchGro(bed, "off");
        OpenFlood flood = new() { Backend = FloodBackend.Xdp, Destination = bed.Facts.SinkAddress, Port = 9, Count = 1000, RatePps = 5_000 };
        long before = bed.SinkReceived;
        Failure failure = bed.Generator.Refused(flood);
        Assert.Equal((FailureCode.NotSupported, "Interface"), (failure.Code, failure.Parameter));
        Assert.Contains(bed.Facts.GeneratorInterface, failure.Message, StringComparison.Ordinal);
        Assert.Matches(@"ethtool -K \S+ gro on", failure.Message);
        Assert.Equal(0, bed.SinkUdp("NoPorts"));
        Assert.InRange(bed.SinkReceived - before, 0, 100);

        SwitchGro(bed, "on");
        bed.Generator.Ask<FloodReady>(flood);
        Assert.Equal(1000, bed.Generator.Wait<FloodResult>(bed.Generator.Send(new StartFlood())).Sent);
        Assert.True(Machine.Becomes(() => bed.SinkUdp("NoPorts") == 1000, 10), $"{bed.SinkUdp("NoPorts")} of 1000 packets found no port");
    }

    private static void SwitchGro(Bed bed, string to) =>
        Space.Run(bed.Facts.SinkNamespace, "ethtool", "-K", bed.Facts.SinkInterface, "gro", to);
}
