using UdpLab.Wire;

namespace UdpLab;

/// <summary>What a ledger is made from: what the sink found, and what the generator found where there was one.</summary>
internal sealed record LedgerInput
{
    /// <summary>The sink's host before the first packet.</summary>
    public required Counters Before { get; init; }

    /// <summary>The sink's host after the last.</summary>
    public required Counters After { get; init; }

    /// <summary>The sink's sockets are IPv6 ones.</summary>
    public bool Ipv6 { get; init; }

    /// <summary>UDP_GRO is on: UDP's counters count super-packets of many segments.</summary>
    public bool Gro { get; init; }

    /// <summary>Packets (segments) received from arming to the end.</summary>
    public long TotalPackets { get; init; }

    /// <summary>Datagrams the sink's calls returned in that time.</summary>
    public long TotalDatagrams { get; init; }

    /// <summary>Packets of <see cref="TotalPackets"/> in the measured window.</summary>
    public long WindowPackets { get; init; }

    /// <summary>Packets still queued when the sink stopped.</summary>
    public long LeftInSocket { get; init; }

    /// <summary>The sink's own sockets' drops, null where the kernel does not tell.</summary>
    public long? SocketDrops { get; init; }

    /// <summary>The floods, one a generator; empty where the traffic came from elsewhere.</summary>
    public IReadOnlyList<LedgerGenerator> Generators { get; init; } = [];

    /// <summary>Packets the longest train of a generator has (UDP_SEGMENT), 1 for none.</summary>
    public int LargestTrain => Generators.Count == 0 ? 1 : Generators.Max(g => g.Gso);

    /// <summary>Packets all of them sent, null where there is none, or where one does not know.</summary>
    public long? Sent => Generators.Count == 0 || Generators.Any(g => g.Sent is null) ? null : Generators.Sum(g => g.Sent);
}

/// <summary>The generator's part of a <see cref="LedgerInput"/>.</summary>
internal sealed record LedgerGenerator
{
    /// <summary>The host, empty where there is only one.</summary>
    public string Host { get; init; } = "";

    /// <summary>Packets handed to the kernel with success, null where that is not known.</summary>
    public long? Sent { get; init; }

    /// <summary>Packets whose send failed; not part of <see cref="Sent"/>.</summary>
    public long Errors { get; init; }

    /// <summary>The generator's host before the first packet.</summary>
    public required Counters Before { get; init; }

    /// <summary>The generator's host after the last.</summary>
    public required Counters After { get; init; }

    /// <summary>Packets a send carried as one train (UDP_SEGMENT), 1 for none: until a socket takes it apart, the kernel counts a train as one.</summary>
    public int Gso { get; init; } = 1;

    /// <summary>The interface the packets left by.</summary>
    public string Interface { get; init; } = "";

    /// <summary>Generator and sink share a network namespace: an interface of the same name is the same interface.</summary>
    public bool SameNamespace { get; init; }
}
