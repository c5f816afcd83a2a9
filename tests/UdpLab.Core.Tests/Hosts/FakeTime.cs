namespace UdpLab.Tests;

/// <summary>A clock that only a test moves.</summary>
internal sealed class FakeTime : TimeProvider
{
    private long _ticks = TimeSpan.FromDays(3).Ticks;

    public DateTimeOffset Wall { get; set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <summary>Its monotonic time in nanoseconds.</summary>
    public long Nanoseconds => ClockOffset.Of(this);

    public void Advance(double seconds) => Interlocked.Add(ref _ticks, TimeSpan.FromSeconds(seconds).Ticks);

    public override long GetTimestamp() => Interlocked.Read(ref _ticks);

    public override DateTimeOffset GetUtcNow() => Wall;
}
