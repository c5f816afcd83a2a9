namespace UdpLab;

/// <summary>Watches work of Core: a cmdlet shows what it hears, a search may keep or ignore it.</summary>
internal interface ILabObserver
{
    /// <summary>Work goes on; the text is made only when it is shown.</summary>
    void Progress(Func<string> status);

    /// <summary>The work that made progress is over.</summary>
    void EndProgress();

    /// <summary>For a user who wants to know everything.</summary>
    void Verbose(string message);

    /// <summary>For every user; once, however often it is repeated.</summary>
    void Warn(string message);

    /// <summary>Something failed, and the rest goes on.</summary>
    /// <param name="error">What failed.</param>
    /// <param name="about">The object that it is about.</param>
    void Fail(LabException error, object? about);
}
