namespace UdpLab;

/// <summary>
/// The samples of a profile as plain data, as kept in a file. <see cref="PerfProfile"/>'s own properties (host, notes, command)
/// are set on the profile built from it.
/// </summary>
internal sealed record PerfProfileData
{
    /// <inheritdoc cref="PerfProfile.Event"/>
    public string Event { get; init; } = "";

    /// <summary>Every distinct chain with its samples and weight.</summary>
    public IReadOnlyList<PerfStack> Stacks { get; init; } = [];

    /// <summary>Samples of the whole profile if the source does not list them all; 0 if the stacks contain all.</summary>
    public long TotalSamples { get; init; }

    /// <summary>Events, or shares, of the whole profile if the source does not list them all; 0 if the stacks contain all.</summary>
    public ulong TotalWeight { get; init; }

    /// <summary>Weights are only shares: the source has no event counts.</summary>
    public bool HasSharesOnly { get; init; }

    /// <summary>Weights are the source's counts times ten to this power.</summary>
    public int Decimals { get; init; }

    /// <inheritdoc cref="PerfProfile.HasCallChains"/>
    public bool HasCallChains { get; init; }

    /// <summary>Samples of each command on each CPU; empty if the source does not report CPUs.</summary>
    public IReadOnlyList<PerfCpuSamples> ByCpu { get; init; } = [];

    /// <summary>When samples were taken; null if that is not known.</summary>
    public SampleTimeline? Timeline { get; init; }

    /// <summary>The samples of a profile.</summary>
    public static PerfProfileData Of(PerfProfile profile)
    {
        PerfProfileBuilder samples = profile.Collected;
        return new PerfProfileData
        {
            Event = samples.Event,
            Stacks = [.. profile.Stacks],
            TotalSamples = samples.TotalSamples,
            TotalWeight = samples.TotalWeight,
            HasSharesOnly = samples.HasSharesOnly,
            Decimals = samples.Decimals,
            HasCallChains = samples.HasCallChains,
            ByCpu = [.. samples.SamplesByCommand.Select(c => new PerfCpuSamples(c.Key.Cpu, samples.Frames[c.Key.Command].Name, c.Value))],
            Timeline = samples.Timeline,
        };
    }

    /// <summary>A profile of these samples, equivalent to the one they came from.</summary>
    public PerfProfile ToProfile()
    {
        FrameTable frames = new();
        PerfProfileBuilder samples = new(Event, frames)
        {
            TotalSamples = TotalSamples,
            TotalWeight = TotalWeight,
            HasSharesOnly = HasSharesOnly,
            Decimals = Decimals,
            HasCallChains = HasCallChains,
        };
        int[] chains = new int[Stacks.Count];
        for (int i = 0; i < chains.Length; i++)
        {
            PerfStack stack = Stacks[i];
            chains[i] = samples.Add(frames.Command(stack.Command), [.. stack.Frames.Reverse().Select(frames.Token)], stack.Samples, stack.EventCount);
        }

        foreach (PerfCpuSamples cpu in ByCpu)
        {
            samples.Note(cpu.Cpu, double.NaN, frames.Command(cpu.Command), cpu.Samples);
        }

        samples.Timeline = Timeline?.Renumbered(chains);
        return new PerfProfile(samples);
    }
}

/// <summary>Samples of a command on a CPU.</summary>
/// <param name="Cpu">The CPU.</param>
/// <param name="Command">The thread's name (comm).</param>
/// <param name="Samples">The number of samples.</param>
internal sealed record PerfCpuSamples(int Cpu, string Command, long Samples);
