namespace UdpLab;

/// <summary>Where a sweep takes place: runs the script block, and shows what happens.</summary>
internal interface ISweepStage
{
    /// <summary>Runs the script block for a cell. What it emits is handed to <see cref="SweepEngine.Keep"/>.</summary>
    /// <returns>The error it failed with, null if it did not.</returns>
    Exception? Run(SweepRun run, bool isLastAttempt);

    /// <summary>Hands on a result of an earlier session.</summary>
    void Emit(object result, SweepRun run, int position);

    /// <summary>A run begins.</summary>
    void Begins(SweepStatus status);

    /// <summary>A run is completed.</summary>
    void Completed(SweepStatus status, int objects, object? first, double seconds);

    /// <summary>For every user.</summary>
    void Warn(string message);

    /// <summary>A run failed for good, and the sweep goes on.</summary>
    void Fail(LabException error, SweepRun run);
}

/// <summary>How far a sweep is.</summary>
/// <param name="Run">The run it is about.</param>
/// <param name="Position">Its place in the order of measuring, from 1.</param>
/// <param name="Runs">Runs in all.</param>
/// <param name="Repeats">Repeats of each cell.</param>
/// <param name="Elapsed">Since the sweep began in this session.</param>
/// <param name="Left">How long the rest will take, at the pace so far; null before the first run is completed.</param>
/// <param name="IsWarmup">Its results will be thrown away.</param>
internal sealed record SweepStatus(SweepRun Run, int Position, int Runs, int Repeats, TimeSpan Elapsed, TimeSpan? Left, bool IsWarmup);
