namespace UdpLab.Agent.Sink;

/// <summary>What the threads of a sink share: the phase, the packets still to be counted, the time of the first packet.</summary>
internal sealed class SinkControl(double warmupSeconds, long? count) : IDisposable
{
    private readonly ManualResetEventSlim _begun = new(false);
    private long _remaining = count ?? long.MaxValue;
    private long _uncounted = count ?? long.MaxValue;
    private int _phase;
    private long _first;

    public SinkPhase Phase => (SinkPhase)Volatile.Read(ref _phase);

    /// <summary>CLOCK_MONOTONIC of the first packet; 0 before it.</summary>
    public long First => Volatile.Read(ref _first);

    /// <summary>Completed when the phase changes.</summary>
    public AutoResetEvent Changed { get; } = new(false);

    /// <summary>Lets the threads receive.</summary>
    public void Begin() => _begun.Set();

    /// <summary>Waits until they may.</summary>
    public void AwaitBegin() => _begun.Wait();

    public void Advance(SinkPhase phase)
    {
        int old = Volatile.Read(ref _phase);
        while (old < (int)phase)
        {
            int seen = Interlocked.CompareExchange(ref _phase, (int)phase, old);
            if (seen == old)
            {
                Changed.Set();
                return;
            }

            old = seen;
        }
    }

    /// <summary>Called when a thread has its first packet; the first thread's opens the window, unless there is a warm-up.</summary>
    public void SawFirst(long now)
    {
        bool isFirst = Interlocked.CompareExchange(ref _first, now, 0) == 0;
        if (warmupSeconds <= 0)
        {
            // The second thread too: the first may have been interrupted before it did.
            Advance(SinkPhase.Measuring);
        }

        if (isFirst)
        {
            Changed.Set();
        }
    }

    /// <summary>Requests a quota of up to <paramref name="wanted"/> packets; 0 if other threads hold the rest.</summary>
    public long Take(long wanted)
    {
        if (count is null)
        {
            return wanted;
        }

        long left = Interlocked.Add(ref _remaining, -wanted);
        if (left >= 0)
        {
            return wanted;
        }

        long granted = Math.Max(0, wanted + left);
        Interlocked.Add(ref _remaining, wanted - granted);
        return granted;
    }

    /// <summary>Returns unused quota.</summary>
    public void Return(long unused)
    {
        if (count is not null)
        {
            Interlocked.Add(ref _remaining, unused);
        }
    }

    /// <summary>Adds counted packets against the quota; the last requested packet closes the window.</summary>
    public void Counted(long packets)
    {
        if (count is not null && Interlocked.Add(ref _uncounted, -packets) <= 0)
        {
            Advance(SinkPhase.Draining);
        }
    }

    public void Dispose()
    {
        Changed.Dispose();
        _begun.Dispose();
    }
}
