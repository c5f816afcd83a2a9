using System.Text.Json.Serialization;

namespace UdpLab.Wire;

/// <summary>
/// Arms the sink: counters are read, threads start to receive. Answered by <see cref="Armed"/>, then
/// <see cref="Interval"/> lines, then <see cref="WindowClosed"/> when the count, the duration or the timeout is reached.
/// </summary>
internal sealed record Measure : Request
{
    /// <summary>The receiving system call.</summary>
    public ReceiveMethod Method { get; set; }

    /// <summary>Messages a recvmmsg call may return.</summary>
    public int Batch { get; set; } = 64;

    /// <summary>Receive without a buffer (MSG_TRUNC); headers cannot be checked then.</summary>
    public bool Discard { get; set; }

    /// <summary>Vectors the buffer of a message is divided into.</summary>
    public int Segments { get; set; } = 1;

    /// <summary>Seconds after the first packet that are received but not measured.</summary>
    public double Warmup { get; set; }

    /// <summary>Seconds of the measured window; null for until <see cref="FinishMeasure"/>.</summary>
    public double? Duration { get; set; }

    /// <summary>Packets of the measured window; null for no limit.</summary>
    public long? Count { get; set; }

    /// <summary>The window begins at once, not with the first packet (watched sockets).</summary>
    public bool AtOnce { get; set; }

    /// <summary>Seconds to wait for the first packet.</summary>
    public double Timeout { get; set; } = 5;

    /// <summary>Check the pktgen header of every payload.</summary>
    public bool Check { get; set; } = true;

    /// <summary>Source ports that distinguish threads with the same sequence numbers; empty if tags do.</summary>
    public StreamSource[] Streams { get; set; } = [];

    /// <summary>The generator's wall clock is this host's: one-way latency can be measured.</summary>
    public bool SharedClock { get; set; }

    /// <summary>First read the host's facts: those of <see cref="OpenSink.Interface"/>, or of its cards and loopback.</summary>
    public bool WithFacts { get; set; }

    /// <summary>Watch from inside the kernel why packets are dropped, and what the sink's threads do meanwhile.</summary>
    public bool Trace { get; set; }

    /// <summary>
    /// Record it with perf as <see cref="OpenSink.Profile"/> says: <see cref="SinkResult"/> is followed by
    /// <see cref="PerfChunk"/> lines and <see cref="PerfResult"/>.
    /// </summary>
    public bool Profile { get; set; }

    /// <summary>Interfaces whose counters belong to the ledger; empty for the one that has the address, or all that are up.</summary>
    public string[] Interfaces { get; set; } = [];

    /// <summary>
    /// It goes on until <see cref="FinishMeasure"/>, whether packets come or not. Nothing is reported meanwhile; its
    /// <see cref="Interval"/> lines come before the result, the longer the measurement the fewer.
    /// </summary>
    public bool Stays { get; set; }

    /// <summary>Remember which numbers are missing, so that <see cref="FinishMeasure.Steps"/> can ask for parts of them.</summary>
    public bool Steps { get; set; }
}

/// <summary>A generator whose threads use separate source ports.</summary>
internal sealed record StreamSource
{
    /// <summary>Its source address.</summary>
    public required string Address { get; set; }

    /// <summary>First port of its first thread.</summary>
    public int FirstPort { get; set; }

    /// <summary>Ports per thread.</summary>
    public int PortsPerThread { get; set; } = 1;

    /// <summary>Number of threads.</summary>
    public int Threads { get; set; } = 1;
}

/// <summary>Counters have been read and threads are receiving: the flood may start.</summary>
internal sealed record Armed : Reply
{
    /// <summary>The state of the host for this measurement, if requested and readable.</summary>
    public ReadinessFacts? Facts { get; set; }
}

/// <summary>What happened since the previous interval; about four per second.</summary>
internal sealed record Interval : Reply
{
    /// <summary>Seconds since the flood started, or since the sink's first packet.</summary>
    public double Seconds { get; set; }

    /// <summary>Length of this interval in seconds.</summary>
    public double Length { get; set; }

    /// <summary>Packets sent or received in it.</summary>
    public long Packets { get; set; }

    /// <summary>Its end, CLOCK_MONOTONIC nanoseconds.</summary>
    public long EndNanoseconds { get; set; }

    /// <summary>The flood's rate in it, packets per second; null without a limit, if it changed well before the end, and for a sink.</summary>
    public double? RatePps { get; set; }

    /// <summary>The largest fill of a watched socket's queue in it, in percent of its buffer; null if unknown, and for sinks and floods.</summary>
    public double? QueuePercent { get; set; }
}

/// <summary>The measured window is over, or no packet came.</summary>
internal sealed record WindowClosed : Reply
{
    /// <summary>What closed it.</summary>
    public WindowEnd Reason { get; set; }
}

