namespace UdpLab;

/// <summary>
/// One try at a run of a sweep. What it emits goes down the pipeline at once; whether it counts is known only when the try has
/// ended, so each object is kept with its try.
/// </summary>
internal sealed class SweepAttempt
{
    public SweepAttemptState State { get; private set; }

    /// <summary>It failed, so nothing that it emitted counts.</summary>
    public void Fail() => State = SweepAttemptState.Failed;

    /// <summary>It is completed.</summary>
    public void Complete() => State = SweepAttemptState.Completed;
}

/// <summary>How far a try is.</summary>
internal enum SweepAttemptState
{
    /// <summary>It is running, or the sweep was stopped in it.</summary>
    Begun,
    Completed,
    Failed,
}
