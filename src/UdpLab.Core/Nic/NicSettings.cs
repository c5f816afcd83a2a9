namespace UdpLab;

/// <summary>What an interface shall be; null leaves a thing as it is. The names are those of Set-LabNic's parameters.</summary>
internal sealed record NicSettings
{
    public int? RxQueues { get; init; }

    public int? TxQueues { get; init; }

    public int? CombinedQueues { get; init; }

    public int? RssQueues { get; init; }

    public IReadOnlyList<int>? RssWeight { get; init; }

    public string? RssKey { get; init; }

    public IReadOnlyList<string>? UdpHashFields { get; init; }

    public IReadOnlyList<NicFlowRule> FlowRules { get; init; } = [];

    public int? RxRing { get; init; }

    public int? TxRing { get; init; }

    public NicPause? Pause { get; init; }

    /// <summary>Names, of this module or ethtool's, and numbers or switches.</summary>
    public IReadOnlyDictionary<string, object?> Coalescing { get; init; } = new Dictionary<string, object?>();

    /// <summary>Names, the kernel's or ethtool's, and switches.</summary>
    public IReadOnlyDictionary<string, bool> Features { get; init; } = new Dictionary<string, bool>();

    public int? Mtu { get; init; }

    public CpuAssignment? IrqAffinity { get; init; }

    public CpuAssignment? Rps { get; init; }

    public CpuAssignment? Xps { get; init; }

    public bool? ThreadedNapi { get; init; }

    public int? BusyRead { get; init; }

    public int? BusyPoll { get; init; }
}
