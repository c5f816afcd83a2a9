using System.Globalization;

namespace UdpLab;

/// <summary>What a sink received in its measured window, at what cost, and where the rest went.</summary>
public sealed record SinkMeasurement
{
    /// <summary>The host that received.</summary>
    public required LabHost Host { get; init; }

    /// <summary>Whether the path was there from the beginning to the end.</summary>
    public MeasurementState State { get; init; }

    /// <summary>The receiving system call.</summary>
    public ReceiveMethod Method { get; init; }

    /// <summary>Address the sink was bound to.</summary>
    public string Address { get; init; } = "";

    /// <summary>UDP port the sink was bound to.</summary>
    public int Port { get; init; }

    /// <summary>Packets received in the window; with GRO the segments, as the sender sent them.</summary>
    public long Packets { get; init; }

    /// <summary>UDP payload bytes received in the window.</summary>
    public long Bytes { get; init; }

    /// <summary>
    /// From the window's first packet to its last, by the monotonic clock. Null where all came at one moment: one packet, one
    /// batch or one bundle takes no measurable time.
    /// </summary>
    public double? Seconds { get; init; }

    /// <summary>
    /// Packets that had come by the window's first moment: one, or a batch or a bundle of the first call; 0 after a warm-up,
    /// whose last packet opens the window and is not counted.
    /// </summary>
    public long OpeningPackets { get; init; }

    /// <summary>
    /// Packets received per second: those that came in <see cref="Seconds"/>, which are all but <see cref="OpeningPackets"/>. N
    /// packets have N-1 intervals between them. Null where there is no interval.
    /// </summary>
    public double? Pps => Seconds is > 0 and var seconds && Timed > 0 ? Timed / seconds : null;

    /// <summary>Nanoseconds per packet: 1e9 / <see cref="Pps"/>.</summary>
    public double? NsPerPacket => 1e9 / Pps;

    /// <summary>UDP payload received, megabits per second.</summary>
    public double? PayloadMbps => Pps * Bytes / Packets * 8 / 1e6;

    /// <summary>
    /// Packets that did not come, on the <see cref="LossBasis"/>: sent less received where the window is the whole flood, else
    /// the gaps in the sequence numbers of the window, else what the sink's sockets dropped. Null where nothing tells.
    /// </summary>
    public long? Lost { get; init; }

    /// <summary>Where <see cref="Lost"/> is from, null where it is not known.</summary>
    public LossBasis? LossBasis { get; init; }

    /// <summary><see cref="Lost"/> in percent of the packets that should have come, null where it is not known.</summary>
    public double? LossPercent => Lost is long lost && Packets + lost > 0 ? 100.0 * lost / (Packets + lost) : null;

    /// <summary>
    /// The ledger's biggest loss in one line, "unexplained" where no counter has so many, "none" where there was none. The ledger is
    /// of the whole run: where packets came outside of the window, "in all" stands before, because <see cref="LossPercent"/> is of the window.
    /// </summary>
    public string BiggestLoss => Ledger.Biggest is var (name, packets)
        ? string.Create(CultureInfo.InvariantCulture, $"{(Ledger.Received == Packets ? "" : "in all ")}{packets:N0} {name}")
        : "none";

    /// <summary>Packets that arrived after a later one; null without sequence numbers.</summary>
    public long? OutOfOrder { get; init; }

    /// <summary>Duplicate packets; null without sequence numbers.</summary>
    public long? Duplicates { get; init; }

    /// <summary>Payloads without the pktgen header's magic, null where headers were not checked.</summary>
    public long? BadMagic { get; init; }

    /// <summary>CPU time of the sink's threads in the window, user and system together.</summary>
    public double CpuSeconds => UserSeconds + SystemSeconds;

    /// <summary>User CPU time of the sink's threads in the window.</summary>
    public double UserSeconds { get; init; }

    /// <summary>System CPU time of the sink's threads in the window.</summary>
    public double SystemSeconds { get; init; }

    /// <summary>CPU nanoseconds of the sink's threads per packet, counted from the window's first packet.</summary>
    public double? CpuNsPerPacket => Timed > 0 ? CpuSeconds * 1e9 / Timed : null;

    /// <summary>Seconds the sink's runnable threads waited for a CPU in the window; null without CONFIG_SCHED_INFO.</summary>
    public double? WaitSeconds { get; init; }

    /// <summary>Times a thread of the sink slept for want of packets (voluntary context switches).</summary>
    public long Wakeups { get; init; }

    /// <summary>Number of sockets; each has one thread.</summary>
    public int Sockets => PerSocket.Count;

    /// <summary>Maximum datagrams per call: 1 except for Recvmmsg.</summary>
    public int Batch { get; init; }

