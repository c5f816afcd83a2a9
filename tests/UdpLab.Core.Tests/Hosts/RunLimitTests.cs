using UdpLab.Wire;

namespace UdpLab.Tests;

/// <summary>A host that answers heartbeats, but neither reports on a run nor ends it.</summary>
public class RunLimitTests
{
    private readonly FakeTime _time = new();

    [Fact]
    public void SilenceIsBorneForAsLongAsItMayLastAndAMinute()
    {
        RunLimit limit = new(null, TimeSpan.FromSeconds(5), _time);
        Assert.Null(Pass(limit, 64, heard: false));
        Assert.Null(limit.Look(heard: true));
        Assert.Null(Pass(limit, 64, heard: false));
        Assert.Equal("has not reported on the run for 66 s", Pass(limit, 2, heard: false));
    }

    [Fact]
    public void OneThatGoesOnEndsAMinuteAfterItShouldHave()
    {
        RunLimit limit = new(TimeSpan.FromSeconds(10), TimeSpan.Zero, _time);
        Assert.Null(Pass(limit, 69, heard: true));
        Assert.Equal("is still running 60 s after the run should have ended", Pass(limit, 2, heard: true));
    }

    [Fact]
    public void TimeInWhichNobodyLookedDoesNotCount()
    {
        RunLimit limit = new(TimeSpan.FromSeconds(10), TimeSpan.Zero, _time);
        _ = limit.Look(heard: false);
        _time.Advance(3600);
        Assert.Null(limit.Look(heard: false));
    }

    [Fact]
    public void AFloodWhoseNewsNeverEndIsGivenUp()
    {
        string[] news = [.. Enumerable.Repeat(Says(new Interval { Id = 2, Seconds = 1, Length = 0.25, Packets = 5 }), 70_000)];
        MemoryHost host = new(
            "far",
            [Says(FakeAgent.Hello)],
            [Says(new FloodReady { Id = 1, Backend = FloodBackend.Socket, Reason = "as asked", Interface = "lo", Destination = "127.0.0.1", Source = "127.0.0.1", Threads = 1 })],
            [Says(new FloodStarted { Id = 2, StartedNanoseconds = 1 }), .. news]);
        using FloodRunner flood = FloodRunner.Open(host, new FloodPlan { Duration = 1 }, null, default);
        flood.SendStart(null);
        _ = flood.AwaitStart(default);
        LabException failure = Assert.Throws<LabException>(() => Plays.Await(() => flood.Poll(false)));
        Assert.Equal("far: the agent is still running 60 s after the run should have ended; its session was ended.", failure.Message);
    }

    [Fact]
    public void WhatWasKnownOfAMeasurementWhoseHostDiesIsSaid()
    {
        MemoryHost host = new(
            "far",
            [Says(FakeAgent.Hello)],
            [Says(new SinkReady { Id = 1, Address = "127.0.0.1", Port = 9, ReceiveBuffer = 4096, Addresses = [] })],
            [Says(new Armed { Id = 2 }), Says(new Interval { Id = 2, Seconds = 0.25, Length = 0.25, Packets = 1000 }), Says(new Interval { Id = 2, Seconds = 0.5, Length = 0.25, Packets = 3000 }), "no answer"]);
        using SinkRunner sink = SinkRunner.Open(host, new SinkPlan(), null, default);
        sink.Arm(ReceiveMethod.Recv, null, default);
        LabException failure = Assert.Throws<LabException>(() => Plays.Await(sink.Poll));
        Assert.StartsWith("far: ", failure.Message, StringComparison.Ordinal);
        Assert.EndsWith(" The measurement is lost. In the 0.5 s before, 4,000 packets had arrived (8,000 pps).", failure.Message, StringComparison.Ordinal);
    }

    private static string Says(Reply reply) => FakeAgent.Says(reply)[1..];

    private string? Pass(RunLimit limit, int seconds, bool heard)
    {
        string? wrong = limit.Look(heard);
        for (int i = 0; i < seconds && wrong is null; i++)
        {
            _time.Advance(1);
            wrong = limit.Look(heard);
        }

        return wrong;
    }
}
