using HdrHistogram;
using UdpLab.Agent.Kernel;

namespace UdpLab.Agent.Sink;

/// <summary>What one thread of a sink counted from one cut to the next.</summary>
internal sealed class ThreadPart
{
    // An hour in microseconds, and a minute in nanoseconds.
    private const long LongestLatency = 3_600_000_000, LongestStack = 60_000_000_000;

    /// <summary>Packets (segments), payload bytes and datagrams.</summary>
    public Tally Total;

    /// <summary>The measured window's share of <see cref="Total"/>.</summary>
    public Tally Window;

    /// <summary>Its first packet, or the last one before the cut if that came shortly before; 0 for none.</summary>
    public long First { get; set; }

    public long Last { get; set; }

    /// <summary>Packets of the window received by <see cref="First"/>.</summary>
    public long Opening { get; set; }

    public double UserSeconds { get; private set; }

    public double SystemSeconds { get; private set; }

    /// <summary>Null if the kernel does not report it.</summary>
    public double? WaitSeconds { get; private set; } = 0;

    public long Wakeups { get; private set; }

    /// <summary>Packets the socket dropped in the window; null if the kernel does not report it.</summary>
    public long? WindowDrops { get; private set; } = 0;

    /// <summary>Packets the socket dropped; null if the kernel does not report it.</summary>
    public long? Drops { get; set; } = 0;

    /// <summary>One-way latencies; null if they cannot be known.</summary>
    public LongHistogram? Latency { get; init; }

    /// <summary>Nanoseconds from the kernel's time stamp to the return of the receiving call; null without time stamps.</summary>
    public LongHistogram? StackLatency { get; init; }

    /// <summary>What came with the datagrams; null if nothing was requested.</summary>
    public MessageCount? Messages { get; set; }

    public static LongHistogram NewLatency() => new(1, LongestLatency, 3);

    public static LongHistogram NewStackLatency() => new(1, LongestStack, 3);

    /// <summary>Times a packet that has just been received.</summary>
    /// <param name="newest">Its payload; null if it is gone.</param>
    /// <param name="length">Length of the payload.</param>
    /// <param name="stamp">CLOCK_REALTIME nanoseconds at which the kernel took it in; 0 if unknown.</param>
    public unsafe void Sample(byte* newest, nint length, long stamp)
    {
        if (Latency is not null && newest != null && HeaderChecker.LatencyMicroseconds(newest, length, Clock.Realtime) is >= 0 and < LongestLatency and long latency)
        {
            Latency.RecordValue(latency);
        }

        if (StackLatency is not null && stamp > 0)
        {
            StackLatency.RecordValue(Math.Clamp(Clock.Realtime - stamp, 0, LongestStack));
        }
    }

    /// <summary>Adds what the thread used.</summary>
    public void Add(WindowUsage usage, long wakeups)
    {
        UserSeconds += usage.UserSeconds;
        SystemSeconds += usage.SystemSeconds;
        WaitSeconds += usage.WaitSeconds;
        WindowDrops += usage.Drops;
        Wakeups += wakeups;
    }

    /// <summary>Adds the part that follows it.</summary>
    public void Add(ThreadPart next)
    {
        if (next.Window.Packets > 0)
        {
            (First, Opening) = Window.Packets > 0 ? (First, Opening) : (next.First, next.Opening);
            Last = next.Last;
        }

        Total.Add(next.Total);
        Window.Add(next.Window);
        UserSeconds += next.UserSeconds;
        SystemSeconds += next.SystemSeconds;
        WaitSeconds += next.WaitSeconds;
        WindowDrops += next.WindowDrops;
        Wakeups += next.Wakeups;
        Drops += next.Drops;
        if (next.Latency is { } latency)
        {
            Latency?.Add(latency);
        }

        if (next.StackLatency is { } stack)
        {
            StackLatency?.Add(stack);
        }

        if (next.Messages is { } messages)
        {
            (Messages ??= new MessageCount()).Add(messages);
        }
    }

    /// <summary>An empty part, to which others are added.</summary>
    public ThreadPart Empty() => new() { Latency = Empty(Latency), StackLatency = Empty(StackLatency) };

    private static LongHistogram? Empty(LongHistogram? like) => like is null ? null : new LongHistogram(1, like.HighestTrackableValue, like.NumberOfSignificantValueDigits);
}
