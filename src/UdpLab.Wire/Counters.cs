namespace UdpLab.Wire;

/// <summary>The kernel's counters as it prints them; the controller parses them. A missing file is an empty text.</summary>
internal sealed record Counters
{
    /// <summary>/proc/net/snmp.</summary>
    public string Snmp { get; set; } = "";

    /// <summary>/proc/net/snmp6.</summary>
    public string Snmp6 { get; set; } = "";

    /// <summary>/proc/net/netstat.</summary>
    public string Netstat { get; set; } = "";

    /// <summary>/proc/net/softnet_stat.</summary>
    public string Softnet { get; set; } = "";

    /// <summary>The requested interfaces.</summary>
    public DeviceCounters[] Devices { get; set; } = [];

    /// <summary>Counters that exist but could not be read, each with the reason; null if none failed.</summary>
    public string[]? Unreadable { get; set; }
}

/// <summary>One interface's counters.</summary>
internal sealed record DeviceCounters
{
    /// <summary>Interface name.</summary>
    public required string Name { get; set; }

    /// <summary>Interface index, null if there is no such interface; another index means another interface of the same name.</summary>
    public int? Index { get; set; }

    /// <summary>Whether it is up (IFF_UP); null if unreadable.</summary>
    public bool? Up { get; set; }

    /// <summary>How often its link has come or gone since it was created; null if the kernel does not report it.</summary>
    public long? CarrierChanges { get; set; }

    /// <summary>Driver name; empty if ethtool does not report it.</summary>
    public string Driver { get; set; } = "";

    /// <summary>
    /// /sys/class/net/NAME/statistics: file name to value. Unsigned, as the kernel counts: a driver that counts down from 0
    /// exceeds the largest signed number.
    /// </summary>
    public Dictionary<string, ulong> Statistics { get; set; } = [];

    /// <summary>ethtool -S: name to value.</summary>
    public Dictionary<string, ulong> Ethtool { get; set; } = [];

    /// <summary>Packets dropped by its root queueing disciplines (tc -s qdisc); null if it has none.</summary>
    public long? QdiscDrops { get; set; }
}
