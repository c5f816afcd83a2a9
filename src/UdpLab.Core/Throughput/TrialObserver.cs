using UdpLab.Wire;

namespace UdpLab;

/// <summary>Takes what one trial gives. Warnings that are notes of the measurement stay there.</summary>
/// <param name="search">Receives the rest.</param>
/// <param name="said">What earlier trials said; it is not repeated.</param>
/// <param name="progress">Receives what the trial is doing.</param>
internal sealed class TrialObserver(ILabObserver search, HashSet<string> said, Action<Func<string>> progress) : IMeasuringObserver
{
    private readonly List<string> _warnings = [];

    public SinkMeasurement? Measurement { get; private set; }

    /// <summary>Why no packet came, and where they went; null if one did.</summary>
    public (string Message, Ledger Ledger)? Nothing { get; private set; }

    /// <summary>What failed; the first of several.</summary>
    public LabException? Failure { get; private set; }

    public void Measured(SinkMeasurement measurement) => Measurement = measurement;

    public void NothingCame(string message, Ledger ledger) => Nothing = (message, ledger);

    public void Progress(Func<string> status) => progress(status);

    public void EndProgress()
    {
        // The search shows its own.
    }

    public void Verbose(string message)
    {
        if (said.Add(message))
        {
            search.Verbose(message);
        }
    }

    public void Warn(string message) => _warnings.Add(message);

    public void Fail(LabException error, object? about) => Failure ??= error;

    /// <summary>Passes on what is not in the measurement.</summary>
    public void Report()
    {
        foreach (string warning in _warnings.Except(Measurement?.Notes.Select(note => note.Message) ?? []))
        {
            search.Warn(warning);
        }
    }
}
