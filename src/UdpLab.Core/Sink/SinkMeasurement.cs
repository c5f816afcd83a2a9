using System.Globalization;

namespace UdpLab;

/// <summary>What a sink received in its measured window, at what cost, and where the rest went.</summary>
public sealed record SinkMeasurement
{
    /// <summary>The host that received.</summary>
    public required LabHost Host { get; init; }

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

    /// <summary>From the window's first packet to its last, by the monotonic clock.</summary>
    public double Seconds { get; init; }

    /// <summary>Packets received per second.</summary>
    public double Pps => Seconds > 0 ? Packets / Seconds : 0;

    /// <summary>Nanoseconds a packet: 1e9 / <see cref="Pps"/>.</summary>
    public double NsPerPacket => Packets > 0 ? Seconds * 1e9 / Packets : 0;

    /// <summary>UDP payload received, megabits per second.</summary>
    public double PayloadMbps => Seconds > 0 ? Bytes * 8 / Seconds / 1e6 : 0;

    /// <summary>
    /// Packets that did not come: sent less received where the window is the whole flood, else the gaps in the sequence
    /// numbers of the window. Null where neither is known.
    /// </summary>
    public long? Lost { get; init; }

    /// <summary><see cref="Lost"/> in percent of the packets that should have come.</summary>
    public double? LossPercent => Lost is long lost ? (Packets + lost > 0 ? 100.0 * lost / (Packets + lost) : 0) : null;

    /// <summary>Packets that came after a later one, null where headers were not checked.</summary>
    public long? OutOfOrder { get; init; }

    /// <summary>Packets that came again, null where headers were not checked.</summary>
    public long? Duplicates { get; init; }

    /// <summary>Payloads without the pktgen header's magic, null where headers were not checked.</summary>
    public long? BadMagic { get; init; }

    /// <summary>CPU time of the sink's threads in the window, user and system together.</summary>
    public double CpuSeconds => UserSeconds + SystemSeconds;

    /// <summary>User CPU time of the sink's threads in the window.</summary>
    public double UserSeconds { get; init; }

    /// <summary>System CPU time of the sink's threads in the window.</summary>
    public double SystemSeconds { get; init; }

    /// <summary>CPU nanoseconds of the sink's threads a packet.</summary>
    public double CpuNsPerPacket => Packets > 0 ? CpuSeconds * 1e9 / Packets : 0;

    /// <summary>Times a thread of the sink slept for want of packets (voluntary context switches).</summary>
    public long Wakeups { get; init; }

    /// <summary>Number of sockets, a thread each.</summary>
    public int Sockets => PerSocket.Count;

    /// <summary>Datagrams a call could return: 1 except for Recvmmsg.</summary>
    public int Batch { get; init; }

    /// <summary>SO_RCVBUF of each socket as the kernel counts it, bytes.</summary>
    public int ReceiveBuffer { get; init; }

    /// <summary>UDP_GRO was on.</summary>
    public bool Gro { get; init; }

    /// <summary>The window's first packet, by this machine's clock.</summary>
    public DateTimeOffset Started { get; init; }

    /// <summary>The floods that were received, one a generator; null for outside traffic.</summary>
    public IReadOnlyList<UdpFlood>? Flood { get; init => field = LabList.Of(value); }

    /// <summary>The interface the packets came by, as it was during the measurement; null when it is not known.</summary>
    public LabNic? Nic { get; init; }

    /// <summary>
    /// What else decides a measurement on the sink's host, by name: kernel, CPU, mitigations, sysctls, and what Test-LabHost
    /// finds of it ("Finding.Conntrack" is "Warning: tracks packets: ...").
    /// </summary>
    public IReadOnlyDictionary<string, string> Environment { get; init => field = LabList.Table(value); } = LabList.Table<string, string>([]);

    /// <summary>Where every packet went, from arming to the end: also what came outside the window.</summary>
    public required Ledger Ledger { get; init; }

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

    /// <summary>One line.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Method} {Packets:N0} packets, {Pps:N0} pps");
}
