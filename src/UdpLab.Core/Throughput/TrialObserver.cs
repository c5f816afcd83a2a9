using UdpLab.Wire;

namespace UdpLab;

/// <summary>Receives the results of one trial. Warnings that are notes of the measurement remain there.</summary>
/// <param name="search">Receives the rest.</param>
/// <param name="said">What earlier trials reported; it is not repeated.</param>
/// <param name="progress">Receives the trial's progress.</param>
internal sealed class TrialObserver(ILabObserver search, HashSet<string> said, Action<Func<string>> progress) : IMeasuringObserver
{
    private readonly List<string> _warnings = [];

    public SinkMeasurement? Measurement { get; private set; }

    /// <summary>Why no packet arrived, and where they went; null if one did.</summary>
    public (string Message, Ledger Ledger)? Nothing { get; private set; }

    /// <summary>The first failure.</summary>
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
