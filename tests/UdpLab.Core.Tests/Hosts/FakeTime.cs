using System.Collections.Concurrent;

namespace UdpLab.Tests;

/// <summary>A clock that only a test moves.</summary>
internal sealed class FakeTime : TimeProvider
{
    private readonly ConcurrentDictionary<FakeTimer, bool> _timers = new();
    private long _ticks = TimeSpan.FromDays(3).Ticks;

    public DateTimeOffset Wall { get; set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <summary>Its monotonic time in nanoseconds.</summary>
    public long Nanoseconds => ClockOffset.Of(this);

    public void Advance(double seconds) => Interlocked.Add(ref _ticks, TimeSpan.FromSeconds(seconds).Ticks);

    /// <summary>Has every timer run once.</summary>
    public void RunTimers()
    {
        foreach (FakeTimer timer in _timers.Keys)
        {
            timer.Run();
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        FakeTimer timer = new(() => callback(state), gone => _timers.TryRemove(gone, out _));
        _timers[timer] = true;
        return timer;
    }

    public override long GetTimestamp() => Interlocked.Read(ref _ticks);

    public override DateTimeOffset GetUtcNow() => Wall;

    private sealed class FakeTimer(Action run, Action<FakeTimer> end) : ITimer
    {
        public void Run() => run();

        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose() => end(this);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
