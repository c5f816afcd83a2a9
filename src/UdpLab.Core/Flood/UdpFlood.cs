using System.Globalization;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>
/// A flood of UDP packets: what was sent, from where to where, how fast. With a sink downstream it is emitted while the flood
/// runs, and completed in place, once, when the flood ends.
/// </summary>
public sealed record UdpFlood
{
    /// <summary>The host that generates.</summary>
    public required LabHost Host { get; init; }

    /// <summary>What its seconds count: with Instructions, a nanosecond is an instruction.</summary>
    public LabClock Clock => Host.Clock;

    /// <summary>What generates the packets: never Auto.</summary>
    public FloodBackend Backend { get; init; }

    /// <summary>Why this backend, and why not a stronger one.</summary>
    public string BackendReason { get; init; } = "";

    /// <summary>Interface that sends the packets, or into which they are injected.</summary>
    public string Interface { get; init; } = "";

    /// <summary>Source address.</summary>
    public string Source { get; init; } = "";

    /// <summary>Destination address.</summary>
    public string Destination { get; init; } = "";

    /// <summary>Destination UDP port.</summary>
    public int Port { get; init; }

    /// <summary>Destination MAC; null for backend Socket, which leaves it to the kernel.</summary>
    public string? DestinationMac { get; init; }

    /// <summary>Bytes of the Ethernet frame without FCS; of the longest, with payloads of different lengths.</summary>
    public int PacketSize { get; init; }

    /// <summary>UDP source ports in use.</summary>
    public int Flows { get; init; }

    /// <summary>Sending threads.</summary>
    public int Threads { get; init; }

    /// <summary>Requested packets per second; null for unlimited; the mean of a ramp, whose rates are in <see cref="Steps"/>.</summary>
    public double? RatePps { get; init; }

    /// <summary>Requested packets; null if a duration or the sink decides.</summary>
    public long? Count { get; init; }

    /// <summary>Requested seconds; null if a count or the sink decides.</summary>
    public double? Duration { get; init; }

    /// <summary>Requested CPUs of the threads, used in turn; empty if not given. <see cref="PerThread"/> has the actual ones.</summary>
    public IReadOnlyList<int> Cpu { get; init => field = LabList.Of(value); } = LabList.Empty<int>();

    /// <summary>
    /// Packets sent back to back (trains, with <see cref="Gso"/>): as requested, or the backend's choice; for a ramp the
    /// largest of its steps. Null in results of a version that did not record the backend's choice.
    /// </summary>
    public int? Burst { get; init; }

    /// <summary>
    /// Mean number of packets sent between two waits for the pace: more than a burst when it had to catch up. Null without a
    /// pace, and with backend Pktgen.
    /// </summary>
    public double? MeanBurst => Outcome.MeanBurst;

    /// <summary>Packets per UDP_SEGMENT train; null for none.</summary>
    public int? Gso { get; init; }

    /// <summary>The packets were handed to the receive path of <see cref="Interface"/>.</summary>
    public bool Inject { get; init; }

    /// <summary>The payloads that its packets carried in turn, as hexadecimal digits; empty for zeros with pktgen's header.</summary>
    public IReadOnlyList<string> Payload { get; init => field = LabList.Of(value); } = LabList.Empty<string>();

    /// <summary>pktgen's header was written over the start of each <see cref="Payload"/>. Without one, and without payloads, packets always have it.</summary>
    public bool PayloadHeader { get; init; }

    /// <summary>Datagrams the flood's sockets received, until 0.2 s passed without one; null if replies were not counted.</summary>
    public long? Replies => Outcome.Replies;

    /// <summary>Payload bytes of <see cref="Replies"/>; null if they were not counted.</summary>
    public long? ReplyBytes => Outcome.ReplyBytes;

    /// <summary>Replies dropped at the flood's sockets, which were read too slowly: not part of <see cref="Replies"/>. Null if they were not counted.</summary>
    public long? ReplyDrops => Outcome.ReplyDrops;

    /// <summary>From the flood's start to the last reply, seconds; null without replies.</summary>
    public double? ReplySeconds => Outcome.ReplySeconds;

    /// <summary>Replies per second, from the flood's start to the last reply; null without replies.</summary>
    public double? RepliesPerSecond => ReplySeconds is > 0 and var seconds ? Replies / seconds : null;

    /// <summary>Mean frame size: that of the payloads, which packets carry in turn.</summary>
    internal double MeanPacketSize => Payload.Count == 0 ? PacketSize : Payload.Average(hex => Math.Max(FrameLength.Shortest, (hex.Length / 2) + PktgenHeader.Overhead(Destination.Contains(':', StringComparison.Ordinal))));

