namespace UdpLab;

/// <summary>The first line of a sweep in its journal: what it measures. It is written again when the sweep is resumed.</summary>
internal sealed record LabSweep : IResultControl
{
    /// <summary>Identifies the sweep's lines.</summary>
    public required string Id { get; init; }

    public DateTimeOffset Started { get; init; }

    /// <summary>The machine that runs the sweep.</summary>
    public string Machine { get; init; } = "";

    public int ProcessId { get; init; }

    public IReadOnlyList<LabSweepFactor> Factors { get; init; } = [];

    /// <summary>The script block's text.</summary>
    public string ScriptBlock { get; init; } = "";

    /// <summary>SHA-256 of the text.</summary>
    public string ScriptBlockHash { get; init; } = "";

    public SweepOrder Order { get; init; }

    public int Seed { get; init; }

    public int Repeat { get; init; }

    /// <summary>Cells times repeats.</summary>
    public int Runs { get; init; }
}

/// <summary>A factor of a sweep in its journal.</summary>
internal sealed record LabSweepFactor
{
    public required string Name { get; init; }

    /// <summary>Texts of the values.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];
}

/// <summary>A line about one run of a sweep: started, completed or failed. Only results of completed runs count.</summary>
internal sealed record LabSweepRun : IResultControl
{
    /// <summary>Id of the sweep.</summary>
    public required string Sweep { get; init; }

    public SweepRunState State { get; init; }

    /// <summary>Number of the cell, from 1.</summary>
    public int Cell { get; init; }

    public int Repeat { get; init; }

    /// <summary>The run's position in the order of measuring, from 1.</summary>
    public int Position { get; init; }

    public DateTimeOffset Time { get; init; }

    /// <summary>Objects the script block emitted, for a completed run.</summary>
    public int Objects { get; init; }

    /// <summary>Its duration, for a completed run.</summary>
    public double? Seconds { get; init; }

    /// <summary>Why it failed.</summary>
    public string? Error { get; init; }
}

/// <summary>The progress of a run.</summary>
internal enum SweepRunState
{
    Started,
    Completed,
    Failed,
}
