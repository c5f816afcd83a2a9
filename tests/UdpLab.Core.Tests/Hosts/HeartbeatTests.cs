using UdpLab.Wire;

namespace UdpLab.Tests;

/// <summary>When a connection is given up and when not, with a clock that the test moves.</summary>
public sealed class HeartbeatTests : IDisposable
{
    private readonly FakeTime _time = new();
    private readonly FakeChannel _channel = new();
    private readonly AgentSession _session;
    private readonly Heartbeat _heartbeat;

    public HeartbeatTests()
    {
        _session = AgentSession.Open("far", _channel);
        _heartbeat = new Heartbeat(_session, _time);
    }

    public void Dispose()
    {
        _heartbeat.Dispose();
        _session.Close();
    }

    [Fact]
    public void SilenceOfMoreThanSixSecondsIsTheEnd()
    {
        Pass(6);
        Assert.True(_session.IsAlive);

        Pass(0.25);
        Assert.False(_session.IsAlive);
        Assert.True(_session.FellSilent);
        Assert.Contains("far: the connection is lost: nothing was heard for 6 s.", Ended(), StringComparison.Ordinal);
    }

    [Fact]
    public void AnyLineIsASignOfLife()
    {
        for (int i = 0; i < 5; i++)
        {
            Pass(5);
            _heartbeat.Heard(null);
        }

        Assert.True(_session.IsAlive);
        Pass(6.25);
        Assert.False(_session.IsAlive);
    }

    [Fact]
    public void EveryBeatSaysHowPatientTheAgentMustBe()
    {
        _heartbeat.Tick();
        _heartbeat.PatienceOfAgent = Heartbeat.Flooding;
        _heartbeat.Tick();

        Assert.Equal([5.0, 1.5], _channel.Beats.Select(b => b.Patience));
        Assert.Equal(2, _channel.Beats.Select(b => b.Id).Distinct().Count());
        Assert.All(_channel.Beats, b => Assert.True(b.Id < 0, "a beat has an id no request has"));
    }

    [Fact]
    public void AProcessThatWasStoppedHasNotListened()
    {
        Pass(5);
        _time.Advance(3600);

        // Whichever thread checks first: the one that sends heartbeats, or one that waits for an answer.
        _heartbeat.Look();
        Assert.True(_session.IsAlive);

        // After that it counts as silence again.
        Pass(6);
        Assert.True(_session.IsAlive);
        Pass(0.25);
        Assert.False(_session.IsAlive);
    }

    [Fact]
    public async Task WhoWaitsIsWokenAndTold()
    {
        long id = _session.Send(i => new StopFlood { Id = i });
        Task<Done> waiting = Task.Run(() => _session.Receive<Done>(id, default));
        Pass(6.25);

        LabException failure = await Assert.ThrowsAsync<LabException>(() => waiting);
        Assert.Equal("Connection", failure.Kind);
        Assert.Contains("nothing was heard for 6 s", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ABeatThatCannotBeSentHoldsNobodyElseUp()
    {
        _channel.Open.Reset();
        _channel.Writing.Reset();
        Thread stuck = new(_heartbeat.Tick);
        stuck.Start();
        _channel.Writing.Wait();

        // Another tick does not queue up behind it, and a thread waiting for an answer still notices.
        Pass(6.25);
        Assert.False(_session.IsAlive);
        Assert.Empty(_channel.Beats);
        _channel.Open.Set();
        stuck.Join();
    }

    [Fact]
    public async Task ARequestThatCannotBeSentHoldsNobodyUpForEver()
    {
        _channel.Open.Reset();
        Task<LabException> asking = Task.Run(() => Assert.Throws<LabException>(() => _session.Ask<Done>(i => new StopFlood { Id = i }, default)));
        _channel.Writing.Wait();
        Pass(6.25);
        Assert.Contains("far: the connection is lost: nothing was heard for 6 s.", (await asking).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AHostThatBeatsAndTakesNothingIsGivenUp()
    {
        _channel.Open.Reset();
        _session.SendPatience = TimeSpan.FromMilliseconds(200);
        LabException failure = Assert.Throws<LabException>(() => _session.Ask<Done>(i => new StopFlood { Id = i }, default));
        Assert.Contains("far: the connection is lost: it did not read a line within 0.2 s.", failure.Message, StringComparison.Ordinal);
        Assert.Equal(0, _session.Kept);
    }

    [Fact]
    public void AHostThatClosedTheLineIsToldAtOnce()
    {
        _channel.Closed = true;
        _heartbeat.Tick();

        Assert.False(_session.FellSilent);
        Assert.Contains("the host closed it", Ended(), StringComparison.Ordinal);
    }

    [Fact]
    public void AnAnswerTellsTheClockByItsOwnBeat()
    {
        _heartbeat.Tick();
        _time.Advance(0.1);
        _heartbeat.Tick();
        _time.Advance(0.01);

        // The second heartbeat's answer took 10 ms, whatever happened to the first.
        long agent = 77_000_000_000;
        _heartbeat.Heard(new Beaten { Id = _channel.Beats.Last().Id, MonotonicNanoseconds = agent });
        Assert.Equal(TimeSpan.FromMilliseconds(10), _session.Clock.RoundTrip);
        Assert.Equal(agent, _session.Clock.ToAgent(_time.Nanoseconds - 5_000_000));

        // An answer to no heartbeat says nothing.
        _heartbeat.Heard(new Beaten { Id = -99, MonotonicNanoseconds = 1 });
        Assert.Equal(TimeSpan.FromMilliseconds(10), _session.Clock.RoundTrip);
    }

    /// <summary>Lets time pass as during a wait: with a check every quarter of a second.</summary>
    private void Pass(double seconds)
    {
        for (double passed = 0; passed < seconds; passed += 0.25)
        {
            _time.Advance(0.25);
            _heartbeat.Look();
        }
    }

    private string Ended() => Assert.Throws<LabException>(() => _session.Ask<Done>(id => new StopFlood { Id = id }, default)).Message;
}