    /// <summary>Events on the path during the flood; empty if there were none.</summary>
    public IReadOnlyList<string> Notes => Outcome.Notes;

    /// <summary>Packets the kernel accepted; null if unknown: a pktgen device was removed during the run, or the generator was lost.</summary>
    public long? Sent => Outcome.Sent;

    /// <summary>From the first packet to the last, seconds.</summary>
    public double Seconds => Outcome.Seconds;

    /// <summary>Packets sent per second; null if <see cref="Sent"/> is.</summary>
    public double? Pps => Sent is long sent ? Seconds > 0 ? sent / Seconds : 0 : null;

    /// <summary>
    /// CPU time of the sending threads: of the sending calls, and on loopback and veth also of the receiving stack up to the sink's
    /// socket. Null while it runs, and where the kernel's own threads send (Pktgen).
    /// </summary>
    public double? CpuSeconds => PerThread.Count == 0 ? null : PerThread.Aggregate((double?)0, (sum, t) => sum + t.CpuSeconds);

    /// <summary>Nanoseconds of <see cref="CpuSeconds"/> per sent packet.</summary>
    public double? CpuNsPerPacket => Sent > 0 ? CpuSeconds * 1e9 / Sent : null;

    /// <summary>Packets whose send failed; not part of <see cref="Sent"/>.</summary>
    public long Errors => Outcome.Errors;

    /// <summary>Its state.</summary>
    public FloodState State => Outcome.State;

    /// <summary>When the first packet left, by this machine's clock.</summary>
    public DateTimeOffset Started { get; init; }

    /// <summary>Each thread's share, in order; empty while it runs.</summary>
    public IReadOnlyList<FloodThreadResult> PerThread => Outcome.PerThread;

    /// <summary>What was requested and sent in each step of a ramp; empty for a constant rate, and while it runs.</summary>
    public IReadOnlyList<FloodStep> Steps => Outcome.Steps;

    /// <summary>What was requested and sent over time; empty while it runs.</summary>
    public IReadOnlyList<FloodInterval> Intervals => Outcome.Intervals;

    /// <summary>How it ended; until then, that it is running.</summary>
    internal FloodOutcome Outcome { get; set; } = new();

    /// <summary>One line.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Backend} {Host} -> {Destination}:{Port}, {(Sent is long sent ? string.Create(CultureInfo.InvariantCulture, $"{sent:N0} packets, {Pps:N0} pps") : "an unknown number of packets")}");
}

/// <summary>How a flood ended.</summary>
internal sealed record FloodOutcome
{
    public FloodState State { get; init; } = FloodState.Running;

    public long? Sent { get; init; } = 0;

    public long Errors { get; init; }

    public double Seconds { get; init; }

    public double? MeanBurst { get; init; }

    public long? Replies { get; init; }

    public long? ReplyBytes { get; init; }

    public long? ReplyDrops { get; init; }

    public double? ReplySeconds { get; init; }

    public IReadOnlyList<FloodStep> Steps { get; init => field = LabList.Of(value); } = LabList.Empty<FloodStep>();

    public IReadOnlyList<FloodInterval> Intervals { get; init => field = LabList.Of(value); } = LabList.Empty<FloodInterval>();

    public IReadOnlyList<FloodThreadResult> PerThread { get; init => field = LabList.Of(value); } = LabList.Empty<FloodThreadResult>();

    public IReadOnlyList<string> Notes { get; init => field = LabList.Of(value); } = LabList.Empty<string>();
}

/// <summary>One thread's share of a flood.</summary>
public sealed record FloodThreadResult
{
    /// <summary>CPU it was pinned to; null for none.</summary>
    public int? Cpu { get; init; }

    /// <summary>Packets sent; null if unknown.</summary>
    public long? Sent { get; init; }

    /// <summary>Packets whose send failed.</summary>
    public long Errors { get; init; }

    /// <summary>Its duration in seconds.</summary>
    public double Seconds { get; init; }

    /// <summary>CPU time of the thread; null where the kernel's own threads send (Pktgen).</summary>
    public double? CpuSeconds { get; init; }

    /// <summary>Packets per second; null if <see cref="Sent"/> is.</summary>
    public double? Pps => Sent is long sent ? Seconds > 0 ? sent / Seconds : 0 : null;

    /// <summary>One line.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{(Cpu is null ? "" : $"CPU {Cpu}: ")}{(Sent is null ? "an unknown number of" : Sent.Value.ToString("N0", CultureInfo.InvariantCulture))} packets{(Pps is double pps ? string.Create(CultureInfo.InvariantCulture, $", {pps:N0} pps") : "")}");
}
