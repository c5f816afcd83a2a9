namespace UdpLab;

/// <summary>
/// What a flood had sent over time, by this process's clock: known at the ends of its intervals, interpolated linearly in
/// between. From it, a sink's intervals, which end at other times, get the rate that was given and sent.
/// </summary>
internal sealed class SentCurve
{
    private const double Most = 0.9;

    private readonly IReadOnlyList<FloodInterval> _intervals;
    private readonly long[] _ends;
    private readonly double[] _sent;

    /// <param name="started">Start of the flood, nanoseconds.</param>
    /// <param name="intervals">Its intervals.</param>
    public SentCurve(long started, IReadOnlyList<FloodInterval> intervals)
    {
        _intervals = intervals;
        _ends = [started, .. intervals.Select(i => started + (long)Math.Clamp(i.Seconds * 1e9, 0, 1e18))];
        _sent = new double[_ends.Length];
        for (int i = 1; i < _ends.Length; i++)
        {
            _ends[i] = Math.Max(_ends[i], _ends[i - 1]);
            _sent[i] = _sent[i - 1] + intervals[i - 1].Packets;
        }
    }

    /// <summary>Packets sent per second between two times.</summary>
    public double Pps(long from, long to) => (SentAt(to) - SentAt(from)) * 1e9 / (to - from);

    /// <summary>
    /// The flood's rate during at least nine tenths of a period, packets per second; null if there was no limit, if it changed,
    /// or if the flood lasted for less than half of the period.
    /// </summary>
    public double? RatePps(long from, long to)
    {
        Dictionary<double, long> rates = [];
        long all = 0;
        for (int i = Math.Max(1, NextAfter(from)); i < _ends.Length && _ends[i - 1] < to; i++)
        {
            long here = Math.Min(_ends[i], to) - Math.Max(_ends[i - 1], from);
            all += here;
            if (_intervals[i - 1].RatePps is double rate)
            {
                rates[rate] = rates.GetValueOrDefault(rate) + here;
            }
        }

        (double main, long most) = rates.Count > 0 ? rates.MaxBy(r => r.Value) : default;
        return all > 0 && all >= (to - from) / 2 && most >= all * Most ? main : null;
    }

    /// <summary>Index of the first interval end after a time; the number of intervals if there is none.</summary>
    private int NextAfter(long at)
    {
        int found = Array.BinarySearch(_ends, at);
        if (found < 0)
        {
            return ~found;
        }

        while (found < _ends.Length && _ends[found] <= at)
        {
            found++;
        }

        return found;
    }

    private double SentAt(long at)
    {
        int next = NextAfter(at);
        return next == 0 ? 0
            : next == _ends.Length ? _sent[^1]
            : _sent[next - 1] + ((_sent[next] - _sent[next - 1]) * (at - _ends[next - 1]) / (_ends[next] - _ends[next - 1]));
    }
}
