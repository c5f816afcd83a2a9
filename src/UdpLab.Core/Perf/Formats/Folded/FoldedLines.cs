namespace UdpLab;

/// <summary>
/// Lines of folded stacks, sorted. A line is stored as the ranks of its words, in big-endian numbers of fixed width, so that
/// comparing lines is comparing bytes.
/// </summary>
/// <param name="stacks">The stacks of the lines.</param>
/// <param name="most">The maximum number of lines.</param>
internal sealed class FoldedLines(StackArena stacks, int most)
{
    /// <summary>Maximum bytes of a line: no line is split over two chunks.</summary>
    public const int LongestLine = StackArena.LongestChain;

    private const int ChunkBits = 16, ChunkSize = 1 << ChunkBits;
    private readonly List<Line> _lines = new(most);
    private readonly List<byte[]> _chunks = [];
    private int _end = ChunkSize;

    public int Count => _lines.Count;

    public ReadOnlySpan<byte> this[int index] => Ranks(_lines[index]);

    public long Samples(int index) => stacks.Samples(_lines[index].Stack);

    public ulong Period(int index) => stacks.Period(_lines[index].Stack);

    /// <summary>Space for the next line.</summary>
    public Span<byte> Room()
    {
        if (ChunkSize - _end < LongestLine)
        {
            _chunks.Add(new byte[ChunkSize]);
            _end = 0;
        }

        return _chunks[^1].AsSpan(_end, LongestLine);
    }

    /// <summary>Adds the line written at the beginning of that space.</summary>
    /// <param name="stack">Index of its stack.</param>
    /// <param name="length">Bytes written.</param>
    public void Add(int stack, int length)
    {
        _lines.Add(new Line(stack, ((_chunks.Count - 1) << ChunkBits) + _end, length));
        _end += length;
    }

    public void Sort() => _lines.Sort((a, b) => Ranks(a).SequenceCompareTo(Ranks(b)));

    private ReadOnlySpan<byte> Ranks(Line line) => _chunks[line.Start >> ChunkBits].AsSpan(line.Start & (ChunkSize - 1), line.Length);

    private readonly record struct Line(int Stack, int Start, int Length);
}
