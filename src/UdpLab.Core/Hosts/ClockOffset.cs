namespace UdpLab;

/// <summary>
/// How far an agent's CLOCK_MONOTONIC is from this process's, by the quickest of the answers so far: an answer that took
/// r seconds tells the offset to r/2 (Cristian's algorithm). Wall clocks play no part.
/// </summary>
internal sealed class ClockOffset(TimeProvider? time = null)
{
    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly object _lock = new();
    private long? _offset;
    private long _roundTrip = long.MaxValue;

    /// <summary>This process's monotonic clock, nanoseconds; on Linux it is CLOCK_MONOTONIC.</summary>
    public static long Now => Of(TimeProvider.System);

    /// <summary>The quickest answer's round trip, null before the first.</summary>
    public TimeSpan? RoundTrip => _roundTrip == long.MaxValue ? null : TimeSpan.FromTicks(_roundTrip / 100);

    /// <summary>An answer has told it.</summary>
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

    /// <summary>A clock's monotonic time, nanoseconds.</summary>
    public static long Of(TimeProvider time) => (long)(time.GetTimestamp() * (1e9 / time.TimestampFrequency));

    /// <summary>The clocks are one.</summary>
    public void SetSame() => Add(0, 0, 0);

    /// <summary>Takes in an answer.</summary>
    /// <param name="sent">When it was asked for, by this clock.</param>
    /// <param name="received">When it came, by this clock.</param>
    /// <param name="agent">What the agent's clock said.</param>
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

    /// <summary>The agent's clock when this one says so.</summary>
    /// <exception cref="InvalidOperationException">It is not known yet.</exception>
    public long ToAgent(long here) => here + Known;

    /// <summary>The wall clock of this machine when the agent's monotonic clock said so.</summary>
    /// <exception cref="InvalidOperationException">The offset is not known yet.</exception>
    public DateTimeOffset ToWallClock(long agent)
    {
        (long now, DateTimeOffset wall) = BothClocks();
        long ago = now - (agent - Known);
        return wall.AddTicks(-ago / 100);
    }

    /// <summary>Both clocks at one moment: of three readings the one that was interrupted least.</summary>
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

    /// <summary>An unknown offset is no offset of 0: two machines' clocks are as far apart as their boots.</summary>
    private long Known
    {
        get
        {
            lock (_lock)
            {
                return _offset ?? throw new InvalidOperationException("The agent's clock is not known: no sign of life has been answered.");
            }
        }
    }
}
