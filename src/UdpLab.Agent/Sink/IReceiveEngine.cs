namespace UdpLab.Agent.Sink;

/// <summary>
/// How one thread of a sink receives: opened on a socket (<see cref="ReceiveEngines.Open"/>), run again and again, and closed. A
/// method of receiving is one implementation, and a row of <see cref="Wire.ReceiveTraits"/>.
/// </summary>
internal interface IReceiveEngine : IDisposable
{
    /// <summary>Datagrams one call may return.</summary>
    int Batch { get; }

    /// <summary>
    /// Receives. Whenever <see cref="SinkWorker.Credit"/> is used up, nothing comes for a <see cref="SinkSocket.ReceiveTimeout"/>, or a
    /// signal or an error ends a call, it hands over what came (<see cref="SinkWorker.Look"/>), and returns when that says so.
    /// </summary>
    /// <param name="worker">The thread's own.</param>
    /// <param name="check">Check each payload's header.</param>
    void Receive(SinkWorker worker, bool check);
}
