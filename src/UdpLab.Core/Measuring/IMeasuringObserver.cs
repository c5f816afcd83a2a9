namespace UdpLab;

/// <summary>Watches measurements being made, and takes them.</summary>
internal interface IMeasuringObserver : ILabObserver
{
    /// <summary>A measurement is complete; the next begins when this returns.</summary>
    void Measured(SinkMeasurement measurement);

    /// <summary>No packet came to be measured; the others go on.</summary>
    /// <param name="message">How far the packets came, and what to do.</param>
    /// <param name="ledger">Where they went.</param>
    void NothingCame(string message, Ledger ledger);
}