/// <summary>What ended a measured window.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<WindowEnd>))]
internal enum WindowEnd
{
    Count,
    Duration,
    NoPacket,
}

/// <summary>The flood has ended: drain, stop, read the counters again. Answered by <see cref="SinkResult"/>.</summary>
internal sealed record FinishMeasure : Request
{
    /// <summary>Id of the window whose rest is wanted; null for the whole measurement.</summary>
    public long? Window { get; set; }

    /// <summary>Packets sent: once this many have been received or dropped at the sockets, none is in flight. Null if unknown.</summary>
    public long? Sent { get; set; }

    /// <summary>The steps of a ramp in the numbers of each stream; empty without a ramp.</summary>
    public StreamSteps[] Steps { get; set; } = [];
}

/// <summary>The steps of a ramp in one stream's numbers.</summary>
internal sealed record StreamSteps
{
    /// <summary>The stream.</summary>
    public int Stream { get; set; }

    /// <summary>The number each step begins with.</summary>
    public long[] Starts { get; set; } = [];

    /// <summary>One more than the last number.</summary>
    public long End { get; set; }
}

/// <summary>The results of a measurement.</summary>
internal sealed record SinkResult : Reply
{
    /// <summary>Packets (segments) in the measured window.</summary>
    public long Packets { get; set; }

    /// <summary>Payload bytes in the window; null if unknown.</summary>
    public long? Bytes { get; set; }

    /// <summary>When counting began, CLOCK_MONOTONIC nanoseconds: at arming, or at the cut before.</summary>
    public long BeginNanoseconds { get; set; }

    /// <summary>When counting ended, CLOCK_MONOTONIC nanoseconds.</summary>
    public long EndNanoseconds { get; set; }

    /// <summary>First packet of the window, CLOCK_MONOTONIC nanoseconds.</summary>
    public long FirstNanoseconds { get; set; }

    /// <summary>Last packet of the window, CLOCK_MONOTONIC nanoseconds.</summary>
    public long LastNanoseconds { get; set; }

    /// <summary>
    /// Packets received by <see cref="FirstNanoseconds"/>: one, or a batch or bundle; 0 after a warm-up, whose last packet
    /// opens the window. The others arrived between first and last.
    /// </summary>
    public long OpeningPackets { get; set; }

    /// <summary>Drops of the sink's own sockets in the window; null if the kernel does not report them.</summary>
    public long? WindowDrops { get; set; }

    /// <summary>Seconds the sink's threads waited for a CPU in the window (schedstat); null if the kernel does not report it.</summary>
    public double? WaitSeconds { get; set; }

    /// <summary>Seconds that anything else ran on the sink's CPUs in the window, to some ticks of 10 ms; null if the kernel does not report it.</summary>
    public double? CompanySeconds { get; set; }

    /// <summary>User CPU seconds of the sink's threads in the window; null if a watched socket's process is unknown.</summary>
    public double? UserSeconds { get; set; }

    /// <summary>System CPU seconds of the sink's threads in the window; null like <see cref="UserSeconds"/>.</summary>
    public double? SystemSeconds { get; set; }

    /// <summary>Voluntary context switches of the sink's threads in the window; null like <see cref="UserSeconds"/>.</summary>
    public long? Wakeups { get; set; }

    /// <summary>Packets received from arming to the end, including the window.</summary>
    public long TotalPackets { get; set; }

    /// <summary>Datagrams the kernel delivered in that time: fewer than packets if GRO merged some.</summary>
    public long TotalDatagrams { get; set; }

    /// <summary>Datagrams of them that were sent back (<see cref="OpenSink.Echo"/>).</summary>
    public long Echoed { get; set; }

    /// <summary>Packets still queued when the threads stopped.</summary>
    public long LeftInSocket { get; set; }

    /// <summary>Drops of the sink's own sockets from arming to the end; null if the kernel does not report them.</summary>
    public long? SocketDrops { get; set; }

    /// <summary>Frames that the kernel delivered by its own count, from arming to the end, if the method sees frames; null if UDP counts.</summary>
    public long? Delivered { get; set; }

    /// <summary>How frames reached the sink with AF_XDP: "zero copy", "copy", or "copy, generic XDP"; null for other methods.</summary>
    public string? XdpMode { get; set; }

    /// <summary>Sequence findings; null if checking was off.</summary>
    public HeaderFindings? Headers { get; set; }

    /// <summary>Results of each of <see cref="FinishMeasure.Steps"/>; null if they were not requested or the numbers do not show them.</summary>
    public StepFindings[]? Steps { get; set; }

    /// <summary>One-way latency; null if clocks are not shared or nothing could be timed.</summary>
    public LatencyFindings? Latency { get; set; }

