namespace UdpLab;

/// <summary>A sweep's surroundings: runs the script block, and shows what happens.</summary>
internal interface ISweepStage
{
    /// <summary>Runs the script block for a cell. Its output is passed to <see cref="SweepEngine.Keep"/>.</summary>
    /// <returns>The error it failed with; null if it succeeded.</returns>
    Exception? Run(SweepRun run, bool isLastAttempt);

    /// <summary>Passes on a result of an earlier session.</summary>
    void Emit(object result, SweepRun run, int position);

    /// <summary>A run begins.</summary>
    void Begins(SweepStatus status);

    /// <summary>A run is completed.</summary>
    void Completed(SweepStatus status, int objects, object? first, double seconds);

    /// <summary>A try at a run failed, the last one or not: what it emitted does not count.</summary>
    void Discard();

    /// <summary>Shows a warning.</summary>
    void Warn(string message);

    /// <summary>A run failed for good, and the sweep continues.</summary>
    void Fail(LabException error, SweepRun run);
}

/// <summary>The progress of a sweep.</summary>
/// <param name="Run">The run it is about.</param>
/// <param name="Position">Its position in the order of measuring, from 1.</param>
/// <param name="Runs">Total number of runs.</param>
/// <param name="Repeats">Repeats of each cell.</param>
/// <param name="Elapsed">Time since the sweep began in this session.</param>
/// <param name="Left">Estimated time for the rest, at the pace so far; null before the first run is completed.</param>
/// <param name="IsWarmup">Its results are discarded.</param>
internal sealed record SweepStatus(SweepRun Run, int Position, int Runs, int Repeats, TimeSpan Elapsed, TimeSpan? Left, bool IsWarmup);
