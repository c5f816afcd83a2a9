namespace UdpLab;

/// <summary>Receives the progress of Core's work: a cmdlet shows it, a search may keep or ignore it.</summary>
internal interface ILabObserver
{
    /// <summary>Progress; the text is only created if it is shown.</summary>
    void Progress(Func<string> status);

    /// <summary>The work that reported progress has ended.</summary>
    void EndProgress();

    /// <summary>A verbose message.</summary>
    void Verbose(string message);

    /// <summary>A warning; shown once, however often it is repeated.</summary>
    void Warn(string message);

    /// <summary>Something failed; the rest continues.</summary>
    /// <param name="error">What failed.</param>
    /// <param name="about">The object it is about.</param>
    void Fail(LabException error, object? about);
}
