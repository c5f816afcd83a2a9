using System.Text.Json;

namespace UdpLab;

/// <summary>A profile's samples in a result line: each function once, and chains of their indices, innermost first.</summary>
internal sealed record ProfileSamples
{
    public long TotalSamples { get; init; }

    public ulong TotalWeight { get; init; }

    public bool HasSharesOnly { get; init; }

    public int Decimals { get; init; }

    public bool HasCallChains { get; init; }

    public IReadOnlyList<PerfFrame> Functions { get; init; } = [];

    public IReadOnlyList<SampleChain> Chains { get; init; } = [];

    public IReadOnlyList<PerfCpuSamples> ByCpu { get; init; } = [];

    public SampleTimeline? Timeline { get; init; }

    public static ProfileSamples Of(PerfProfileData data)
    {
        Dictionary<PerfFrame, int> numbers = [];
        List<SampleChain> chains = new(data.Stacks.Count);
        foreach (PerfStack stack in data.Stacks)
        {
            int[] frames = new int[stack.Frames.Count];
            for (int i = 0; i < frames.Length; i++)
            {
                if (!numbers.TryGetValue(stack.Frames[i], out frames[i]))
                {
                    numbers[stack.Frames[i]] = frames[i] = numbers.Count;
                }
            }

            chains.Add(new SampleChain { Command = stack.Command, Samples = stack.Samples, Weight = stack.EventCount, Functions = frames });
        }

        return new ProfileSamples
        {
            TotalSamples = data.TotalSamples,
            TotalWeight = data.TotalWeight,
            HasSharesOnly = data.HasSharesOnly,
            Decimals = data.Decimals,
            HasCallChains = data.HasCallChains,
            Functions = [.. numbers.OrderBy(n => n.Value).Select(n => n.Key)],
            Chains = chains,
            ByCpu = data.ByCpu,
            Timeline = data.Timeline,
        };
    }

    public PerfProfileData ToData(string sampled) => new()
    {
        Event = sampled,
        TotalSamples = TotalSamples,
        TotalWeight = TotalWeight,
        HasSharesOnly = HasSharesOnly,
        Decimals = Decimals,
        HasCallChains = HasCallChains,
        Stacks = [.. Chains.Select(chain => new PerfStack(chain.Command, [.. chain.Functions.Select(Function)], chain.Samples, chain.Weight))],
        ByCpu = ByCpu,
        Timeline = Timeline,
    };

    private PerfFrame Function(int number) => number >= 0 && number < Functions.Count ? Functions[number] : throw new JsonException($"A call chain names function {number} of {Functions.Count}.");
}

/// <summary>A call chain with its samples.</summary>
internal sealed record SampleChain
{
    public string Command { get; init; } = "";

    public long Samples { get; init; }

    public ulong Weight { get; init; }

    public IReadOnlyList<int> Functions { get; init; } = [];
}
