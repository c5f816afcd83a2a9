namespace UdpLab;

/// <summary>Sorts a profile's samples by cause: each goes to the first rule it fits.</summary>
internal sealed class SampleSorter
{
    /// <summary>Bits of a name's signs: one rule more would share the first one's.</summary>
    public const int MostRules = 64;

    private const double CompanionPercent = 0.2, StrangerPercent = 1;

    private readonly BottleneckRules _rules;
    private readonly Dictionary<string, NameSigns> _signs = new(StringComparer.Ordinal);
    private readonly List<WeighedStack> _stacks;
    private readonly bool[] _flat;

    public SampleSorter(BottleneckRules rules, IEnumerable<WeighedStack> stacks)
    {
        if (rules.Causes.Length > MostRules)
        {
            throw new InvalidOperationException($"{rules.Causes.Length} causes of bottlenecks: a name's signs have a bit for each of {MostRules}.");
        }

        _rules = rules;
        _stacks = [.. stacks];
        Total = _stacks.Sum(s => s.Weight);
        _flat = [.. rules.Causes.Select(FitsWithoutChains)];
        Findings = [.. rules.Causes.Select(rule => new CauseFindings(rule))];
        foreach (WeighedStack stack in _stacks)
        {
            int rule = RuleOf(stack);
            if (rule >= 0)
            {
                Findings[rule].Add(stack, rules.Causes[rule].Callers.Length == 0 ? 1 : Reach(stack, rule));
            }
        }
    }

    /// <summary>Weight of all samples.</summary>
    public double Total { get; }

    /// <summary>What went to each rule, in their order.</summary>
    public CauseFindings[] Findings { get; }

    /// <summary>Percent of the samples.</summary>
    public double Percent(double weight) => Total > 0 ? 100 * weight / Total : 0;

    /// <summary>Percent of samples that were taken in, or have in their chain, one of the functions.</summary>
    public double PercentWith(string[] patterns) => Percent(_stacks.Where(s => s.Frames.Any(f => FunctionName.Fits(f, patterns))).Sum(s => s.Weight));

    private int RuleOf(WeighedStack stack)
    {
        ulong left = Signs(stack.Leaf).Symbol;
        for (int rule = 0; left != 0 && rule < _rules.Causes.Length; rule++)
        {
            ulong bit = 1UL << rule;
            if ((left & bit) != 0 && Fits(stack, rule))
            {
                return rule;
            }

            left &= ~bit;
        }

        return -1;
    }

    private bool Fits(WeighedStack stack, int rule) => stack.Frames.Count > 1
        ? _rules.Causes[rule].Callers.Length == 0 || Reach(stack, rule) > 0
        : _flat[rule];

    /// <summary>How many frames from the leaf outward until one of the rule's callers, 0 for none within the same task.</summary>
    private int Reach(WeighedStack stack, int rule)
    {
        for (int i = stack.Frames.Count - 1; i >= 0; i--)
        {
            NameSigns signs = Signs(stack.Frames[i]);
            if ((signs.Caller & (1UL << rule)) != 0)
            {
                return stack.Frames.Count - i;
            }

            if (signs.Boundary)
            {
                return 0;
            }
        }

        return 0;
    }

    /// <summary>Without chains company tells: what else has samples.</summary>
    private bool FitsWithoutChains(BottleneckRule rule) =>
        (rule.Companions.Length == 0 || PercentWith(rule.Companions) >= CompanionPercent)
        && (rule.Strangers.Length == 0 || PercentWith(rule.Strangers) < StrangerPercent);

    private NameSigns Signs(string name)
    {
        if (!_signs.TryGetValue(name, out NameSigns signs))
        {
            for (int i = 0; i < _rules.Causes.Length; i++)
            {
                signs.Symbol |= FunctionName.Fits(name, _rules.Causes[i].Symbols) ? 1UL << i : 0;
                signs.Caller |= FunctionName.Fits(name, _rules.Causes[i].Callers) ? 1UL << i : 0;
            }

            signs.Boundary = FunctionName.Fits(name, _rules.Boundaries);
            _signs[name] = signs;
        }

        return signs;
    }

    private struct NameSigns
    {
        public ulong Symbol;
        public ulong Caller;
        public bool Boundary;
    }
}

/// <summary>Samples of one chain, names without suffixes, the outermost caller first.</summary>
internal sealed record WeighedStack(string Command, IReadOnlyList<string> Frames, double Weight, long Samples)
{
    public string Leaf => Frames[^1];
}
