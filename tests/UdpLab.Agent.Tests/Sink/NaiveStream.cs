namespace UdpLab.Agent.Tests.Sink;

/// <summary>
/// The reference: what one receiver can know about one stream, from the full list of its numbers in order of arrival. The
/// numbers are not truncated to 32 bits.
/// </summary>
internal sealed class NaiveStream
{
    private readonly HashSet<long> _seen = [];
    private long _highest = long.MinValue;

    public IReadOnlySet<long> Seen => _seen;

    public long OutOfOrder { get; private set; }

    public long Duplicates { get; private set; }

    public void Receive(long number)
    {
        if (!_seen.Add(number))
        {
            Duplicates++;
        }
        else if (number < _highest)
        {
            OutOfOrder++;
        }

        _highest = Math.Max(_highest, number);
    }

    /// <summary>Numbers between the first and the last that reached no receiver.</summary>
    public static long Lost(IEnumerable<NaiveStream> receivers)
    {
        HashSet<long> all = [.. receivers.SelectMany(r => r._seen)];
        return all.Count == 0 ? 0 : all.Max() - all.Min() + 1 - all.Count;
    }
}
