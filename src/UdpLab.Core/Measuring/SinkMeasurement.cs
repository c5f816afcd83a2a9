using System.Globalization;

namespace UdpLab;

/// <summary>What a sink received in its measured window, at what cost, and where the rest went.</summary>
public sealed record SinkMeasurement
{
    /// <summary>The host that received.</summary>
    public required LabHost Host { get; init; }

    /// <summary>Whether the path was undisturbed from beginning to end.</summary>
    public MeasurementState State { get; init; }

    /// <summary>What its seconds and nanoseconds count: with Instructions, a nanosecond is an instruction.</summary>
    public LabClock Clock => Host.Clock;

    /// <summary>The receiving system call; null for another program's sockets, whose calls are its own.</summary>
    public ReceiveMethod? Method { get; init; }

    /// <summary>The program whose sockets were measured, by Measure-UdpSocket; null for a sink, and if no process was seen.</summary>
    public string? Process { get; init; }

    /// <summary>Id of its process; of several, the lowest. Null like <see cref="Process"/>.</summary>
    public int? ProcessId { get; init; }

    /// <summary>Where <see cref="Packets"/> were counted.</summary>
    public PacketBasis PacketBasis { get; init; }

    /// <summary>Address the sink was bound to.</summary>
    public string Address { get; init; } = "";

    /// <summary>UDP port the sink was bound to.</summary>
    public int Port { get; init; }

    /// <summary>Packets received in the window; with GRO the segments, as the sender sent them. For another program's sockets: those put into their queues.</summary>
    public long Packets { get; init; }

    /// <summary>UDP payload bytes received in the window; null if unknown, where <see cref="PacketBasis"/> is Host. Of sockets that dropped packets of several sizes, an estimate.</summary>
    public long? Bytes { get; init; }

    /// <summary>
    /// Time from the window's first packet to its last, by the monotonic clock. Null if all arrived at once: one packet, one
    /// batch or one bundle. Without a flood, for another program's sockets and for windows of a sink that stays or in
    /// intervals: the time they were watched.
    /// </summary>
    public double? Seconds { get; init; }

    /// <summary>
    /// Packets received at the window's first instant: one, or a batch or bundle of the first call; 0 after a warm-up, whose
    /// last packet opens the window uncounted.
    /// </summary>
    public long OpeningPackets { get; init; }

    /// <summary>
    /// Packets received per second: those that arrived within <see cref="Seconds"/>, which excludes
    /// <see cref="OpeningPackets"/> (N packets have N-1 intervals). Null without an interval; 0 if nothing came in a
    /// known time.
    /// </summary>
    public double? Pps => Seconds is > 0 and var seconds && (Timed > 0 || Packets == 0) ? Timed / seconds : null;

    /// <summary>Nanoseconds per packet: 1e9 / <see cref="Pps"/>; null without packets.</summary>
    public double? NsPerPacket => Pps is > 0 and var pps ? 1e9 / pps : null;

    /// <summary>UDP payload received, megabits per second.</summary>
    public double? PayloadMbps => Packets == 0 ? Pps * Bytes : Pps * Bytes / Packets * 8 / 1e6;

    /// <summary>
    /// Lost packets, by <see cref="LossBasis"/>: sent minus received if the window is the whole flood, else gaps in the
    /// window's sequence numbers, else drops of the sink's sockets. Null if none of these is known.
    /// </summary>
    public long? Lost { get; init; }

    /// <summary>The source of <see cref="Lost"/>; null if it is unknown.</summary>
    public LossBasis? LossBasis { get; init; }

    /// <summary><see cref="Lost"/> in percent of the packets that should have arrived; null if unknown.</summary>
    public double? LossPercent => Lost is long lost && Packets + lost > 0 ? 100.0 * lost / (Packets + lost) : null;

    /// <summary>
    /// The ledger's largest loss in one line, "unexplained" if no counter has as many, "none" if there was none. The ledger covers
    /// the whole run; "in all" precedes the count if packets arrived outside the window, which <see cref="LossPercent"/> does not cover.
    /// </summary>
    public string BiggestLoss => Ledger.Biggest is var (name, packets)
        ? string.Create(CultureInfo.InvariantCulture, $"{(Ledger.Received == Packets ? "" : "in all ")}{packets:N0} {name}")
        : "none";

    /// <summary>Packets that arrived after a later one; null without sequence numbers.</summary>
    public long? OutOfOrder { get; init; }

    /// <summary>Duplicate packets; null without sequence numbers.</summary>
    public long? Duplicates { get; init; }

    /// <summary>Payloads without the pktgen header's magic number; null if headers were not checked.</summary>
    public long? BadMagic { get; init; }

