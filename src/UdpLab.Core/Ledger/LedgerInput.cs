using UdpLab.Wire;

namespace UdpLab;

/// <summary>The input for a ledger: the sink's counters, and the generators' if there are any.</summary>
internal sealed record LedgerInput
{
    /// <summary>Counters of the sink's host before the first packet.</summary>
    public required Counters Before { get; init; }

    /// <summary>Counters of the sink's host after the last packet.</summary>
    public required Counters After { get; init; }

    /// <summary>The sink's sockets are IPv6.</summary>
    public bool Ipv6 { get; init; }

    /// <summary>UDP_GRO is on: UDP's counters count super-packets of several segments.</summary>
    public bool Gro { get; init; }

    /// <summary>
    /// Frames that the kernel delivered to a sink that sees frames, by its own count: what IP and UDP count happens to them
    /// afterwards. Null for a sink that reads UDP sockets.
    /// </summary>
    public long? Delivered { get; init; }

    /// <summary>The sink takes frames at the driver (AF_XDP).</summary>
    public bool AtDriver { get; init; }

    /// <summary>Packets (segments) received from arming to the end.</summary>
    public long TotalPackets { get; init; }

    /// <summary>Datagrams the sink's calls returned in that time.</summary>
    public long TotalDatagrams { get; init; }

    /// <summary>Packets of <see cref="TotalPackets"/> in the measured window.</summary>
    public long WindowPackets { get; init; }

    /// <summary>Packets still queued when the sink stopped.</summary>
    public long LeftInSocket { get; init; }

    /// <summary>Drops of the sink's own sockets; null if the kernel does not report them.</summary>
    public long? SocketDrops { get; init; }

    /// <summary>The flood's packets that went to other sockets of its port; null for none.</summary>
    public long? OtherSockets { get; init; }

    /// <summary>A socket was bound to the flood's port all the time: what found no socket (NoPorts) was something else, such as a late reply.</summary>
    public bool AlwaysBound { get; init; }

    /// <summary>Packets of this sink that the kernel dropped, by its reasons; empty if they were not traced.</summary>
    public IReadOnlyList<DropReason> Drops { get; init; } = [];

    /// <summary>The floods, one per generator; empty if the traffic came from elsewhere.</summary>
    public IReadOnlyList<LedgerGenerator> Generators { get; init; } = [];

    /// <summary>Packets in the longest train a generator sends (UDP_SEGMENT); 1 for no trains.</summary>
    public int LargestTrain => Generators.Count == 0 ? 1 : Generators.Max(g => g.Gso);

    /// <summary>True if packets are merged in this way on the flood's path.</summary>
    public bool Has(Bundling bundling) => bundling == Bundling.Gro ? Gro : LargestTrain > 1;

    /// <summary>Packets sent by all generators; null if there are none or a count is not known.</summary>
    public long? Sent => Generators.Count == 0 || Generators.Any(g => g.Sent is null) ? null : Generators.Sum(g => g.Sent);
}

/// <summary>One generator's part of a <see cref="LedgerInput"/>.</summary>
internal sealed record LedgerGenerator
{
    /// <summary>The host; empty if there is only one.</summary>
    public string Host { get; init; } = "";

    /// <summary>Packets handed to the kernel successfully; null if not known.</summary>
    public long? Sent { get; init; }

    /// <summary>Packets whose send failed; not part of <see cref="Sent"/>.</summary>
    public long Errors { get; init; }

    /// <summary>Counters of the generator's host before the first packet.</summary>
    public required Counters Before { get; init; }

    /// <summary>Counters of the generator's host after the last packet.</summary>
    public required Counters After { get; init; }

    /// <summary>Packets per send as one train (UDP_SEGMENT), 1 for no trains; the kernel counts a train as one until a socket splits it.</summary>
    public int Gso { get; init; } = 1;

    /// <summary>The interface the packets left by.</summary>
    public string Interface { get; init; } = "";

    /// <summary>Generator and sink share a network namespace: an interface of the same name is the same interface.</summary>
    public bool SameNamespace { get; init; }
}
