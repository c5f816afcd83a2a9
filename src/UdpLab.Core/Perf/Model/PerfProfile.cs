using System.Globalization;

namespace UdpLab;

/// <summary>Samples of one event: where a host's CPUs spent their time.</summary>
public sealed record PerfProfile
{
    private readonly PerfProfileBuilder _samples;
    private readonly Lazy<IReadOnlyList<PerfSymbol>> _symbols;
    private readonly Lazy<StackSet> _stacks;
    private readonly Lazy<PerfCallNode> _tree;

    internal PerfProfile(PerfProfileBuilder samples)
    {
        _samples = samples;
        UInt128 weight = 0;
        for (int i = 0; i < samples.Stacks.Count; i++)
        {
            Samples += samples.Stacks.Samples(i);
            weight += samples.Stacks.Period(i);
        }

        Samples = samples.TotalSamples > 0 ? samples.TotalSamples : Samples;
        weight = samples.TotalWeight > 0 ? samples.TotalWeight : weight;
        EventCount = samples.HasSharesOnly ? 0 : Saturating.From(weight);
        Whole whole = new(Samples, (double)weight);
        _symbols = new Lazy<IReadOnlyList<PerfSymbol>>(() => LabList.Of(PerfSymbols.Of(samples, whole)));
        _stacks = new Lazy<StackSet>(() => new StackSet(samples.Frames, samples.Stacks, whole));
        _tree = new Lazy<PerfCallNode>(() => new PerfCallNode(_stacks.Value));
        Seconds = samples.LastSeconds > samples.FirstSeconds ? samples.LastSeconds - samples.FirstSeconds : null;
    }

    /// <summary>The host the samples were taken on; null where the source does not say.</summary>
    public string? Host { get; init; }

    /// <summary>Its kernel release; null where the source does not say.</summary>
    public string? Kernel { get; init; }

    /// <summary>The event that was sampled, as perf names it; empty where the source does not say.</summary>
    public string Event => _samples.Event;

    /// <summary>Samples in the profile; 0 where the source has percentages only (see <see cref="Notes"/>).</summary>
    public long Samples { get; }

    /// <summary>Events the samples stand for (the sum of their periods), 0 where the source does not say.</summary>
    public ulong EventCount { get; }

    /// <summary>Samples perf could not read in time; null where the source does not say.</summary>
    public long? LostSamples { get; init; }

    /// <summary>From the first sample to the last, or as long as the capture was told to take; null where the source does not say.</summary>
    public double? Seconds { get; init; }

    /// <summary>The command line that recorded the samples; null where the source does not say.</summary>
    public string? Command { get; init; }

    /// <summary>The file it was read from; null where it was captured.</summary>
    public string? Source { get; init; }

    /// <summary>The perf.data on this machine it was read from or copied to; null where there is none.</summary>
    public string? DataPath { get; init; }

    /// <summary>Packets a sink received while the samples were taken; null where no measurement is behind the profile.</summary>
    public long? Packets { get; init; }

    /// <summary>Samples taken for every received packet; null where no measurement is behind the profile.</summary>
    public double? SamplesPerPacket => Packets > 0 ? (double)Samples / Packets : null;

    /// <summary>The flat profile: every function with the samples taken in it, the biggest share first.</summary>
    public IReadOnlyList<PerfSymbol> Symbols => _symbols.Value;

    /// <summary>The call tree from the outermost callers. Its root's samples are the profile's.</summary>
    public PerfCallNode CallTree => _tree.Value;

    /// <summary>The source has call chains, so that callers and callees are known.</summary>
    public bool HasCallChains => _samples.HasCallChains;

    /// <summary>Every distinct call chain.</summary>
    public IEnumerable<PerfStack> Stacks => new PerfStacks(_samples);

    /// <summary>Samples of each CPU; empty where the source does not say.</summary>
    public IReadOnlyList<PerfShare> ByCpu => LabList.Of(_samples.SamplesByCpu
        .Select((samples, cpu) => new PerfShare(cpu.ToString(CultureInfo.InvariantCulture), samples, 100.0 * samples / Math.Max(1, Samples)))
        .Where(cpu => cpu.Samples > 0));

    /// <summary>Samples of each command, the biggest share first.</summary>
    public IReadOnlyList<PerfShare> ByCommand => LabList.Of(CallTree.Children.Select(c => new PerfShare(c.Name, c.Samples, c.Overhead)));

    /// <summary>The contended cache lines as perf c2c report prints them, of a capture with -CacheLine; null for one of another kind.</summary>
    public string? CacheLineReport { get; init; }

    /// <summary>The contended cache lines of a capture with -CacheLine, the worst first; empty for one of another kind.</summary>
    public IReadOnlyList<CacheLine> CacheLines { get; init => field = LabList.Of(value); } = LabList.Empty<CacheLine>();

    /// <summary>What to know before believing the numbers: lost samples, symbols without a name, another event than asked for.</summary>
    public IReadOnlyList<PerfNote> Notes { get; init => field = LabList.Of(value); } = LabList.Empty<PerfNote>();

    /// <summary>Notes that it is another capture than was asked for: more than something to be found later.</summary>
    internal IEnumerable<PerfNote> Gaps => Notes.Where(n => n.Code == PerfNoteCode.Incomplete);

    /// <summary>Who called a function, as a tree whose root's children are its innermost occurrences and their children the callers.</summary>
    /// <param name="name">The function's name; wildcards * and ? are allowed.</param>
    public PerfCallNode GetCallers(string name) => PerfCallTrees.Callers(_samples, name, _stacks.Value.Whole);

    /// <summary>What a function called, as a tree whose root's children are its outermost occurrences and their children the callees.</summary>
    /// <param name="name">The function's name; wildcards * and ? are allowed.</param>
    public PerfCallNode GetCallees(string name) => PerfCallTrees.Callees(_samples, name, _stacks.Value.Whole);

    /// <summary>One line.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Samples:N0} samples of {(Event.Length > 0 ? Event : "an event")}{(Host is null ? "" : $" on {Host}")}");

    internal PerfProfileBuilder Collected => _samples;
}
