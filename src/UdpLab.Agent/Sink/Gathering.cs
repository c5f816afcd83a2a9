namespace UdpLab.Agent.Sink;

/// <summary>
/// How long a waiting thread lets datagrams gather before it is woken: what a wake-up costs is divided among them, as an
/// interrupt's is by a card with interrupt moderation. It follows the rate, so that half a batch to a batch gather, for
/// which a default receive buffer has room.
/// </summary>
/// <param name="batch">Datagrams of a batch.</param>
internal struct Gathering(int batch)
{
    /// <summary>Longest time, in microseconds. Sparse datagrams do not wait at all: it counts from the wait's begin.</summary>
    private const int Longest = 50;

    public int Microseconds { get; private set; }

    /// <summary>Adapts before the next wait.</summary>
    /// <param name="found">Datagrams received since the previous wait.</param>
    public void Adapt(long found) => Microseconds = found > batch ? Microseconds / 2
        : found * 2 < batch ? Math.Min((Microseconds * 2) + 1, Longest)
        : Microseconds;
}
