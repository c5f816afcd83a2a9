namespace UdpLab.Tests;

public sealed class ClockOffsetTests
{
    private const long Second = 1_000_000_000;

    private readonly FakeTime _time = new();
    private readonly ClockOffset _clock;

    public ClockOffsetTests() => _clock = new ClockOffset(_time);

    [Fact]
    public void BeforeTheFirstAnswerNoTimeOfTheAgentMeansAnything()
    {
        Assert.False(_clock.IsKnown);
        Assert.Throws<InvalidOperationException>(() => _clock.ToAgent(1));
        Assert.Throws<InvalidOperationException>(() => _clock.ToWallClock(1));
    }

    [Fact]
    public void AnAnswerIsTakenForTheMiddleOfItsRoundTrip()
    {
        Assert.Null(_clock.RoundTrip);
        _clock.Add(sent: 100 * Second, received: 102 * Second, agent: 5001 * Second);

        Assert.Equal(TimeSpan.FromSeconds(2), _clock.RoundTrip);
        Assert.Equal(5001 * Second, _clock.ToAgent(101 * Second));
        Assert.Equal(5011 * Second, _clock.ToAgent(111 * Second));
    }

    [Fact]
    public void TheQuickestAnswerCounts()
    {
        _clock.Add(100 * Second, 104 * Second, 5000 * Second);
        _clock.Add(200 * Second, 200 * Second + 1000, 5100 * Second + 500);
        _clock.Add(300 * Second, 301 * Second, 9999 * Second);

        Assert.Equal(TimeSpan.FromMicroseconds(1), _clock.RoundTrip);
        Assert.Equal(5100 * Second, _clock.ToAgent(200 * Second));
    }

    [Fact]
    public void ASlowerAnswerChangesNothingHoweverLate()
    {
        _clock.Add(100 * Second, 101 * Second, 5000 * Second);
        long before = _clock.ToAgent(0);
        _clock.Add(1000 * Second, 1001 * Second, 1);
        Assert.Equal(before, _clock.ToAgent(0));
    }

    [Fact]
    public void OneClockIsNoOffset()
    {
        _clock.SetSame();
        Assert.Equal(42 * Second, _clock.ToAgent(42 * Second));
        Assert.Equal(TimeSpan.Zero, _clock.RoundTrip);
    }

    [Fact]
    public void TheWallClockOfAnInstantIsThisMachines()
    {
        long now = _time.Nanoseconds;
        _clock.Add(now, now, 7 * Second);

        // An event the agent saw three seconds ago.
        Assert.Equal(_time.Wall.AddSeconds(-3), _clock.ToWallClock(4 * Second));
        _time.Advance(10);
        _time.Wall += TimeSpan.FromSeconds(10);
        Assert.Equal(_time.Wall.AddSeconds(-13), _clock.ToWallClock(4 * Second));
    }

    [Fact]
    public void AnInterruptedReadingOfTheClocksDoesNotCount()
    {
        Interrupted time = new();
        ClockOffset clock = new(time);
        clock.SetSame();

        // The first reading of the wall clock is delayed by a minute; the next are not.
        Assert.InRange((clock.ToWallClock(0) - time.Began).TotalSeconds, -0.001, 0.001);
    }

    /// <summary>Both clocks run together from 0; the first reader of the wall clock is interrupted for a minute just before.</summary>
    private sealed class Interrupted : TimeProvider
    {
        private long _ticks;
        private bool _held;

        public DateTimeOffset Began { get; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

        public override long GetTimestamp() => _ticks;

        public override DateTimeOffset GetUtcNow()
        {
            _ticks += _held ? 0 : TimeSpan.TicksPerMinute;
            _held = true;
            return Began.AddTicks(_ticks);
        }
    }
}