    /// <summary>CPU time of the sink's threads in the window, user and system together; for another program, of all its threads. Null if its process is unknown.</summary>
    public double? CpuSeconds => UserSeconds is null && SystemSeconds is null ? null : (UserSeconds ?? 0) + (SystemSeconds ?? 0);

    /// <summary>User CPU time of those threads in the window.</summary>
    public double? UserSeconds { get; init; }

    /// <summary>System CPU time of those threads in the window.</summary>
    public double? SystemSeconds { get; init; }

    /// <summary>CPU nanoseconds of the sink's threads per packet, counted from the window's first packet.</summary>
    public double? CpuNsPerPacket => Timed > 0 ? CpuSeconds * 1e9 / Timed : null;

    /// <summary>The user part of <see cref="CpuNsPerPacket"/>.</summary>
    public double? UserNsPerPacket => Timed > 0 ? UserSeconds * 1e9 / Timed : null;

    /// <summary>The system part of <see cref="CpuNsPerPacket"/>.</summary>
    public double? SystemNsPerPacket => Timed > 0 ? SystemSeconds * 1e9 / Timed : null;

    /// <summary>Seconds the sink's runnable threads waited for a CPU in the window; null without CONFIG_SCHED_INFO.</summary>
    public double? WaitSeconds { get; init; }

    /// <summary>
    /// Seconds that other programs, interrupts and softirqs ran on the sink's CPUs in the window, to some ticks of 10 ms; for threads
    /// that are not pinned, on an average CPU. Null if it is not known (/proc/stat).
    /// </summary>
    public double? CompanySeconds { get; init; }

    /// <summary>Times a thread of the sink slept for lack of packets (voluntary context switches); for another program, times its threads slept. Null like <see cref="CpuSeconds"/>.</summary>
    public long? Wakeups { get; init; }

    /// <summary>Number of sockets; each has one thread.</summary>
    public int Sockets => PerSocket.Count;

    /// <summary>Maximum datagrams per call: 1 for methods that receive one at a time.</summary>
    public int Batch { get; init; }

    /// <summary>SO_RCVBUF of each socket as the kernel counts it, bytes: twice the value requested and granted.</summary>
    public int ReceiveBuffer { get; init; }

    /// <summary>Requested SO_RCVBUF, bytes; null for the system's default.</summary>
    public int? ReceiveBufferAsked { get; init; }

    /// <summary>UDP_GRO was on.</summary>
    public bool Gro { get; init; }

    /// <summary>The payload was not copied: each call had no buffer (MSG_TRUNC).</summary>
    public bool Discard { get; init; }

    /// <summary>Vectors into which the buffer of a message was divided.</summary>
    public int Segments { get; init; } = 1;

    /// <summary>Each packet's TTL or hop limit was received.</summary>
    public bool Ttl { get; init; }

    /// <summary>Smallest TTL or hop limit received, inside and outside the window; null without -Ttl.</summary>
    public int? MinimumTtl { get; init; }

    /// <summary>Largest TTL or hop limit received, inside and outside the window; null without -Ttl.</summary>
    public int? MaximumTtl { get; init; }

    /// <summary>Each packet's destination address and interface were received (IP_PKTINFO).</summary>
    public bool PacketInfo { get; init; }

    /// <summary>The kernel's time stamps were received (SO_TIMESTAMPNS): see <see cref="LatencySummary.StackAndQueue"/>.</summary>
    public bool Timestamp { get; init; }

    /// <summary>The address that each packet's source was compared with; null for no comparison.</summary>
    public string? CheckSender { get; init; }

    /// <summary>Packets from a source other than <see cref="CheckSender"/>, inside and outside the window; null without it.</summary>
    public long? OtherSenders { get; init; }

    /// <summary>How frames reached the sink with AfXdp: "zero copy", "copy", or "copy, generic XDP"; null for other methods.</summary>
    public string? XdpMode { get; init; }

    /// <summary>Whether the socket was chosen by the receiving CPU.</summary>
    public bool SteerByCpu { get; init; }

    /// <summary>SO_BUSY_POLL in microseconds; null if it was left unchanged.</summary>
    public int? BusyPoll { get; init; }

    /// <summary>Each socket was connected to the source of its first packet.</summary>
    public bool Connect { get; init; }

    /// <summary>Datagrams sent back, of all that were received; null without -Echo.</summary>
    public long? Echoed { get; init; }

    /// <summary>Requested CPUs of the threads, used in turn; empty if not given.</summary>
    public IReadOnlyList<int> Cpu { get; init => field = LabList.Of(value); } = LabList.Empty<int>();

    /// <summary>The interface the sink was bound to; null for any.</summary>
    public string? Interface { get; init; }

    /// <summary>Warm-up: seconds after the first packet that were not measured.</summary>
    public double Warmup { get; init; }

    /// <summary>Requested duration of the window, seconds; null if the flood or a count decided.</summary>
    public double? Duration { get; init; }

