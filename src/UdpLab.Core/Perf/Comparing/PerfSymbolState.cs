namespace UdpLab;

/// <summary>What became of a symbol between two profiles.</summary>
public enum PerfSymbolState
{
    /// <summary>It is in the candidate only.</summary>
    New,

    /// <summary>It is in the baseline only.</summary>
    Vanished,

    /// <summary>It is in both.</summary>
    Both,
}
