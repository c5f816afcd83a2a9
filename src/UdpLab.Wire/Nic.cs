namespace UdpLab.Wire;

/// <summary>Reads interfaces with all settings, without changing them; answered by <see cref="NicState"/>.</summary>
internal sealed record ReadNic : Request
{
    /// <summary>Names or altnames, empty for all. Missing interfaces are left out of the answer.</summary>
    public string[] Names { get; set; } = [];
}

/// <summary>The state of interfaces.</summary>
internal sealed record NicState : Reply
{
    /// <summary>In order of interface index.</summary>
    public required NicFacts[] Items { get; set; }

    /// <summary>Names of all interfaces.</summary>
    public required string[] Present { get; set; }

    /// <summary>Host-wide settings that affect receiving, by name; those that this namespace cannot see are missing.</summary>
    public Dictionary<string, string> HostSettings { get; set; } = [];

    /// <inheritdoc cref="SettingValue.Identity"/>
    public required string HostIdentity { get; set; }
}

/// <summary>An interface. Properties its driver does not support are null or missing from the dictionaries.</summary>
internal sealed record NicFacts
{
    /// <summary>Its name.</summary>
    public required string Name { get; set; }

    /// <summary>Its altnames, which are accepted wherever a name is.</summary>
    public string[] AltNames { get; set; } = [];

    /// <inheritdoc cref="SettingValue.Identity"/>
    public required string Identity { get; set; }

    /// <summary>ethtool -i driver; empty if the device does not report it.</summary>
    public string Driver { get; set; } = "";

    /// <summary>Ethernet address; null if it has none.</summary>
    public string? MacAddress { get; set; }

    /// <summary>Addresses with prefix lengths.</summary>
    public string[] Addresses { get; set; } = [];

    /// <summary>It has a carrier.</summary>
    public bool LinkUp { get; set; }

    /// <summary>Mbit/s; null if the link is down or has no speed.</summary>
    public int? SpeedMbps { get; set; }

    /// <summary>NUMA node of its device; null if it has none.</summary>
    public int? NumaNode { get; set; }

    /// <summary>Maximum values: "rx", "tx", "combined", "rx-ring", "tx-ring", "mtu"; "mtu-min" is the minimum.</summary>
    public Dictionary<string, int> Maxima { get; set; } = [];

    /// <summary>Receive queues that RSS and flow rules may use (ETHTOOL_GRXRINGS).</summary>
    public int? ReceiveRings { get; set; }

    /// <summary>CPUs of its NUMA node, as a list such as 0-3,8; null if it has no node.</summary>
    public string? NearCpus { get; set; }

    /// <summary>RSS hash function in use.</summary>
    public string? HashFunction { get; set; }

    /// <summary>All its settings as text, by kind.</summary>
    public required Dictionary<string, string> Settings { get; set; }

    /// <summary>Whether each offload is in effect, under the kernel's names.</summary>
    public Dictionary<string, bool> Features { get; set; } = [];

    /// <summary>Offloads that cannot be switched.</summary>
    public string[] FixedFeatures { get; set; } = [];

    /// <summary>Slots for flow rules; null if unsupported.</summary>
    public int? FlowRulePlaces { get; set; }

    /// <summary>Flow rules by slot.</summary>
    public Dictionary<int, string> FlowRules { get; set; } = [];

    /// <summary>Interrupts of its queues.</summary>
    public NicIrqFacts[] Irqs { get; set; } = [];

    /// <summary>Its counters so far.</summary>
    public required DeviceCounters Counters { get; set; }
}

/// <summary>An interrupt of an interface.</summary>
internal sealed record NicIrqFacts
{
    /// <summary>Its number.</summary>
    public int Irq { get; set; }

    /// <summary>The driver's name for it, as in /proc/interrupts.</summary>
    public required string Name { get; set; }

    /// <summary>CPUs it may go to, as a list such as 0-3,8.</summary>
    public required string Affinity { get; set; }

    /// <summary>CPUs it actually goes to; null if the kernel does not report it.</summary>
    public string? Effective { get; set; }

    /// <summary>Counts per CPU, in the order of /proc/interrupts.</summary>
    public long[] PerCpu { get; set; } = [];
}
