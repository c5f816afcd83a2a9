using System.Globalization;

namespace UdpLab;

/// <summary>Collects the rows of one event until all numbers are known.</summary>
internal sealed class ReportSection(string eventName)
{
    private const double SharesOfAll = 1_000_000;
    private readonly List<(ReportRow Row, List<string> Chain)> _rows = [];
    private bool _branches;
    private int _chains;
    private int _branched;

    /// <summary>Samples of the whole event; 0 if the text does not say.</summary>
    public long Samples { get; set; }

    /// <summary>The text gives the samples rounded to thousands or millions.</summary>
    public bool IsRounded { get; set; }

    /// <summary>Count of the whole event; 0 if the text does not say.</summary>
    public ulong Events { get; set; }

    public bool HasRows => _rows.Count > 0;

    public void Add(ReportRow row)
    {
        _rows.Add((row, []));
        _branches = false;
        _chains = 0;
    }

    /// <summary>Another chain of the last row begins.</summary>
    public void BeginChain()
    {
        if (_chains++ > 0)
        {
            Branches();
        }
    }

    /// <summary>Adds to the last row's call chain.</summary>
    public void AddChain(IEnumerable<string> names)
    {
        List<string> chain = _rows[^1].Chain;
        if (!_branches && chain.Count < PerfProfileBuilder.MostFrames)
        {
            chain.AddRange(names);
        }
    }

    /// <summary>Marks the last row as having several call chains.</summary>
    public void Branches()
    {
        _branched += _branches ? 0 : 1;
        _branches = true;
        _rows[^1].Chain.Clear();
    }

    /// <summary>A profile for each event of the section: one, or as many as the group has.</summary>
    public IEnumerable<PerfProfileBuilder> Build(FrameTable frames, TextFacts facts)
    {
        int events = Math.Max(1, _rows.Max(r => Math.Max(r.Row.Shares.Count, Math.Max(r.Row.Samples.Count, r.Row.Periods.Count))));
        bool hasSamples = _rows.TrueForAll(r => r.Row.Samples.Count == events);
        if (!hasSamples)
        {
            facts.Notes.Add(Samples == 0
                ? new PerfNote(PerfNoteCode.SamplesUnknown, "The table has percentages only: the number of samples is not known.")
                : events > 1
                ? new PerfNote(PerfNoteCode.SamplesUnknown, string.Create(CultureInfo.InvariantCulture, $"The table has percentages for each event of a group, but the {Samples:N0} samples are the total of all: perf report --group -n prints those of each."))
                : new PerfNote(PerfNoteCode.SamplesEstimated, $"The samples of each symbol were calculated from rounded percentages{(IsRounded ? ", and their sum is rounded too" : "")}: perf report -F overhead,sample,comm,dso,sym prints them exactly."));
        }

        if (_branched > 0)
        {
            facts.Notes.Add(new PerfNote(PerfNoteCode.CallersLeftOut, string.Create(CultureInfo.InvariantCulture, $"{_branched:N0} of {_rows.Count:N0} rows have several callers, which a report prints as percentages of percentages: they are in CallTree without callers. perf script prints every chain.")));
        }

        return events == 1 ? [Single(frames)] : [.. Enumerable.Range(0, events).Select(i => OfGroup(i, frames))];
    }

    private PerfProfileBuilder Single(FrameTable frames)
    {
        bool hasPeriods = _rows.TrueForAll(r => r.Row.Periods.Count > 0), hasShares = _rows.Exists(r => r.Row.Shares.Count > 0);
        bool shares = Events == 0 && hasShares && !hasPeriods;
        PerfProfileBuilder builder = new(eventName, frames)
        {
            TotalSamples = Samples,
            TotalWeight = !hasPeriods && !hasShares ? 0 : shares ? (ulong)SharesOfAll : Events,
            HasSharesOnly = shares,
        };
        foreach ((ReportRow row, List<string> chain) in _rows)
        {
            double share = row.Shares.FirstOrDefault();
            Add(
                builder,
                row,
                chain,
                row.Samples.Count > 0 ? (long)Math.Min(row.Samples[0], long.MaxValue) : (long)Math.Round(share / 100 * Samples),
                row.Periods.Count > 0 ? row.Periods[0] : (ulong)Math.Round(share / 100 * (shares ? SharesOfAll : Events)));
        }

        return builder;
    }

    /// <summary>One event of a group. Only its rows have its own numbers: the header's are the total of all events.</summary>
    private PerfProfileBuilder OfGroup(int index, FrameTable frames)
    {
        string[] names = GroupNames();
        bool shares = _rows.Exists(r => r.Row.Shares.Count > index), periods = !shares && _rows.Exists(r => r.Row.Periods.Count > index);
        PerfProfileBuilder builder = new(index < names.Length ? names[index] : string.Create(CultureInfo.InvariantCulture, $"{eventName} #{index + 1}"), frames)
        {
            TotalWeight = shares ? (ulong)SharesOfAll : 0,
            HasSharesOnly = shares,
        };
        foreach ((ReportRow row, List<string> chain) in _rows)
        {
            double share = row.Shares.ElementAtOrDefault(index);
            long samples = (long)Math.Min(row.Samples.ElementAtOrDefault(index), long.MaxValue);
            ulong period = row.Periods.ElementAtOrDefault(index);
            if (share > 0 || samples > 0 || period > 0)
            {
                Add(builder, row, chain, samples, shares ? (ulong)Math.Round(share / 100 * SharesOfAll) : periods ? period : 0);
            }
        }

        return builder;
    }

    /// <summary>Splits "anon group { cycles, cache-misses }" into names.</summary>
    private string[] GroupNames()
    {
        int open = eventName.IndexOf('{'), close = eventName.LastIndexOf('}');
        return open < 0 || close < open ? [] : eventName[(open + 1)..close].Split(", ", StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
    }

    private static void Add(PerfProfileBuilder builder, ReportRow row, List<string> chain, long samples, ulong weight)
    {
        int[] tokens = [.. Frames(row, chain).Select(builder.Frames.Token)];
        builder.HasCallChains |= tokens.Length > 1;
        builder.Add(builder.Frames.Command(row.Command), tokens, samples, weight);
    }

    /// <summary>The chain, innermost function first. Chains are printed from either end; the row's own symbol shows which.</summary>
    private static List<PerfFrame> Frames(ReportRow row, List<string> chain)
    {
        PerfFrame leaf = new(row.Symbol, row.SharedObject, row.Scope);
        int at = chain.IndexOf(row.Symbol);
        List<string> callers = at == 0 ? chain[1..] : at == chain.Count - 1 && at > 0 ? [.. chain[..^1].AsEnumerable().Reverse()] : [.. chain];

        // perf top prints the outermost caller first and omits the row's own symbol.
        if (at < 0)
        {
            callers.Reverse();
        }

        List<PerfFrame> frames = [leaf];
        bool inKernel = row.Scope == PerfScope.Kernel;
        foreach (string name in callers)
        {
            frames.Add(new PerfFrame(name, PerfFrame.Unknown, inKernel || KernelEntry.IsEntry(name) ? PerfScope.Kernel : PerfScope.User));

            // Going outward: the caller of a kernel entry point is user space.
            inKernel &= !KernelEntry.IsEntry(name);
        }

        return frames;
    }
}
