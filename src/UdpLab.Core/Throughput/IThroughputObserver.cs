namespace UdpLab;

/// <summary>Observes a throughput search.</summary>
internal interface IThroughputObserver : ILabObserver
{
    /// <summary>A trial is running, or about to.</summary>
    /// <param name="status">The progress of the search; created only if it is shown.</param>
    /// <param name="percent">Percent of the forecast time.</param>
    /// <param name="secondsLeft">Forecast of the remaining time.</param>
    void Progress(Func<string> status, int percent, int secondsLeft);

    /// <summary>A trial has ended.</summary>
    void Tried(ThroughputTrial trial);
}
