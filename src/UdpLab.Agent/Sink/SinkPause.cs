namespace UdpLab.Agent.Sink;

/// <summary>
/// A moment at which no thread of a sink receives. The last thread to rest does the work: with a single thread none waits for
/// another to be scheduled.
/// </summary>
/// <param name="threads">Threads that receive.</param>
/// <param name="work">What to do meanwhile.</param>
internal sealed class SinkPause(int threads, Action work)
{
    private readonly ManualResetEventSlim _over = new(false);
    private int _receiving = threads;

    /// <summary>What the work threw; null for nothing.</summary>
    public Exception? Error { get; private set; }

    /// <summary>Called by a thread that receives: returns when the work is done.</summary>
    public void Rest()
    {
        Arrive();
        _over.Wait();
    }

    /// <summary>One thread less receives.</summary>
    public void Arrive()
    {
        if (Interlocked.Decrement(ref _receiving) > 0)
        {
            return;
        }

        try
        {
            work();
        }
        catch (Exception e)
        {
            Error = e;
        }
        finally
        {
            _over.Set();
        }
    }

    /// <summary>Waits for its end; false if that takes longer.</summary>
    public bool Wait(TimeSpan patience) => _over.Wait(patience);
}
