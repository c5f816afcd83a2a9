namespace UdpLab;

/// <summary>
/// The wanted settings of an interface; null or empty leaves a setting as it is. They correspond to the parameters of
/// Set-LabNic; -FlowRule and -Feature are called FlowRules and Features here.
/// </summary>
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

    /// <summary>Coalescing parameters by this module's or ethtool's names, as numbers or switches.</summary>
    public IReadOnlyDictionary<string, object?> Coalescing { get; init; } = new Dictionary<string, object?>();

    /// <summary>Features by the kernel's or ethtool's names, and whether they should be on.</summary>
    public IReadOnlyDictionary<string, bool> Features { get; init; } = new Dictionary<string, bool>();

    public int? Mtu { get; init; }

    public CpuAssignment? IrqAffinity { get; init; }

    public CpuAssignment? Rps { get; init; }

    public CpuAssignment? Xps { get; init; }

    public bool? ThreadedNapi { get; init; }

    public int? BusyRead { get; init; }

    public int? BusyPoll { get; init; }
}
