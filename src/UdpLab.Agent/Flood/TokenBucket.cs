namespace UdpLab.Agent.Flood;

/// <summary>
/// Paces one thread on the monotonic clock, burst by burst. The first burst may be sent at once, as in pktgen. The bucket holds
/// at most 0.1 s of packets, so a descheduled thread catches up but never floods for longer than that.
/// </summary>
internal struct TokenBucket(double packetsPerSecond, long start, long burst)
{
    private readonly double _perNanosecond = packetsPerSecond / 1e9;
    private readonly double _depth = Math.Max(burst, packetsPerSecond / 10);
    private double _tokens = burst;
    private long _filled = start;

    /// <summary>Takes one burst of tokens, or none if the bucket holds fewer; after a delay several bursts, up to the given limit.</summary>
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

    /// <summary>When this many tokens will be available.</summary>
    public readonly long DueAt(long now, long wanted) => now + (long)Math.Min(Math.Ceiling((wanted - _tokens) / _perNanosecond), 1e18);
}
