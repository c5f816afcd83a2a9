namespace UdpLab;

/// <summary>In which of two profiles a symbol occurs.</summary>
public enum PerfSymbolState : long
{
    /// <summary>Only in the candidate.</summary>
    New,

    /// <summary>Only in the baseline.</summary>
    Vanished,

    /// <summary>In both.</summary>
    Both,
}
