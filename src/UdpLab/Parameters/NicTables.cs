namespace UdpLab.Parameters;

/// <summary>Offloads by ethtool's short names, as Get-LabNic shows them. The kernel's names are accepted too.</summary>
public sealed class NicFeatureTable : KeyTable
{
    public bool rx { get; set; }
    public bool tx { get; set; }
    public bool sg { get; set; }
    public bool tso { get; set; }
    public bool gso { get; set; }
    public bool gro { get; set; }
    public bool lro { get; set; }
    public bool rxvlan { get; set; }
    public bool txvlan { get; set; }
    public bool ntuple { get; set; }
    public bool rxhash { get; set; }
}

/// <summary>Coalescing parameters by the names Get-LabNic shows. ethtool's names are accepted too.</summary>
public sealed class NicCoalescingTable : KeyTable
{
    public bool AdaptiveRx { get; set; }
    public bool AdaptiveTx { get; set; }
    public uint RxUsecs { get; set; }
    public uint RxFrames { get; set; }
    public uint RxUsecsIrq { get; set; }
    public uint RxFramesIrq { get; set; }
    public uint TxUsecs { get; set; }
    public uint TxFrames { get; set; }
    public uint TxUsecsIrq { get; set; }
    public uint TxFramesIrq { get; set; }
    public uint StatsBlockUsecs { get; set; }
    public uint PktRateLow { get; set; }
    public uint RxUsecsLow { get; set; }
    public uint RxFramesLow { get; set; }
    public uint TxUsecsLow { get; set; }
    public uint TxFramesLow { get; set; }
    public uint PktRateHigh { get; set; }
    public uint RxUsecsHigh { get; set; }
    public uint RxFramesHigh { get; set; }
    public uint TxUsecsHigh { get; set; }
    public uint TxFramesHigh { get; set; }
    public uint SampleInterval { get; set; }
    public bool CqeModeTx { get; set; }
    public bool CqeModeRx { get; set; }
}
