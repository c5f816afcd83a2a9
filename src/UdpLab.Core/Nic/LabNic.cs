namespace UdpLab;

/// <summary>
/// A network interface of a lab host: what decides how it receives. What its driver does not support is null, never a
/// guess. It is a picture of the moment it was read.
/// </summary>
public sealed partial record LabNic
{
    /// <summary>Where it is.</summary>
    public required LabHost Host { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>The driver's name (ethtool -i), null where the device does not tell.</summary>
    public string? Driver { get; init; }

    /// <summary>Ethernet address, null where it has none.</summary>
    public string? MacAddress { get; init; }

    /// <summary>IP addresses with the length of their prefix.</summary>
    public IReadOnlyList<string> Addresses { get; init => field = LabList.Of(value); } = LabList.Empty<string>();

    /// <summary>Largest packet in bytes, without the Ethernet header.</summary>
    public int? Mtu { get; init; }

    /// <summary>Speed of the link in Mbit/s, null where it is down or has none.</summary>
    public int? SpeedMbps { get; init; }

    /// <summary>It is up and has a carrier.</summary>
    public bool LinkUp { get; init; }

    /// <summary>NUMA node its device is at, null where it is at none.</summary>
    public int? NumaNode { get; init; }

    /// <summary>Channels that only receive (ethtool -l).</summary>
    public int? RxQueues { get; init; }

    /// <summary>Channels that only transmit.</summary>
    public int? TxQueues { get; init; }

    /// <summary>Channels that do both.</summary>
    public int? CombinedQueues { get; init; }

    /// <summary>Most channels that can only receive.</summary>
    public int? MaxRxQueues { get; init; }

    /// <summary>Most channels that can only transmit.</summary>
    public int? MaxTxQueues { get; init; }

    /// <summary>Most channels that can do both.</summary>
    public int? MaxCombinedQueues { get; init; }

    /// <summary>Descriptors of each receive ring (ethtool -g).</summary>
    public int? RxRing { get; init; }

    /// <summary>Descriptors of each transmit ring.</summary>
    public int? TxRing { get; init; }

    /// <summary>Most descriptors a receive ring can have.</summary>
    public int? MaxRxRing { get; init; }

    /// <summary>Most descriptors a transmit ring can have.</summary>
    public int? MaxTxRing { get; init; }

    /// <summary>Receive queue of each value of the hash (ethtool -x): the RSS indirection table.</summary>
    public IReadOnlyList<int>? RssTable { get; init => field = LabList.Of(value); }

    /// <summary>Number of different queues in <see cref="RssTable"/>.</summary>
    public int? RssQueues => RssTable?.Distinct().Count();

    /// <summary>RSS hash key, bytes in hexadecimal with colons between.</summary>
    public string? RssKey { get; init; }

    /// <summary>RSS hash function: toeplitz, xor, crc32.</summary>
    public string? RssHashFunction { get; init; }

    /// <summary>
    /// Fields of UDP over IPv4 that are hashed, in ethtool's letters: s and d source and destination address, f and n
    /// source and destination port, v VLAN, m destination MAC, t protocol, r discard; "none" for none.
    /// </summary>
    public string? UdpHashFields { get; init; }

    /// <summary>The same for UDP over IPv6.</summary>
    public string? Udp6HashFields { get; init; }

    /// <summary>Rules that steer packets to queues (ethtool -n), by place; null where there can be none.</summary>
    public IReadOnlyDictionary<int, string>? FlowRules { get; init => field = LabList.Table(value); }

    /// <summary>It obeys pause frames (ethtool -a).</summary>
    public bool? PauseRx { get; init; }

    /// <summary>It sends pause frames, which stops a generator instead of letting packets be lost.</summary>
    public bool? PauseTx { get; init; }

    /// <summary>Pause is negotiated with the link's other end.</summary>
    public bool? PauseAutonegotiate { get; init; }

    /// <summary>Interrupt coalescing (ethtool -c) by name: RxUsecs, RxFrames, AdaptiveRx (1 for on) and so on.</summary>
    public IReadOnlyDictionary<string, long>? Coalescing { get; init => field = LabList.Table(value); }

    /// <summary>Offloads that are in effect, by the kernel's names (rx-gro) and by ethtool's short ones (gro).</summary>
    public IReadOnlyDictionary<string, bool> Features { get; init => field = LabList.Table(value); } = LabList.Table<string, bool>([]);

    /// <summary>Offloads that cannot be switched.</summary>
    public IReadOnlyList<string> FixedFeatures { get; init => field = LabList.Of(value); } = LabList.Empty<string>();

    /// <summary>Interrupts of its queues.</summary>
    public IReadOnlyList<LabNicIrq> Irqs { get; init => field = LabList.Of(value); } = LabList.Empty<LabNicIrq>();

    /// <summary>CPUs each receive queue's packets are handed to (receive packet steering).</summary>
    public IReadOnlyList<LabNicQueueCpus>? Rps { get; init => field = LabList.Of(value); }

    /// <summary>CPUs each transmit queue is chosen by (transmit packet steering).</summary>
    public IReadOnlyList<LabNicQueueCpus>? Xps { get; init => field = LabList.Of(value); }

    /// <summary>Packets are received by kernel threads instead of softirqs.</summary>
    public bool? ThreadedNapi { get; init; }

    /// <summary>net.core.busy_read of the host: microseconds a reader polls the device; null in a namespace, where it cannot be seen.</summary>
    public int? BusyRead { get; init; }

    /// <summary>net.core.busy_poll of the host: the same for poll and select.</summary>
    public int? BusyPoll { get; init; }

    /// <summary>What it counted since it was made.</summary>
    public required LabNicCounters Counters { get; init; }

    /// <summary>The name, so that -Interface takes it.</summary>
    public override string ToString() => Name;
}
