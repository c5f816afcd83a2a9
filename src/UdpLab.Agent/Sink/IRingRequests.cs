using UdpLab.Agent.Kernel;

namespace UdpLab.Agent.Sink;

/// <summary>What a <see cref="RingEngine"/> keeps submitted, and where the datagrams go.</summary>
internal unsafe interface IRingRequests : IDisposable
{
    /// <summary>The first of the buffers, which are adjacent.</summary>
    byte* Data { get; }

    /// <summary>Requests that are submitted and not complete.</summary>
    int Pending { get; }

    /// <summary>Prepares requests, now that all completions have been taken.</summary>
    /// <param name="ring">The ring.</param>
    /// <param name="taken">Provided buffers that were taken since the last time and have been read.</param>
    void Prepare(IoUring ring, int taken);

    /// <summary>A request is complete: it has no more completions.</summary>
    /// <param name="result">Length of a datagram, or -errno.</param>
    void Ended(int result);

    /// <summary>Prepares the cancellation of what waits for a datagram.</summary>
    void Cancel(IoUring ring);
}
