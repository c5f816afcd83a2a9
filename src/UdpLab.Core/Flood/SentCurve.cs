namespace UdpLab;

/// <summary>
/// What a flood had sent over time, by this process's clock: known at the ends of its intervals, and taken to be even in between.
/// It gives a sink's intervals, which end at other times, what was asked and sent in them.
/// </summary>
internal sealed class SentCurve
{
    private readonly IReadOnlyList<FloodInterval> _intervals;
    private readonly long[] _ends;
    private readonly double[] _sent;

    /// <param name="started">When the flood started, nanoseconds.</param>
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

    /// <summary>Packets sent per second from one time to another, which is later.</summary>
    public double Pps(long from, long to) => (SentAt(to) - SentAt(from)) * 1e9 / (to - from);

    /// <summary>Packets per second asked for from one time to another; null where there was no limit, or where it changed meanwhile.</summary>
    public double? RatePps(long from, long to)
    {
        double? rate = null;
        for (int i = NextAfter(from); i > 0 && i < _ends.Length && _ends[i - 1] < to; i++)
        {
            if (_intervals[i - 1].RatePps is not double asked || (rate ?? asked) != asked)
            {
                return null;
            }

            rate = asked;
        }

        return rate;
    }

    /// <summary>The first end after a time; as many as there are where none is.</summary>
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
