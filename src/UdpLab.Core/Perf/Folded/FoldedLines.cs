namespace UdpLab;

/// <summary>
/// Lines of folded stacks, sorted. A line is its words' ranks in big-endian numbers of one width, so that lines compare as
/// their bytes do.
/// </summary>
internal sealed class FoldedLines
{
    private readonly List<Line> _lines = [];
    private byte[] _bytes = new byte[1 << 12];
    private int _end;

    public int Count => _lines.Count;

    public ReadOnlySpan<byte> this[int index] => Ranks(_lines[index]);

    public long Samples(int index) => _lines[index].Samples;

    public ulong Period(int index) => _lines[index].Period;

    /// <summary>Room for a line that is added next.</summary>
    public Span<byte> Room(int length)
    {
        if (_bytes.Length - _end < length)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _end + length));
        }

        return _bytes.AsSpan(_end, length);
    }

    /// <summary>Adds what was written to the beginning of the room.</summary>
    public void Add(int length, long samples, ulong period)
    {
        _lines.Add(new Line(_end, length, samples, period));
        _end += length;
    }

    public void Sort() => _lines.Sort((a, b) => Ranks(a).SequenceCompareTo(Ranks(b)));

    private ReadOnlySpan<byte> Ranks(Line line) => _bytes.AsSpan(line.Start, line.Length);

    private readonly record struct Line(int Start, int Length, long Samples, ulong Period);
}
