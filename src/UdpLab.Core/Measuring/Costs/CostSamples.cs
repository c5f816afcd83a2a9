namespace UdpLab;

/// <summary>A profile's samples by layer: those of the receiving softirq, on any CPU, and the others of the sink's threads.</summary>
internal sealed class CostSamples
{
    private readonly CostLayers _layers;
    private readonly Dictionary<string, FunctionLayers> _known = new(StringComparer.Ordinal);

    /// <param name="layers">The catalogue.</param>
    /// <param name="stacks">The call chains.</param>
    /// <param name="threads">Names of the sink's threads.</param>
    public CostSamples(CostLayers layers, IEnumerable<PerfStack> stacks, IReadOnlySet<string> threads)
    {
        _layers = layers;
        foreach (PerfStack stack in stacks)
        {
            double weight = stack.EventCount > 0 ? stack.EventCount : stack.Samples;
            bool ofThread = threads.Contains(stack.Command);
            if (stack.Frames.Any(f => Of(f.Name).IsSoftirq))
            {
                SoftirqSamples += stack.Samples;
                Add(Softirq, LayerOf(stack, softirq: true), weight);
                ThreadInSoftirq += ofThread ? weight : 0;
            }
            else if (ofThread)
            {
                ThreadSamples += stack.Samples;
                Add(Thread, LayerOf(stack, softirq: false), weight);
            }
        }
    }

    /// <summary>Weights of the softirq's samples.</summary>
    public Dictionary<CostLayer, double> Softirq { get; } = [];

    /// <summary>Weights of the threads' own samples.</summary>
    public Dictionary<CostLayer, double> Thread { get; } = [];

    /// <summary>Weight of softirqs that ran on top of the threads.</summary>
    public double ThreadInSoftirq { get; }

    public long SoftirqSamples { get; }

    public long ThreadSamples { get; }

    private CostLayer LayerOf(PerfStack stack, bool softirq)
    {
        for (int i = stack.Frames.Count - 1; i >= 0; i--)
        {
            PerfFrame frame = stack.Frames[i];
            if (!softirq && frame.Scope == PerfScope.User)
            {
                return i == stack.Frames.Count - 1 ? CostLayer.User : CostLayer.Remainder;
            }

            FunctionLayers layers = Of(frame.Name);
            if (softirq && layers.IsSoftirq)
            {
                // Beyond it is what was interrupted.
                break;
            }

            if ((softirq ? layers.InSoftirq : layers.InThread) is { } layer)
            {
                return layer;
            }
        }

        return softirq ? CostLayer.Driver : CostLayer.Remainder;
    }

    private FunctionLayers Of(string name)
    {
        if (!_known.TryGetValue(name, out FunctionLayers layers))
        {
            string plain = FunctionName.Plain(name);
            _known[name] = layers = new FunctionLayers(FunctionName.Fits(plain, _layers.Softirq), Find(_layers.InSoftirq, plain), Find(_layers.InThread, plain));
        }

        return layers;
    }

    private static CostLayer? Find(LayerFunctions[] layers, string name) => Array.Find(layers, l => FunctionName.Fits(name, l.Functions))?.Layer;

    private static void Add(Dictionary<CostLayer, double> sums, CostLayer layer, double weight) => sums[layer] = sums.GetValueOrDefault(layer) + weight;

    private readonly record struct FunctionLayers(bool IsSoftirq, CostLayer? InSoftirq, CostLayer? InThread);
}
