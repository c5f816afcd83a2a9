namespace UdpLab;

/// <summary>The rows of one event, until the numbers of all are known.</summary>
internal sealed class ReportSection(string eventName)
{
    private const double SharesOfAll = 1_000_000;
    private readonly List<(ReportRow Row, List<string> Chain)> _rows = [];
    private bool _branches;

    /// <summary>Samples of the whole event; 0 where the text does not say.</summary>
    public long Samples { get; set; }

    /// <summary>The text gives only thousands or millions of samples.</summary>
    public bool IsRounded { get; set; }

    /// <summary>Events of the whole event; 0 where the text does not say.</summary>
    public ulong Events { get; set; }

    public bool HasRows => _rows.Count > 0;

    public void Add(ReportRow row)
    {
        _rows.Add((row, []));
        _branches = false;
    }

    /// <summary>More of the last row's call chain.</summary>
    public void AddChain(IEnumerable<string> names, bool isWhole)
    {
        List<string> chain = _rows[^1].Chain;
        if (!_branches && !(isWhole && chain.Count > 0) && chain.Count < PerfProfileBuilder.MostFrames)
        {
            chain.AddRange(names);
        }
    }

    /// <summary>The last row has several call chains.</summary>
    public void Branches()
    {
        _branches = true;
        _rows[^1].Chain.Clear();
    }

    public PerfProfileBuilder Build(FrameTable frames, TextFacts facts)
    {
        bool shares = Events == 0 && _rows.Exists(r => r.Row.Period is null);
        PerfProfileBuilder builder = new(eventName, frames)
        {
            TotalSamples = Samples,
            TotalWeight = shares ? (ulong)SharesOfAll : Events,
            HasSharesOnly = shares,
        };
        foreach ((ReportRow row, List<string> chain) in _rows)
        {
            int[] tokens = [.. Frames(row, chain).Select(frames.Token)];
            builder.HasCallChains |= tokens.Length > 1;
            long samples = row.Samples ?? (long)Math.Round(row.Overhead / 100 * Samples);
            ulong weight = row.Period ?? (ulong)Math.Round(row.Overhead / 100 * (shares ? SharesOfAll : Events));
            builder.Add(frames.Command(row.Command), tokens, samples, weight);
        }

        if (_rows.Exists(r => r.Row.Samples is null))
        {
            facts.Notes.Add(Samples == 0
                ? new PerfNote(PerfNoteCode.SamplesUnknown, "The table has percentages only: how many samples they are of is not known.")
                : new PerfNote(PerfNoteCode.SamplesEstimated, $"Samples of each symbol were worked out of rounded percentages{(IsRounded ? ", and their sum is rounded too" : "")}: perf report -F overhead,sample,comm,dso,sym prints them."));
        }

        return builder;
    }

    /// <summary>The function that ran first. Chains are printed from either end: the row's own symbol tells which.</summary>
    private static List<PerfFrame> Frames(ReportRow row, List<string> chain)
    {
        PerfFrame leaf = new(row.Symbol, row.SharedObject, row.Scope);
        int at = chain.IndexOf(row.Symbol);
        List<string> callers = at == 0 ? chain[1..] : at == chain.Count - 1 && at > 0 ? [.. chain[..^1].AsEnumerable().Reverse()] : [.. chain];

        // perf top prints the outermost caller first and leaves the row's own symbol out.
        if (at < 0)
        {
            callers.Reverse();
        }

        List<PerfFrame> frames = [leaf];
        bool inKernel = row.Scope == PerfScope.Kernel;
        foreach (string name in callers)
        {
            frames.Add(new PerfFrame(name, PerfFrame.Unknown, inKernel || KernelEntry.IsEntry(name) ? PerfScope.Kernel : PerfScope.User));

            // Outwards: what calls an entry point of the kernel is user space.
            inKernel &= !KernelEntry.IsEntry(name);
        }

        return frames;
    }
}
