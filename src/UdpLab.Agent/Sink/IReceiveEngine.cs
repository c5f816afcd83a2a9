namespace UdpLab.Agent.Sink;

/// <summary>
/// How one thread of a sink receives: opened on a socket (<see cref="ReceiveEngines.Open"/>), asked again and again to receive, and
/// closed. A method of receiving is one implementation, and a row of <see cref="Wire.ReceiveTraits"/>.
/// </summary>
internal interface IReceiveEngine : IDisposable
{
    /// <summary>Datagrams one call may return.</summary>
    int Batch { get; }

    /// <summary>Receives until the credit is used up, or nothing comes for a <see cref="SinkSocket.ReceiveTimeout"/>, or a signal or an error ends it.</summary>
    /// <param name="credit">Packets; the last call may return more than is left of it.</param>
    /// <param name="check">Check each payload's header.</param>
    /// <param name="received">What came.</param>
    void Receive(long credit, bool check, out Received received);
}