    /// <summary>Time from the kernel's time stamp to the return of the receiving call; null without <see cref="OpenSink.Timestamp"/>.</summary>
    public LatencyFindings? StackLatency { get; set; }

    /// <summary>What the packets' control messages and sources show, from arming to the end; null if none were requested.</summary>
    public MessageFindings? Messages { get; set; }

    /// <summary>Per socket, in order.</summary>
    public required SocketFindings[] Sockets { get; set; }

    /// <summary>About watched sockets; null for a sink.</summary>
    public WatchFindings? Watch { get; set; }

    /// <summary>What was seen from inside the kernel; null if it was not requested or could not be had.</summary>
    public TraceFindings? Trace { get; set; }

    /// <summary>Counters before the first packet.</summary>
    public required Counters Before { get; set; }

    /// <summary>Counters after the last.</summary>
    public required Counters After { get; set; }

    /// <summary>The interface the packets arrived on, as it was at the end; null if unknown.</summary>
    public NicState? Nic { get; set; }

    /// <summary>What could not be read at the end, or went wrong meanwhile; the rest is valid.</summary>
    public string[] Problems { get; set; } = [];

    /// <summary>A thread could not continue to receive: the window ended there.</summary>
    public bool Broken { get; set; }
}

/// <summary>What the pktgen headers of the window show.</summary>
internal sealed record HeaderFindings
{
    /// <summary>Packets missing between the first and last sequence number of every stream.</summary>
    public long Lost { get; set; }

    /// <summary>Packets that came after a later one.</summary>
    public long OutOfOrder { get; set; }

    /// <summary>Packets received more than once.</summary>
    public long Duplicates { get; set; }

    /// <summary>Payloads without the pktgen magic.</summary>
    public long BadMagic { get; set; }

    /// <summary>Anomaly of the numbers; null if they are like pktgen's.</summary>
    public NumberTrouble? Numbers { get; set; }

    /// <summary>More than 1 where all distances between one number and the next are multiples of it, as no loss by chance leaves them; else null.</summary>
    public long? Step { get; set; }
}

/// <summary>How many of a step's packets arrived, by their numbers, whenever that was.</summary>
internal sealed record StepFindings
{
    /// <summary>Packets of the step sent in the window: all of them if the window is the whole flood.</summary>
    public long Sent { get; set; }

    /// <summary>Those of them that arrived, each counted once.</summary>
    public long Received { get; set; }
}

/// <summary>Anomaly of the numbers in the headers.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<NumberTrouble>))]
internal enum NumberTrouble
{
    /// <summary>They are little-endian, and were read as such.</summary>
    HostOrder,

    /// <summary>Most numbers occur several times, so they are not unique.</summary>
    Repeated,

    /// <summary>They are not sequence numbers: the gaps exceed any network's capacity, or they keep restarting.</summary>
    Implausible,
}

/// <summary>What the control messages and sources of the datagrams show.</summary>
internal sealed record MessageFindings
{
    /// <summary>Smallest TTL or hop limit; null without <see cref="OpenSink.Ttl"/>.</summary>
    public int? LeastTtl { get; set; }

    /// <summary>Largest TTL or hop limit.</summary>
    public int? GreatestTtl { get; set; }

    /// <summary>Packets whose source is not <see cref="OpenSink.CheckSender"/>; null without it.</summary>
    public long? OtherSenders { get; set; }
}

/// <summary>A distribution of times in microseconds.</summary>
internal sealed record LatencyFindings
{
    /// <summary>Packets timed: all of them at low rates, every n-th at high ones.</summary>
    public long Samples { get; set; }

    /// <summary>Smallest.</summary>
    public double Minimum { get; set; }

    /// <summary>Mean.</summary>
    public double Mean { get; set; }

    /// <summary>Median.</summary>
    public double P50 { get; set; }

    /// <summary>90th percentile.</summary>
    public double P90 { get; set; }

    /// <summary>99th percentile.</summary>
    public double P99 { get; set; }

    /// <summary>99.9th percentile.</summary>
    public double P999 { get; set; }

    /// <summary>Largest.</summary>
    public double Maximum { get; set; }
}

/// <summary>One socket's share of a measurement.</summary>
internal sealed record SocketFindings
{
    /// <summary>CPU its thread is pinned to; null for none.</summary>
    public int? Cpu { get; set; }

    /// <summary>Packets in the window; null if unknown.</summary>
    public long? Packets { get; set; }

    /// <summary>Payload bytes in the window; null if unknown.</summary>
    public long? Bytes { get; set; }

    /// <summary>Drops from arming to the end; null if the kernel does not report them.</summary>
    public long? Drops { get; set; }

    /// <summary>More about a watched socket; null for a sink's.</summary>
    public WatchedSocket? Watched { get; set; }
}
