namespace UdpLab.Wire;

/// <summary>Netfilter of the agent's network namespace.</summary>
internal sealed record NetfilterFacts
{
    /// <summary>Functions on the path of a packet; null if the kernel does not report them (nfnetlink_hook, Linux 5.14).</summary>
    public NetfilterHook[]? Hooks { get; set; }

    /// <summary>Base chains of nftables; null if unreadable.</summary>
    public NftChain[]? Chains { get; set; }

    /// <summary>Why something is null.</summary>
    public string Obstacle { get; set; } = "";

    /// <summary>nftables rules that need connection tracking: "inet filter: ct".</summary>
    public string[] Tracking { get; set; } = [];

    /// <summary>Interfaces whose UDP this product's tables exempt from tracking.</summary>
    public string[] Exempted { get; set; } = [];

    /// <summary>Tables of legacy iptables; null if unreadable.</summary>
    public string[]? LegacyTables { get; set; }
}

/// <summary>A function netfilter calls for every packet.</summary>
internal sealed record NetfilterHook
{
    /// <summary>ip, ip6 or netdev.</summary>
    public required string Family { get; set; }

    /// <summary>prerouting, input, forward, output, postrouting, ingress.</summary>
    public required string Hook { get; set; }

    /// <summary>Order in the hook, lowest first.</summary>
    public int Priority { get; set; }

    /// <summary>The kernel's function.</summary>
    public string Function { get; set; } = "";

    /// <summary>The module it is in; empty for the kernel itself.</summary>
    public string Module { get; set; } = "";
}

/// <summary>A base chain of nftables.</summary>
internal sealed record NftChain
{
    /// <summary>ip, ip6, inet, netdev, bridge, arp.</summary>
    public required string Family { get; set; }

    /// <summary>Its table.</summary>
    public required string Table { get; set; }

    /// <summary>Its name.</summary>
    public required string Name { get; set; }

    /// <summary>Where in a packet's path it is.</summary>
    public required string Hook { get; set; }

    /// <summary>Rules in it.</summary>
    public int Rules { get; set; }
}
