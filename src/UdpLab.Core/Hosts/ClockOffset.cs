namespace UdpLab;

/// <summary>
/// The offset between an agent's CLOCK_MONOTONIC and this process's, from the fastest answer so far: an answer that took r
/// seconds gives the offset to within r/2 (Cristian's algorithm). Wall clocks are not used.
/// </summary>
internal sealed class ClockOffset(TimeProvider? time = null)
{
    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly object _lock = new();
    private long? _offset;
    private long _roundTrip = long.MaxValue;

    /// <summary>This process's monotonic clock in nanoseconds; on Linux it is CLOCK_MONOTONIC.</summary>
    public static long Now => Of(TimeProvider.System);

    /// <summary>The agent's clock does not count time: its moments are left as they are, and the wall time is that of the conversion.</summary>
    public bool Drifts { get; set; }

    /// <summary>The round trip of the fastest answer; null before the first.</summary>
    public TimeSpan? RoundTrip => _roundTrip == long.MaxValue ? null : TimeSpan.FromTicks(_roundTrip / 100);

    /// <summary>True once the offset is known.</summary>
    public bool IsKnown
    {
        get
        {
            lock (_lock)
            {
                return _offset is not null;
            }
        }
    }

    /// <summary>A clock's monotonic time in nanoseconds.</summary>
    public static long Of(TimeProvider time) => (long)(time.GetTimestamp() * (1e9 / time.TimestampFrequency));

    /// <summary>Declares that both sides share one clock.</summary>
    public void SetSame() => Add(0, 0, 0);

    /// <summary>Adds an answer.</summary>
    /// <param name="sent">When the request was sent, by this clock.</param>
    /// <param name="received">When the answer arrived, by this clock.</param>
    /// <param name="agent">The agent's clock in the answer.</param>
    public void Add(long sent, long received, long agent)
    {
        lock (_lock)
        {
            if (received - sent < _roundTrip)
            {
                _roundTrip = received - sent;
                _offset = agent - (sent + ((received - sent) / 2));
            }
        }
    }

    /// <summary>Converts a time of this clock to the agent's.</summary>
    /// <exception cref="InvalidOperationException">The offset is not known yet.</exception>
    public long ToAgent(long here) => Drifts ? here : here + Known;

    /// <summary>Converts a time of the agent's clock to this one.</summary>
    /// <exception cref="InvalidOperationException">The offset is not known yet.</exception>
    public long ToHere(long agent) => Drifts ? agent : agent - Known;

    /// <summary>Converts a time of the agent's monotonic clock to wall time of this machine.</summary>
    /// <exception cref="InvalidOperationException">The offset is not known yet.</exception>
    public DateTimeOffset ToWallClock(long agent)
    {
        (long now, DateTimeOffset wall) = BothClocks();
        if (Drifts)
        {
            return wall;
        }

        long ago = now - (agent - Known);
        return wall.AddTicks(-ago / 100);
    }

    /// <summary>Both clocks at the same moment: the least interrupted of three readings.</summary>
    private (long Monotonic, DateTimeOffset Wall) BothClocks()
    {
        (long Width, long Monotonic, DateTimeOffset Wall) best = (long.MaxValue, 0, default);
        for (int i = 0; i < 3; i++)
        {
            long before = Of(_time);
            DateTimeOffset wall = _time.GetLocalNow();
            long width = Of(_time) - before;
            best = width < best.Width ? (width, before + (width / 2), wall) : best;
        }

        return (best.Monotonic, best.Wall);
    }

    /// <summary>The offset. Unknown is not 0: the clocks of two machines differ by the time between their boots.</summary>
    private long Known
    {
        get
        {
            lock (_lock)
            {
                return _offset ?? throw new InvalidOperationException("The agent's clock is not known: no heartbeat has been answered.");
            }
        }
    }
}
