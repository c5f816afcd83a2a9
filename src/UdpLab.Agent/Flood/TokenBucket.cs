namespace UdpLab.Agent.Flood;

/// <summary>
/// Paces one thread on the monotonic clock. The first packet may leave at once, as pktgen's does; from then on it fills at the
/// rate, and holds at most a tenth of a second's packets, so that a thread that was kept off its CPU catches up and yet never
/// floods for longer than that.
/// </summary>
internal struct TokenBucket(double packetsPerSecond, long start)
{
    private readonly double _perNanosecond = packetsPerSecond / 1e9;
    private readonly double _depth = Math.Max(1, packetsPerSecond / 10);
    private double _tokens = 1;
    private long _filled = start;

    /// <summary>Takes up to <paramref name="wanted"/> whole tokens.</summary>
    public long Take(long now, long wanted)
    {
        _tokens = Math.Min(_depth, _tokens + ((now - _filled) * _perNanosecond));
        _filled = now;
        long taken = Math.Min((long)_tokens, wanted);
        _tokens -= taken;
        return taken;
    }

    /// <summary>When <paramref name="wanted"/> tokens will be available, at most one millisecond ahead.</summary>
    public readonly long NextAt(long now, long wanted) =>
        now + (long)Math.Clamp((Math.Min(wanted, _depth) - _tokens) / _perNanosecond, 1000, 1_000_000);
}
