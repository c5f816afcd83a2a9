namespace UdpLab.Agent.Flood;

/// <summary>
/// Paces one thread on the monotonic clock, a burst at a time. The first burst may leave at the start, as pktgen's does; from then
/// on it fills at the rate, and holds at most a tenth of a second's packets, so that a thread that was kept off its CPU catches
/// up and yet never floods for longer than that.
/// </summary>
internal struct TokenBucket(double packetsPerSecond, long start, long burst)
{
    private readonly double _perNanosecond = packetsPerSecond / 1e9;
    private readonly double _depth = Math.Max(burst, packetsPerSecond / 10);
    private double _tokens = burst;
    private long _filled = start;

    /// <summary>Takes a burst of tokens, or none where it does not have as many; more bursts, up to so many tokens, where it has fallen behind.</summary>
    public long Take(long now, long wanted, long most)
    {
        _tokens = Math.Min(_depth, _tokens + ((now - _filled) * _perNanosecond));
        _filled = now;
        if (_tokens < wanted)
        {
            return 0;
        }

        long taken = Math.Min((long)_tokens, Math.Max(wanted, most)) / wanted * wanted;
        _tokens -= taken;
        return taken;
    }

    /// <summary>When as many tokens will be there.</summary>
    public readonly long DueAt(long now, long wanted) => now + (long)Math.Min(Math.Ceiling((wanted - _tokens) / _perNanosecond), 1e18);
}
