namespace UdpLab;

/// <summary>
/// A network interface of a lab host with the settings that affect how it receives. What its driver does not support is null,
/// never a guess. It is a snapshot of when it was read.
/// </summary>
public sealed partial record LabNic
{
    /// <summary>The host it is on.</summary>
    public required LabHost Host { get; init; }

    /// <summary>Interface name.</summary>
    public required string Name { get; init; }

    /// <summary>Driver name (ethtool -i); null if the device does not report one.</summary>
    public string? Driver { get; init; }

    /// <summary>Ethernet address; null if it has none.</summary>
    public string? MacAddress { get; init; }

    /// <summary>IP addresses with prefix lengths.</summary>
    public IReadOnlyList<string> Addresses { get; init => field = LabList.Of(value); } = LabList.Empty<string>();

    /// <summary>Largest packet in bytes, without the Ethernet header.</summary>
    public int? Mtu { get; init; }

    /// <summary>Link speed in Mbit/s; null if the link is down or has no speed.</summary>
    public int? SpeedMbps { get; init; }

    /// <summary>True if it is up and has a carrier.</summary>
    public bool LinkUp { get; init; }

    /// <summary>NUMA node of its device; null if none.</summary>
    public int? NumaNode { get; init; }

    /// <summary>Channels that only receive (ethtool -l).</summary>
    public int? RxQueues { get; init; }

    /// <summary>Channels that only transmit.</summary>
    public int? TxQueues { get; init; }

    /// <summary>Channels that do both.</summary>
    public int? CombinedQueues { get; init; }

    /// <summary>Maximum number of receive-only channels.</summary>
    public int? MaxRxQueues { get; init; }

    /// <summary>Maximum number of transmit-only channels.</summary>
    public int? MaxTxQueues { get; init; }

    /// <summary>Maximum number of combined channels.</summary>
    public int? MaxCombinedQueues { get; init; }

    /// <summary>Descriptors of each receive ring (ethtool -g).</summary>
    public int? RxRing { get; init; }

    /// <summary>Descriptors of each transmit ring.</summary>
    public int? TxRing { get; init; }

    /// <summary>Maximum descriptors per receive ring.</summary>
    public int? MaxRxRing { get; init; }

    /// <summary>Maximum descriptors per transmit ring.</summary>
    public int? MaxTxRing { get; init; }

    /// <summary>The RSS indirection table: the receive queue for each hash value (ethtool -x).</summary>
    public IReadOnlyList<int>? RssTable { get; init => field = LabList.Of(value); }

    /// <summary>Number of different queues in <see cref="RssTable"/>.</summary>
    public int? RssQueues => RssTable?.Distinct().Count();

    /// <summary>RSS hash key in hexadecimal, bytes separated by colons.</summary>
    public string? RssKey { get; init; }

    /// <summary>RSS hash function: toeplitz, xor, crc32.</summary>
    public string? RssHashFunction { get; init; }

    /// <summary>
    /// Fields of UDP over IPv4 that are hashed, in ethtool's letters: s and d for source and destination address, f and n for
    /// source and destination port, v VLAN, m destination MAC, t protocol, r discard; "none" for none.
    /// </summary>
    public string? UdpHashFields { get; init; }

    /// <summary>The same for UDP over IPv6.</summary>
    public string? Udp6HashFields { get; init; }

    /// <summary>Rules that steer packets to queues (ethtool -n), by location; null if not supported.</summary>
    public IReadOnlyDictionary<int, string>? FlowRules { get; init => field = LabList.Table(value); }

    /// <summary>Pause frames received are obeyed (ethtool -a).</summary>
    public bool? PauseRx { get; init; }

    /// <summary>Pause frames are sent, which stop the generator instead of losing packets.</summary>
    public bool? PauseTx { get; init; }

    /// <summary>Pause is negotiated with the link partner.</summary>
    public bool? PauseAutonegotiate { get; init; }

    /// <summary>Interrupt coalescing (ethtool -c) by name: RxUsecs, RxFrames, AdaptiveRx (1 for on) and so on.</summary>
    public IReadOnlyDictionary<string, long>? Coalescing { get; init => field = LabList.Table(value); }

    /// <summary>Offloads in effect, by the kernel's names (rx-gro) and by ethtool's short ones (gro).</summary>
    public IReadOnlyDictionary<string, bool> Features { get; init => field = LabList.Table(value); } = LabList.Table<string, bool>([]);

    /// <summary>Offloads that cannot be switched.</summary>
    public IReadOnlyList<string> FixedFeatures { get; init => field = LabList.Of(value); } = LabList.Empty<string>();

    /// <summary>The interrupts of its queues.</summary>
    public IReadOnlyList<LabNicIrq> Irqs { get; init => field = LabList.Of(value); } = LabList.Empty<LabNicIrq>();

    /// <summary>For each receive queue, the CPUs its packets are handed to (receive packet steering).</summary>
    public IReadOnlyList<LabNicQueueCpus>? Rps { get; init => field = LabList.Of(value); }

    /// <summary>For each transmit queue, the CPUs that use it (transmit packet steering).</summary>
    public IReadOnlyList<LabNicQueueCpus>? Xps { get; init => field = LabList.Of(value); }

    /// <summary>Packets are received by kernel threads instead of softirqs.</summary>
    public bool? ThreadedNapi { get; init; }

    /// <summary>net.core.busy_read of the host: microseconds a reader polls the device; null in a namespace, where it is not visible.</summary>
    public int? BusyRead { get; init; }

    /// <summary>net.core.busy_poll of the host: the same for poll and select; null in a namespace.</summary>
    public int? BusyPoll { get; init; }

    /// <summary>Its counters since it was created.</summary>
    public required LabNicCounters Counters { get; init; }

    /// <summary>The name, so that -Interface accepts the object.</summary>
    public override string ToString() => Name;
}