    /// <summary>Requested packets of the window; null if the flood or a duration decided.</summary>
    public long? Count { get; init; }

    /// <summary>Whether the packets' headers were checked, at a small cost per packet.</summary>
    public bool Check { get; init; }

    /// <summary>Caveats to the numbers.</summary>
    public IReadOnlyList<MeasurementNote> Notes { get; init => field = LabList.Of(value); } = LabList.Empty<MeasurementNote>();

    /// <summary>The window's first packet, by this machine's clock.</summary>
    public DateTimeOffset Started { get; init; }

    /// <summary>The received floods, one per generator; null for traffic from elsewhere.</summary>
    public IReadOnlyList<UdpFlood>? Flood { get; init => field = LabList.Of(value); }

    /// <summary>The interface the packets arrived on, as it was during the measurement; null if unknown.</summary>
    public LabNic? Nic { get; init; }

    /// <summary>What else affects a measurement on the sink's host: kernel, CPU, mitigations, sysctls, and Test-LabHost's findings.</summary>
    public MeasurementEnvironment Environment { get; init; } = new();

    /// <summary>What an experiment varied, by name and in its order, with the values of this measurement; empty outside an experiment.</summary>
    public IReadOnlyDictionary<string, object?> Factors { get; init => field = LabList.Table(value, StringComparer.OrdinalIgnoreCase); } = LabList.Table<string, object?>([]);

    /// <summary>The number of the repeat within its cell, from 1; null outside an experiment.</summary>
    public int? Repeat { get; init; }

    /// <summary>Its position in the order in which an experiment measured, from 1; null outside an experiment.</summary>
    public int? Position { get; init; }

    /// <summary>Where every packet went, from arming to the end, including packets outside the window.</summary>
    public required Ledger Ledger { get; init; }

    /// <summary>What was sent, received and lost in each step of a flood whose rate changed; empty for a constant rate.</summary>
    public IReadOnlyList<RateStep> Steps { get; init => field = LabList.Of(value); } = LabList.Empty<RateStep>();

    /// <summary>Packets sent back to back, the largest of several generators; null for packets from elsewhere.</summary>
    public int? Burst => Flood?.Max(f => f.Burst * (f.Gso ?? 1));

    /// <summary>The rate over time.</summary>
    public IReadOnlyList<SinkInterval> Intervals { get; init => field = LabList.Of(value); } = LabList.Empty<SinkInterval>();

    /// <summary>Latency: one-way if generator and sink share a clock, and of stack and queue with -Timestamp. Null if nothing could be timed.</summary>
    public LatencySummary? Latency { get; init; }

    /// <summary>Each socket's share, in order.</summary>
    public IReadOnlyList<SinkSocketResult> PerSocket { get; init => field = LabList.Of(value); } = LabList.Empty<SinkSocketResult>();

    /// <summary>What each thread of a measured server used; empty for a sink.</summary>
    public IReadOnlyList<MeasuredThread> PerThread { get; init => field = LabList.Of(value); } = LabList.Empty<MeasuredThread>();

    /// <summary>Largest fill of a receive queue that was seen, in percent of its socket's buffer; null for a sink.</summary>
    public double? QueuePercent => PerSocket.Max(s => s.QueuePercent);

    /// <summary>What the sink's threads did in the window, and what ran on the CPUs of -ProfileCpu; null without -Profile.</summary>
    public PerfProfile? Profile
    {
        get;
        init
        {
            field = value;
            Trace = Trace is { } trace ? trace with { Profile = value } : null;
        }
    }

    /// <summary>Why packets were dropped and what the sink's threads did meanwhile, seen from inside the kernel; null without -Trace, or if it could not be had (see Notes).</summary>
    public SinkTrace? Trace { get; init => field = value is null ? null : value with { Profile = Profile }; }

    /// <summary>Where the time of a packet went, layer by layer; null without -Profile and -Trace, or if <see cref="CostsMissing"/> says so.</summary>
    public PacketCosts? Costs { get; init; }

    /// <summary>What is missing to know <see cref="Costs"/>; null if nothing is, and without both -Profile and -Trace.</summary>
    public string? CostsMissing { get; init; }

    /// <summary>The rate with and without the capture; null if not requested.</summary>
    public ProfileCost? ProfileCost { get; init; }

    /// <summary>The rate and the CPU time with and without the trace; null if not requested.</summary>
    public TraceCost? TraceCost { get; init; }

    private long Timed => Packets - OpeningPackets;

    /// <summary>One line.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{(Method is null ? Process ?? "a socket" : Method.ToString())} {Packets:N0} packets{(Pps is double pps ? string.Create(CultureInfo.InvariantCulture, $", {pps:N0} pps") : "")}");
}
