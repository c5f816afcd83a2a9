using UdpLab.Wire;

namespace UdpLab.Tests;

public class MeasurementTests
{
    [Fact]
    public void LostOfAWholeFloodIsSentLessReceived() => Assert.Equal(40, Measure(sent: 100, Plays.Found(60, new HeaderFindings { Lost = 3 })).Lost);

    [Fact]
    public void StrangersAndRepetitionsAreNotReceivedPacketsOfTheFlood() =>
        Assert.Equal(45, Measure(sent: 100, Plays.Found(60, new HeaderFindings { Lost = 3, Duplicates = 4, BadMagic = 1 })).Lost);

    [Fact]
    public void LostIsNeverNegative() => Assert.Equal(0, Measure(sent: 50, Plays.Found(60, new HeaderFindings())).Lost);

    [Fact]
    public void WithoutHeadersAWholeFloodStillTells() => Assert.Equal(40, Measure(sent: 100, Plays.Found(60, headers: null)).Lost);

    [Fact]
    public void AfterAWarmupTheGapsInTheSequenceTell() =>
        Assert.Equal(3, Measure(sent: 100, Plays.Found(60, new HeaderFindings { Lost = 3 }), new SinkPlan { Warmup = 0.5 }).Lost);

    [Fact]
    public void SoTheyDoWhenPacketsCameOutsideTheWindow() =>
        Assert.Equal(3, Measure(sent: 100, Plays.Found(60, new HeaderFindings { Lost = 3 }) with { TotalPackets = 70 }).Lost);

    [Fact]
    public void SoTheyDoWhenTheSinkClosedTheWindow() =>
        Assert.Equal(3, Measure(sent: 100, Plays.Found(60, new HeaderFindings { Lost = 3 }), new SinkPlan { Count = 60 }, new WindowClosed { Id = 2, Reason = WindowEnd.Count }).Lost);

    [Fact]
    public void WithNeitherItIsNotKnown()
    {
        SinkMeasurement measurement = Measure(sent: 100, Plays.Found(60, headers: null), new SinkPlan { Warmup = 0.5 });

        Assert.Null(measurement.Lost);
        Assert.Null(measurement.LossPercent);
        Assert.Null(measurement.OutOfOrder);
    }

    [Fact]
    public void OutsideTrafficIsJudgedByItsSequence()
    {
        using FakeAgent agent = new(Plays.SinkPlay(Plays.Found(60, new HeaderFindings { Lost = 2 })));
        using SinkRunner sink = SinkRunner.Open(new FakeHost("sink", agent), new SinkPlan(), null, false, default);
        sink.Arm(ReceiveMethod.Recv, null, default);
        SinkMeasurement measurement = MeasurementBuilder.Build(sink, ReceiveMethod.Recv, sink.Finish(default), null);

        Assert.Equal(2, measurement.Lost);
        Assert.Null(measurement.Flood);
        Assert.Null(measurement.Ledger.Sent);
    }

    [Fact]
    public void NumbersFollowFromEachOther()
    {
        SinkMeasurement measurement = Measure(sent: 80, Plays.Found(60, new HeaderFindings()));

        Assert.Equal(2.0, measurement.Seconds);
        Assert.Equal(30.0, measurement.Pps);
        Assert.Equal(2e9 / 60, measurement.NsPerPacket, 1e-3);
        Assert.Equal(1.0, measurement.CpuSeconds);
        Assert.Equal(1e9 / 60, measurement.CpuNsPerPacket, 1e-3);
        Assert.Equal(60 * 18 * 8 / 2.0 / 1e6, measurement.PayloadMbps, 1e-9);
        Assert.Equal(25.0, measurement.LossPercent!.Value, 1e-9);
        Assert.Equal(1, measurement.Batch);
        Assert.Equal(1, measurement.Sockets);
    }

    [Fact]
    public void ASinglePacketHasNoRate()
    {
        SinkMeasurement measurement = Measure(sent: 1, Plays.Found(1, new HeaderFindings()) with { LastNanoseconds = 1_000_000_000 });

        Assert.Equal(0, measurement.Pps);
        Assert.Equal(0, measurement.NsPerPacket);
        Assert.Equal(0.0, measurement.LossPercent);
    }

    [Fact]
    public void IntervalsAreKept()
    {
        SinkMeasurement measurement = Measure(
            sent: 60,
            Plays.Found(60, new HeaderFindings()),
            null,
            new Interval { Id = 2, Seconds = 0.25, Length = 0.25, Packets = 10 },
            new Interval { Id = 2, Seconds = 0.75, Length = 0.5, Packets = 50 });

        Assert.Equal([(0.25, 10L, 40.0), (0.75, 50L, 100.0)], measurement.Intervals.Select(i => (i.Seconds, i.Packets, i.Pps)));
    }

    private static SinkMeasurement Measure(long sent, SinkResult result, SinkPlan? plan = null, params Reply[] meanwhile)
    {
        using FakeAgent generator = new(Plays.FloodPlay(Plays.End(sent)));
        using FakeAgent receiver = new(Plays.SinkPlay(result, meanwhile));
        using SinkRunner sink = SinkRunner.Open(new FakeHost("sink", receiver), plan ?? new SinkPlan(), null, true, default);
        using FloodGroup flood = FloodGroup.Open([new FakeHost("gen", generator)], new FloodPlan(), sink, default);
        sink.Arm(ReceiveMethod.Recv, flood, default);
        flood.Start(default);
        Plays.Await(() => flood.Poll(stoppedByUs: false));
        SinkResult found = sink.Finish(default);
        return MeasurementBuilder.Build(sink, ReceiveMethod.Recv, found, flood);
    }
}
