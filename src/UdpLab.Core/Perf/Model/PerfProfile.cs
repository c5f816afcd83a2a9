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

    /// <summary>The host the samples were taken on; null if the source does not say.</summary>
    public string? Host { get; init; }

    /// <summary>Its kernel release; null if the source does not say.</summary>
    public string? Kernel { get; init; }

    /// <summary>The event that was sampled, by perf's name; empty if the source does not say.</summary>
    public string Event => _samples.Event;

    /// <summary>Samples in the profile; 0 if the source has percentages only (see <see cref="Notes"/>).</summary>
    public long Samples { get; }

    /// <summary>Events the samples stand for (the sum of their periods); 0 if the source does not say.</summary>
    public ulong EventCount { get; }

    /// <summary>Samples perf could not read in time; null if the source does not say.</summary>
    public long? LostSamples { get; init; }

    /// <summary>Seconds from the first sample to the last, or the duration of the capture; null if the source does not say.</summary>
    public double? Seconds { get; init; }

    /// <summary>The command line that recorded the samples; null if the source does not say.</summary>
    public string? Command { get; init; }

    /// <summary>The file it was read from; null if it was captured.</summary>
    public string? Source { get; init; }

    /// <summary>The perf.data on this machine it was read from or copied to; null if there is none.</summary>
    public string? DataPath { get; init; }

    /// <summary>Packets a sink received during the capture; null if the profile does not belong to a measurement.</summary>
    public long? Packets { get; init; }

    /// <summary>Samples per received packet; null if the profile does not belong to a measurement.</summary>
    public double? SamplesPerPacket => Packets > 0 ? (double)Samples / Packets : null;

    /// <summary>The flat profile: every function with the samples taken in it, largest share first.</summary>
    public IReadOnlyList<PerfSymbol> Symbols => _symbols.Value;

    /// <summary>The call tree from the outermost callers. Its root's samples are the profile's.</summary>
    public PerfCallNode CallTree => _tree.Value;

    /// <summary>True if the source has call chains, so callers and callees are known.</summary>
    public bool HasCallChains => _samples.HasCallChains;

    /// <summary>Every distinct call chain.</summary>
    public IEnumerable<PerfStack> Stacks => new PerfStacks(_samples);

    /// <summary>Samples of each CPU; empty if the source does not say.</summary>
    public IReadOnlyList<PerfShare> ByCpu => LabList.Of(_samples.SamplesByCpu
        .Select((samples, cpu) => new PerfShare(cpu.ToString(CultureInfo.InvariantCulture), samples, 100.0 * samples / Math.Max(1, Samples)))
        .Where(cpu => cpu.Samples > 0));

    /// <summary>Samples of each command, largest share first.</summary>
    public IReadOnlyList<PerfShare> ByCommand => LabList.Of(CallTree.Children.Select(c => new PerfShare(c.Name, c.Samples, c.Overhead)));

    /// <summary>For a capture with -CacheLine, the contended cache lines as perf c2c report prints them; otherwise null.</summary>
    public string? CacheLineReport { get; init; }

    /// <summary>For a capture with -CacheLine, the contended cache lines, worst first; otherwise empty.</summary>
    public IReadOnlyList<CacheLine> CacheLines { get; init => field = LabList.Of(value); } = LabList.Empty<CacheLine>();

    /// <summary>Limitations to know before relying on the numbers: lost samples, unresolved symbols, another event than requested.</summary>
    public IReadOnlyList<PerfNote> Notes { get; init => field = LabList.Of(value); } = LabList.Empty<PerfNote>();

    /// <summary>Notes saying that the capture is not the requested one, so they are shown as warnings.</summary>
    internal IEnumerable<PerfNote> Gaps => Notes.Where(n => n.Code == PerfNoteCode.Incomplete);

    /// <summary>The callers of a function, as a tree: the root's children are its innermost occurrences, and their children the callers.</summary>
    /// <param name="name">The function's name; wildcards * and ? are allowed.</param>
    public PerfCallNode GetCallers(string name) => PerfCallTrees.Callers(_samples, name, _stacks.Value.Whole);

    /// <summary>The callees of a function, as a tree: the root's children are its outermost occurrences, and their children the callees.</summary>
    /// <param name="name">The function's name; wildcards * and ? are allowed.</param>
    public PerfCallNode GetCallees(string name) => PerfCallTrees.Callees(_samples, name, _stacks.Value.Whole);

    /// <summary>The samples of a span of time, of whole slots of 10 ms.</summary>
    /// <param name="seconds">When it begins, in seconds from the first packet.</param>
    /// <param name="length">How long it is, in seconds.</param>
    /// <returns>A profile, perhaps without samples; null if it is not known when they were taken: it is for a measurement with -Profile and -Trace.</returns>
    public PerfProfile? GetSpan(double seconds, double length) => _samples.Timeline is { } timeline
        ? new PerfProfile(timeline.Span(_samples, seconds, length)) { Host = Host, Kernel = Kernel, Command = Command, Seconds = length }
        : null;

    /// <summary>Sorts the samples into the slots of a trace, and forgets their exact times. Too many samples have none: a note says so.</summary>
    /// <param name="slots">The slots; null for none.</param>
    internal PerfProfile Timed(SampleSlots? slots)
    {
        SampleTimes? times = _samples.Times;
        _samples.Times = null;
        if (times is null || slots is null)
        {
            return this;
        }

        if (times.IsOver)
        {
            return this with { Notes = [.. Notes, new PerfNote(PerfNoteCode.NoTimes, string.Create(CultureInfo.InvariantCulture, $"There are more than {SampleTimes.Most:N0} samples, so their times were not kept, and bursts have no samples of their own. Ask for fewer (-ProfileFrequency), or measure shorter."))] };
        }

        _samples.Timeline = SampleTimeline.Of(times, slots);
        return this;
    }

    /// <summary>One line.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Samples:N0} samples of {(Event.Length > 0 ? Event : "an event")}{(Host is null ? "" : $" on {Host}")}");

    /// <summary>It is known in which slot of 10 ms each sample was taken: <see cref="GetSpan"/> has those of a span.</summary>
    internal bool HasTimes => _samples.Timeline is not null;

    internal PerfProfileBuilder Collected => _samples;
}
