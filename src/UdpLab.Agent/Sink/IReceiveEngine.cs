namespace UdpLab.Agent.Sink;

/// <summary>
/// How one thread of a sink receives: opened on a socket (<see cref="ReceiveEngines.Open"/>), run any number of times, and
/// closed. A receive method is one implementation, and a row of <see cref="Wire.ReceiveTraits"/>.
/// </summary>
internal interface IReceiveEngine : IDisposable
{
    /// <summary>Datagrams one call may return.</summary>
    int Batch { get; }

    /// <summary>Packets that the kernel dropped for lack of room since <see cref="Arm"/>; null if the UDP socket counts them.</summary>
    uint? Drops => null;

    /// <summary>Frames that the kernel delivered since <see cref="Arm"/>, by its own count; null if UDP counts them.</summary>
    long? Delivered => null;

    /// <summary>How frames reach it, if there are several ways; else null.</summary>
    string? Mode => null;

    /// <summary>From now on what arrives is to be received.</summary>
    void Arm()
    {
    }

    /// <summary>
    /// Receives. Whenever <see cref="SinkWorker.Credit"/> is used up, nothing arrives for a
    /// <see cref="SinkSocket.ReceiveTimeout"/>, or a signal or an error ends a call, it hands over what it received
    /// (<see cref="SinkWorker.Look"/>), and returns when that says so.
    /// </summary>
    /// <param name="worker">The thread that receives.</param>
    /// <param name="check">Check each payload's header.</param>
    void Receive(SinkWorker worker, bool check);

    /// <summary>Ends what it still has submitted, on the thread that received; returns what the kernel handed over meanwhile.</summary>
    Tally Settle() => default;
}
