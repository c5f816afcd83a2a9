using System.Globalization;

namespace UdpLab;

/// <summary>
/// A node of a call tree. Below the root ("all") are the commands, below them the outermost functions, and so on; in a tree of
/// callers (<see cref="PerfProfile.GetCallers"/>) the order is reversed. Children are built on demand.
/// </summary>
public sealed class PerfCallNode
{
    private readonly StackSet _stacks;
    private readonly int _from;
    private readonly int _to;
    private readonly int _offset;
    private readonly int _selfTo;
    private IReadOnlyList<PerfCallNode>? _children;

    /// <summary>The root of a tree.</summary>
    internal PerfCallNode(StackSet stacks)
        : this(stacks, null, new PerfFrame("all", "", PerfScope.User), 0, stacks.Count, 0)
    {
    }

    private PerfCallNode(StackSet stacks, PerfCallNode? parent, PerfFrame frame, int from, int to, int offset)
    {
        _stacks = stacks;
        Parent = parent;
        Frame = frame;
        (_from, _to, _offset) = (from, to, offset);
        _selfTo = from;
        while (_selfTo < to && stacks[_selfTo].Length == offset)
        {
            _selfTo++;
        }
    }

    /// <summary>The node above, null at the root.</summary>
    public PerfCallNode? Parent { get; }

    /// <summary>Child nodes, those with most samples first.</summary>
    public IReadOnlyList<PerfCallNode> Children => _children ??= LabList.Of(MakeChildren().OrderByDescending(c => c.Overhead).ThenBy(c => c.Name, StringComparer.Ordinal));

    /// <summary>The function; for a command or the root, a frame without a path.</summary>
    public PerfFrame Frame { get; }

    /// <summary>The name of the function or command.</summary>
    public string Name => Frame.Name;

    /// <summary>The executable, library or kernel object; empty for a command or the root.</summary>
    public string SharedObject => Frame.SharedObject;

    /// <summary>Kernel or user.</summary>
    public PerfScope Scope => Frame.Scope;

    /// <summary>True for a command or the root.</summary>
    public bool IsCommand => Frame.Path.Length == 0;

    /// <summary>Distance from the root.</summary>
    public int Depth => Parent is null ? 0 : Parent.Depth + 1;

    /// <summary>Samples taken here and below.</summary>
    public long Samples => _stacks.Samples(_from, _to);

    /// <summary>Samples taken here, not below.</summary>
    public long SelfSamples => _stacks.Samples(_from, _selfTo);

    /// <summary>Events of the samples here and below; 0 if the source does not say.</summary>
    public ulong EventCount => _stacks.Period(_from, _to);

    /// <summary>Share of the profile's events here and below, percent 0..100.</summary>
    public double Overhead => Percent(_from, _to);

    /// <summary>Share of the profile's events here, not below, percent 0..100.</summary>
    public double SelfOverhead => Percent(_from, _selfTo);

    /// <summary>This node and all below it, parents before children.</summary>
    public IEnumerable<PerfCallNode> Descend()
    {
        Stack<PerfCallNode> waiting = new([this]);
        while (waiting.TryPop(out PerfCallNode? node))
        {
            yield return node;
            for (int i = node.Children.Count - 1; i >= 0; i--)
            {
                waiting.Push(node.Children[i]);
            }
        }
    }

    /// <summary>Name, share and samples.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name} {Overhead:F2}% ({Samples:N0} samples)");

    private double Percent(int from, int to) => _stacks.Percent(from, to);

    private IEnumerable<PerfCallNode> MakeChildren()
    {
        int from = _selfTo;
        while (from < _to)
        {
            ReadOnlySpan<byte> rest = _stacks[from][_offset..];
            int before = rest.Length;
            int token = StackArena.Read(ref rest);
            int length = before - rest.Length;
            ReadOnlySpan<byte> same = _stacks[from].Slice(_offset, length);
            int to = from + 1;
            while (to < _to && _stacks[to].Slice(_offset).StartsWith(same))
            {
                to++;
            }

            yield return new PerfCallNode(_stacks, this, _stacks.Frames[token], from, to, _offset + length);
            from = to;
        }
    }
}
