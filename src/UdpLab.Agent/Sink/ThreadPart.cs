using HdrHistogram;

namespace UdpLab.Agent.Sink;

/// <summary>What one thread of a sink counted from one cut to the next.</summary>
internal sealed class ThreadPart
{
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
