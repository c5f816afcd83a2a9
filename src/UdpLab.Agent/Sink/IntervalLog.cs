using UdpLab.Wire;

namespace UdpLab.Agent.Sink;

/// <summary>The intervals of a measurement of any length: when there are too many, each two become one.</summary>
internal sealed class IntervalLog
{
    private const int Most = 1024;
    private readonly List<Interval> _intervals = [];
    private int _width = 1;
    private int _inLast;

    public void Add(Interval next)
    {
        if (_inLast > 0 && _inLast < _width)
        {
            _intervals[^1] = Join(_intervals[^1], next);
            _inLast++;
            return;
        }

        if (_intervals.Count == Most)
        {
            for (int i = 0; i < Most / 2; i++)
            {
                _intervals[i] = Join(_intervals[2 * i], _intervals[(2 * i) + 1]);
            }

            _intervals.RemoveRange(Most / 2, Most / 2);
            _width *= 2;
        }

        _intervals.Add(next);
        _inLast = 1;
    }

    /// <summary>Reports them.</summary>
    public void Report(long id, Action<Reply> reply) => _intervals.ForEach(i => reply(i with { Id = id }));

    private static Interval Join(Interval one, Interval next) => next with { Length = one.Length + next.Length, Packets = one.Packets + next.Packets };
}
