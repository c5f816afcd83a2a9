namespace UdpLab.Agent.Sink;

/// <summary>How many packets an engine receives before the clock is read again.</summary>
/// <param name="check">Headers are checked, or a tracer watches: the clock is read more often, because each time a latency is sampled or the count published.</param>
/// <param name="batch">Datagrams per call, which arrive at the same time anyway.</param>
internal struct Stride(bool check, int batch)
{
    // A prime, so that sampling does not fall into step with a sender's bursts.
    private const long Longest = 509;

    // The clock is read about this often at high rates, every packet at low ones.
    private const long SoonWithCheck = 500_000, LateWithCheck = 2_000_000, SoonWithout = 2_000_000, LateWithout = 8_000_000;

    private long _length = 1;

    /// <summary>Computes the next one.</summary>
    /// <param name="passed">Nanoseconds since the clock was last read.</param>
    /// <param name="quiet">Nothing arrived.</param>
    /// <param name="received">Packets so far.</param>
    public long Next(long passed, bool quiet, long received)
    {
        if (quiet || passed > (check ? LateWithCheck : LateWithout))
        {
            _length = Math.Max(1, _length / 2);
        }
        else if (passed < (check ? SoonWithCheck : SoonWithout))
        {
            _length = Math.Min(_length * 2, Longest);
        }

        // At most 1/512 of the packets received, so that the last packet's time is known to 0.2 % even in a short window.
        return Math.Max(Math.Min(_length, 1 + (received / 512)), received == 0 ? 1 : batch);
    }
}
