namespace UdpLab.Agent.Sink;

/// <summary>What the threads of a sink share: the phase, the packets still to be counted, the time of the first packet.</summary>
internal sealed class SinkControl(double warmupSeconds, long? count) : IDisposable
{
    // A signal that finds a thread outside the kernel is lost.
    private static readonly TimeSpan _wakePause = TimeSpan.FromMilliseconds(2);

    private readonly ManualResetEventSlim _begun = new(false);
    private long _remaining = count ?? long.MaxValue;
    private long _uncounted = count ?? long.MaxValue;
    private readonly Lock _pausing = new();
    private volatile SinkPause? _pause;
    private int _threads;
    private int _phase;
    private long _first;

    public SinkPhase Phase => (SinkPhase)Volatile.Read(ref _phase);

    /// <summary>CLOCK_MONOTONIC of the first packet; 0 before it.</summary>
    public long First => Volatile.Read(ref _first);

    /// <summary>Completed when the phase changes.</summary>
    public AutoResetEvent Changed { get; } = new(false);

    /// <summary>What a thread must rest for; null if nothing.</summary>
    public SinkPause? Pause => _pause;

    /// <summary>A thread will receive.</summary>
    public void Join()
    {
        lock (_pausing)
        {
            _threads++;
        }
    }

    /// <summary>A thread has ended.</summary>
    public void Leave()
    {
        SinkPause? pause;
        lock (_pausing)
        {
            _threads--;
            pause = _pause;
        }

        pause?.Arrive();
    }

    /// <summary>Does something while no thread receives.</summary>
    /// <param name="work">What to do; done by any thread.</param>
    /// <param name="wake">Wakes the threads, again and again until all of them rest.</param>
    public void WhilePaused(Action work, Action wake)
    {
        SinkPause pause;
        int threads;
        lock (_pausing)
        {
            threads = _threads;
            pause = new SinkPause(threads, () =>
            {
                try
                {
                    work();
                }
                finally
                {
                    // Before any thread receives again: none rests twice.
                    _pause = null;
                }
            });
            _pause = pause;
        }

        if (threads == 0)
        {
            pause.Arrive();
        }

        do
        {
            wake();
        }
        while (!pause.Wait(_wakePause));

        if (pause.Error is { } error)
        {
            throw error;
        }
    }

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
