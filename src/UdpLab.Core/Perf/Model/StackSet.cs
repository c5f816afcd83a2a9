namespace UdpLab;

/// <summary>Chains in bytewise order: every node of their call tree is a range of them.</summary>
internal sealed class StackSet
{
    private readonly StackArena _stacks;
    private readonly int[] _order;
    private readonly long[] _samples;
    private readonly UInt128[] _periods;

    public StackSet(FrameTable frames, StackArena stacks, Whole whole)
    {
        Frames = frames;
        Whole = whole;
        _stacks = stacks;
        _order = new int[stacks.Count];
        for (int i = 0; i < _order.Length; i++)
        {
            _order[i] = i;
        }

        Array.Sort(_order, (a, b) => stacks[a].SequenceCompareTo(stacks[b]));
        _samples = new long[_order.Length + 1];
        _periods = new UInt128[_order.Length + 1];
        for (int i = 0; i < _order.Length; i++)
        {
            _samples[i + 1] = _samples[i] + stacks.Samples(_order[i]);
            _periods[i + 1] = _periods[i] + stacks.Period(_order[i]);
        }
    }

    public FrameTable Frames { get; }

    /// <summary>The total that percentages refer to.</summary>
    public Whole Whole { get; }

    public int Count => _order.Length;

    public ReadOnlySpan<byte> this[int rank] => _stacks[_order[rank]];

    public long Samples(int from, int to) => _samples[to] - _samples[from];

    public double Percent(int from, int to) => Whole.Percent(Samples(from, to), (double)(_periods[to] - _periods[from]));

    public ulong Period(int from, int to) => Saturating.From(_periods[to] - _periods[from]);
}
