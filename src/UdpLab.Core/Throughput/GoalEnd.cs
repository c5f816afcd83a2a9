namespace UdpLab;

/// <summary>What stopped the search for a goal.</summary>
internal enum GoalEnd
{
    /// <summary>The search ended before this goal was reached.</summary>
    Unfinished,

    /// <summary>The bounds are as near as the goal width.</summary>
    Width,

    /// <summary>Not even the maximum load is an upper bound.</summary>
    MaximumLoad,

    /// <summary>Even the minimum load is an upper bound.</summary>
    MinimumLoad,

    /// <summary>The generator can send no more, and that is no upper bound.</summary>
    GeneratorMaximum,

    /// <summary>The generator has no rate between the bounds.</summary>
    GeneratorResolution,
}
