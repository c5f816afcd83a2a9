namespace UdpLab;

/// <summary>Sorts a profile's samples by cause: each goes to the first rule that matches.</summary>
internal sealed class SampleSorter
{
    /// <summary>Each rule has one bit of a 64-bit mask.</summary>
    public const int MostRules = 64;

    private const double PresentPercent = 0.2, AbsentPercent = 1;

    private readonly BottleneckRules _rules;
    private readonly Dictionary<string, NameSigns> _signs = new(StringComparer.Ordinal);
    private readonly List<WeighedStack> _stacks;
    private readonly bool[] _flat;

    public SampleSorter(BottleneckRules rules, IEnumerable<WeighedStack> stacks)
    {
        if (rules.Causes.Length > MostRules)
        {
            throw new InvalidOperationException($"There are {rules.Causes.Length} causes of bottlenecks, but only {MostRules} bits for them.");
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

    /// <summary>The samples of each rule, in the order of the rules.</summary>
    public CauseFindings[] Findings { get; }

    /// <summary>A weight in percent of all samples.</summary>
    public double Percent(double weight) => Total > 0 ? 100 * weight / Total : 0;

    /// <summary>Percent of samples with one of the functions anywhere in their chain.</summary>
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

    /// <summary>Number of frames from the leaf outward to one of the rule's callers; 0 if there is none within the same task.</summary>
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

    /// <summary>Without call chains a rule is decided by which other functions have samples.</summary>
    private bool FitsWithoutChains(BottleneckRule rule) =>
        (rule.Present.Length == 0 || PercentWith(rule.Present) >= PresentPercent)
        && (rule.Absent.Length == 0 || PercentWith(rule.Absent) < AbsentPercent);

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

/// <summary>The samples of one call chain: names without suffixes, outermost caller first.</summary>
internal sealed record WeighedStack(string Command, IReadOnlyList<string> Frames, double Weight, long Samples)
{
    public string Leaf => Frames[^1];
}
