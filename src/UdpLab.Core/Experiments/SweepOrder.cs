namespace UdpLab;

/// <summary>The order in which a sweep measures.</summary>
public enum SweepOrder : long
{
    /// <summary>Each repeat is a block in which every cell comes once, in random order: what drifts affects all cells alike.</summary>
    Blocks,

    /// <summary>All runs in one random order.</summary>
    Random,

    /// <summary>Cell by cell with all its repeats, the first factor slowest. A machine that drifts makes cells differ.</summary>
    Nested,
}
