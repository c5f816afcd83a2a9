namespace UdpLab;

/// <summary>Watches a search for throughput.</summary>
internal interface IThroughputObserver : ILabObserver
{
    /// <summary>A trial runs, or is about to.</summary>
    /// <param name="status">How far the search is; made only when it is shown.</param>
    /// <param name="percent">Of its time, as forecast.</param>
    /// <param name="secondsLeft">As forecast.</param>
    void Progress(Func<string> status, int percent, int secondsLeft);

    /// <summary>A trial is over.</summary>
    void Tried(ThroughputTrial trial);
}
