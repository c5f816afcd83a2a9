using System.Globalization;

namespace UdpLab;

/// <summary>The samples of one cause, by the function they were taken in.</summary>
internal sealed class CauseFindings(BottleneckRule rule)
{
    private const int MostLines = 6, MostFrames = 5;
    private readonly Dictionary<string, (double Weight, long Samples)> _leaves = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (WeighedStack Stack, int Reach)> _chains = new(StringComparer.Ordinal);

    public BottleneckRule Rule => rule;

    public double Weight { get; private set; }

    public void Add(WeighedStack stack, int reach)
    {
        Weight += stack.Weight;
        (double Weight, long Samples) sum = _leaves.GetValueOrDefault(stack.Leaf);
        _leaves[stack.Leaf] = (sum.Weight + stack.Weight, sum.Samples + stack.Samples);
        if (!_chains.TryGetValue(stack.Leaf, out (WeighedStack Stack, int Reach) heaviest) || stack.Weight > heaviest.Stack.Weight)
        {
            _chains[stack.Leaf] = (stack, reach);
        }
    }

    /// <summary>The functions with their shares and, if there are call chains, the path to the deciding caller.</summary>
    public IEnumerable<string> Evidence(double total) => _leaves
        .OrderByDescending(leaf => leaf.Value.Weight)
        .Take(MostLines)
        .Select(leaf => string.Create(CultureInfo.InvariantCulture, $"{100 * leaf.Value.Weight / total:F2}% {Chain(leaf.Key)}"));

    private string Chain(string leaf)
    {
        (WeighedStack stack, int reach) = _chains[leaf];
        IEnumerable<string> frames = stack.Frames.Reverse().Take(Math.Max(reach, 1));
        string[] shown = [.. frames];
        return shown.Length <= MostFrames ? string.Join(" < ", shown) : string.Join(" < ", [.. shown[..(MostFrames - 1)], "...", shown[^1]]);
    }
}
