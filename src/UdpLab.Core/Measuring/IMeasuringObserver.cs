namespace UdpLab;

/// <summary>Observes measurements as they are made, and receives them.</summary>
internal interface IMeasuringObserver : ILabObserver
{
    /// <summary>A measurement is complete; the next begins when this returns.</summary>
    void Measured(SinkMeasurement measurement);

    /// <summary>No packet arrived to be measured; the other measurements continue.</summary>
    /// <param name="message">How far the packets came, and what to do.</param>
    /// <param name="ledger">Where they went.</param>
    void NothingCame(string message, Ledger ledger);
}
