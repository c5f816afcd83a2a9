using UdpLab.Wire;

namespace UdpLab.Tests;

/// <summary>Binding, arming, starting, waiting, finishing and building as one call.</summary>
public class MeasuringRunTests
{
    private static readonly SinkResult _found = Plays.Found(60, new HeaderFindings());

    [Fact]
    public void EveryMethodInTurnAsOftenAsAskedWithAFloodOfItsOwn()
    {
        using FakeAgent generator = new(Floods(4));
        using FakeAgent receiver = new(Sinks(_found, _found, _found, _found));
        Collected collected = new();
        collected.Measure(Plan(receiver) with { Methods = [ReceiveMethod.Recv, ReceiveMethod.Read], Repeat = 2 }, new FakeHost("gen", generator));

        Assert.Equal([ReceiveMethod.Recv, ReceiveMethod.Read, ReceiveMethod.Recv, ReceiveMethod.Read], collected.Measurements.Select(m => m.Method));
        Assert.Equal(4, collected.Measurements.Select(m => m.Flood![0]).Distinct(ReferenceEqualityComparer.Instance).Count());
        Assert.All(collected.Measurements, m => Assert.Equal((100, FloodState.Completed), (m.Flood![0].Sent, m.Flood[0].State)));
    }

    [Fact]
    public void TheSinkIsArmedBeforeTheFloodStarts()
    {
        // The generator would end at once if it were asked to start before the sink is armed.
        using FakeAgent generator = new(Floods(1));
        using FakeAgent receiver = new([.. Plays.SinkPlay(_found)[..4], "0.2", .. Plays.SinkPlay(_found)[4..]]);
        new Collected().Measure(Plan(receiver), new FakeHost("gen", generator));

        Assert.Equal(["OpenFlood", "StartFlood"], generator.Asked.Select(r => r.GetType().Name));
        Assert.Equal(["OpenSink", "Measure", "FinishMeasure"], receiver.Asked.Select(r => r.GetType().Name));
        OpenSink asked = Assert.IsType<OpenSink>(receiver.Asked[0]);
        Assert.Equal((true, "0.0.0.0", Defaults.Port), (asked.AnyPortWillDo, asked.Address, asked.Port));
    }

    [Fact]
    public void FromOutsideItMeasuresTheDefaultDurationOnTheDefaultPort()
    {
        using FakeAgent receiver = new(Plays.SinkPlay(_found, new WindowClosed { Id = 2, Reason = WindowEnd.Duration }));
        Collected collected = new();
        collected.Measure(Plan(receiver));

        Assert.Null(collected.Only.Flood);
        OpenSink bound = receiver.Asked.OfType<OpenSink>().Single();
        Assert.Equal((false, Defaults.Port), (bound.AnyPortWillDo, bound.Port));
        Assert.Equal(Defaults.DurationSeconds, receiver.Asked.OfType<Measure>().Single().Duration);
    }

    [Fact]
    public void AnEmptyWindowIsSaidAndTheOthersGoOn()
    {
        using FakeAgent generator = new(Floods(2));
        using FakeAgent receiver = new(Sinks(Plays.Found(0, null), _found));
        Collected collected = new();
        collected.Measure(Plan(receiver) with { Repeat = 2 }, new FakeHost("gen", generator));

        Assert.Equal(60, collected.Only.Packets);
        Assert.Contains("No packet reached the sink on 127.0.0.1 port 9 before the flood was over.", Assert.Single(collected.Empty), StringComparison.Ordinal);
    }

    [Fact]
    public void WhatDoesNotDoWhatItSaysIsSaid()
    {
        using FakeAgent generator = new(Floods(1));
        using FakeAgent receiver = new(Sinks(_found));
        Collected collected = new();
        collected.Measure(Plan(receiver) with { Sink = new SinkPlan { Batch = 8, Sockets = 2, ReceiveBuffer = 4096 } }, new FakeHost("gen", generator));

        Assert.All(["-Batch 8", "-Sockets 2", "-ReceiveBuffer 4096"], word => Assert.Contains(collected.Warnings, w => w.Contains(word, StringComparison.Ordinal)));
    }

    [Fact]
    public void AFloodThatFailsIsAFailureAndItsMeasurementStands()
    {
        using FakeAgent generator = new(Plays.FloodPlay(Plays.End(100) with { Failure = new Failure { Code = FailureCode.System, Message = "cable cut" } }));
        using FakeAgent receiver = new(Sinks(_found));
        Collected collected = new();
        collected.Measure(Plan(receiver), new FakeHost("gen", generator));

        Assert.Equal(FloodState.Failed, collected.Only.Flood![0].State);
        Assert.Equal("gen: cable cut", Assert.Single(collected.Failures).Message);
    }

    [Fact]
    public void WhatALostGeneratorSentIsUnknown()
    {
        using FakeAgent generator = new([.. Plays.FloodPlay(Plays.End(100))[..5], "exit"]);
        using FakeAgent receiver = new(Sinks(_found));
        Collected collected = new();
        Assert.Throws<LabException>(() => collected.Measure(Plan(receiver), new FakeHost("gen", generator)));

        UdpFlood flood = collected.Only.Flood![0];
        Assert.Equal((FloodState.Failed, null, null), (flood.State, flood.Sent, flood.Pps));
        Assert.Contains("an unknown number of packets", flood.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, null, null, null, true)]
    [InlineData(null, null, 9, false, true)]
    [InlineData(null, null, 7, null, false)]
    [InlineData(9, null, 7, null, true)]
    [InlineData(null, null, null, true, false)]
    [InlineData(null, "127.0.0.1", null, true, true)]
    public void ASinkIsBoundAgainOnlyToFitWhatTheSenderWasGiven(int? port, string? address, int? floodPort, bool? ipv6, bool fits)
    {
        using FakeAgent receiver = new(Sinks(_found));
        using SinkRunner sink = SinkRunner.Open(new FakeHost("sink", receiver), new SinkPlan { Port = port, Address = address is null ? null : System.Net.IPAddress.Parse(address) }, null, default);
        Assert.Equal(fits, sink.Fits(new SenderHints(floodPort, ipv6)));
    }

    private static MeasuringPlan Plan(FakeAgent receiver) => new() { Host = new FakeHost("sink", receiver), Methods = [ReceiveMethod.Recv] };

    /// <summary>A sink that measures these, one after the other.</summary>
    private static string[] Sinks(params SinkResult[] results) =>
    [
        .. Plays.SinkPlay(_found)[..3],
        .. results.SelectMany((result, i) => (string[])["?", FakeAgent.Says(new Armed { Id = (2 * i) + 2 }), "?", FakeAgent.Says(result with { Id = (2 * i) + 3 })]),
    ];

    /// <summary>A generator that floods this many times.</summary>
    private static string[] Floods(int runs) =>
    [
        .. Plays.FloodPlay(Plays.End(100))[..3],
        .. Enumerable.Range(2, runs).SelectMany(id => (string[])["?", FakeAgent.Says(new FloodStarted { Id = id, StartedNanoseconds = 1 }), FakeAgent.Says(Plays.End(100) with { Id = id })]),
    ];
}
