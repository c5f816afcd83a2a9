using System.Runtime.InteropServices;
using UdpLab.Agent.Native;

namespace UdpLab.Agent.Sinks;

/// <summary>
/// What the threads of a sink share: the phase, the packets still to be counted, the time of the first packet, and a
/// number the receive loops compare with their own: when it differs, they look up from their work.
/// </summary>
internal sealed unsafe class SinkControl(double warmupSeconds, long? count) : IDisposable
{
    private long _remaining = count ?? long.MaxValue;
    private int _phase;
    private long _first;

    /// <summary>In a cache line of its own: read for every packet, written a few times a second.</summary>
    public int* Attention { get; } = (int*)NativeMemory.AlignedAlloc(64, 64);

    public SinkPhase Phase => (SinkPhase)Volatile.Read(ref _phase);

    /// <summary>CLOCK_MONOTONIC of the first packet, 0 before it.</summary>
    public long First => Volatile.Read(ref _first);

    /// <summary>Completed when the phase moves on.</summary>
    public AutoResetEvent Changed { get; } = new(false);

    public void Call() => Volatile.Write(ref *Attention, Volatile.Read(ref *Attention) + 1);

    public void Advance(SinkPhase phase)
    {
        int old = Volatile.Read(ref _phase);
        while (old < (int)phase)
        {
            int seen = Interlocked.CompareExchange(ref _phase, (int)phase, old);
            if (seen == old)
            {
                Call();
                Changed.Set();
                return;
            }

            old = seen;
        }
    }

    /// <summary>A thread got its first packet; the first of all opens the window, unless there is a warm-up.</summary>
    public void SawFirst(long now)
    {
        if (Interlocked.CompareExchange(ref _first, now, 0) == 0)
        {
            if (warmupSeconds <= 0)
            {
                Advance(SinkPhase.Measuring);
            }

            Changed.Set();
        }
    }

    /// <summary>Asks for leave to count up to <paramref name="wanted"/> packets; 0 closes the window.</summary>
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

    /// <summary>Gives back leave that was not used.</summary>
    public void Return(long unused)
    {
        if (count is not null)
        {
            Interlocked.Add(ref _remaining, unused);
        }
    }

    /// <summary>All the packets asked for are counted.</summary>
    public bool Exhausted => count is not null && Interlocked.Read(ref _remaining) <= 0;

    public void Dispose()
    {
        NativeMemory.AlignedFree(Attention);
        Changed.Dispose();
    }
}