    /// <summary>SO_RCVBUF of each socket as the kernel counts it, bytes: twice what was asked for and granted.</summary>
    public int ReceiveBuffer { get; init; }

    /// <summary>SO_RCVBUF that was asked for, bytes; null for the system's default.</summary>
    public int? ReceiveBufferAsked { get; init; }

    /// <summary>UDP_GRO was on.</summary>
    public bool Gro { get; init; }

    /// <summary>The socket was chosen by the receiving CPU.</summary>
    public bool SteerByCpu { get; init; }

    /// <summary>SO_BUSY_POLL in microseconds, null where it was left alone.</summary>
    public int? BusyPoll { get; init; }

    /// <summary>Each socket was connected to the source of its first packet.</summary>
    public bool Connect { get; init; }

    /// <summary>Requested CPUs of the threads, used in turn; empty if not given.</summary>
    public IReadOnlyList<int> Cpu { get; init => field = LabList.Of(value); } = LabList.Empty<int>();

    /// <summary>The interface the sink was bound to, null for any.</summary>
    public string? Interface { get; init; }

    /// <summary>Warm-up: seconds after the first packet that were not measured.</summary>
    public double Warmup { get; init; }

    /// <summary>Seconds the window was to take, null where the flood or a count decided.</summary>
    public double? Duration { get; init; }

    /// <summary>Packets the window was to have, null where the flood or a duration decided.</summary>
    public long? Count { get; init; }

    /// <summary>The packets' headers were checked, at a small cost per packet.</summary>
    public bool Check { get; init; }

    /// <summary>Caveats of the numbers.</summary>
    public IReadOnlyList<MeasurementNote> Notes { get; init => field = LabList.Of(value); } = LabList.Empty<MeasurementNote>();

    /// <summary>The window's first packet, by this machine's clock.</summary>
    public DateTimeOffset Started { get; init; }

    /// <summary>The floods that were received, one a generator; null for outside traffic.</summary>
    public IReadOnlyList<UdpFlood>? Flood { get; init => field = LabList.Of(value); }

    /// <summary>The interface the packets came by, as it was during the measurement; null when it is not known.</summary>
    public LabNic? Nic { get; init; }

    /// <summary>What else decides a measurement on the sink's host: kernel, CPU, mitigations, sysctls, and what Test-LabHost finds of it.</summary>
    public MeasurementEnvironment Environment { get; init; } = new();

    /// <summary>What an experiment varied, by name and in its order, and the values of this measurement; empty outside of one.</summary>
    public IReadOnlyDictionary<string, object?> Factors { get; init => field = LabList.Table(value, StringComparer.OrdinalIgnoreCase); } = LabList.Table<string, object?>([]);

    /// <summary>Which repeat of its cell it is, from 1; null outside of an experiment.</summary>
    public int? Repeat { get; init; }

    /// <summary>Its place in the order an experiment measured in, from 1; null outside of one.</summary>
    public int? Position { get; init; }

    /// <summary>Where every packet went, from arming to the end, including packets outside the window.</summary>
    public required Ledger Ledger { get; init; }

    /// <summary>What was sent, received and lost in each step of the flood, whose rate changed; empty for one rate.</summary>
    public IReadOnlyList<RateStep> Steps { get; init => field = LabList.Of(value); } = LabList.Empty<RateStep>();

    /// <summary>Packets that left the generator back to back, of several generators the most; null for packets from outside.</summary>
    public int? Burst => Flood?.Max(f => f.Burst * (f.Gso ?? 1));

    /// <summary>The rate over time.</summary>
    public IReadOnlyList<SinkInterval> Intervals { get; init => field = LabList.Of(value); } = LabList.Empty<SinkInterval>();

    /// <summary>One-way latency; null where generator and sink do not share a clock, or nothing could be timed.</summary>
    public LatencySummary? Latency { get; init; }

    /// <summary>Each socket's share, in order.</summary>
    public IReadOnlyList<SinkSocketResult> PerSocket { get; init => field = LabList.Of(value); } = LabList.Empty<SinkSocketResult>();

    /// <summary>What the sink's threads did in the window, and what ran on the CPUs of -ProfileCpu; null where it was not asked for.</summary>
    public PerfProfile? Profile { get; init; }

    /// <summary>The rate with and without the capture; null where it was not asked for.</summary>
    public ProfileCost? ProfileCost { get; init; }

    private long Timed => Packets - OpeningPackets;

    /// <summary>One line.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Method} {Packets:N0} packets{(Pps is double pps ? string.Create(CultureInfo.InvariantCulture, $", {pps:N0} pps") : "")}");
}
