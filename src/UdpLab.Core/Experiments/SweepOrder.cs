namespace UdpLab;

/// <summary>The order in which a sweep measures.</summary>
public enum SweepOrder : long
{
    /// <summary>Each repeat is a block with every cell once, in random order: a drift affects all cells alike.</summary>
    Blocks,

    /// <summary>All runs in one random order.</summary>
    Random,

    /// <summary>Cell by cell with all repeats, the first factor slowest. If the machine drifts, cells appear to differ.</summary>
    Nested,
}
