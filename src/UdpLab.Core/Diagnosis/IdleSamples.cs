namespace UdpLab;

/// <summary>Samples of CPUs without work, and of threads on their way to sleep.</summary>
internal static class IdleSamples
{
    /// <summary>Percent from which on the sink is called idle.</summary>
    public const double Enough = 30;

    /// <summary>Takes the idle CPUs' samples out: they are no part of what the sink does.</summary>
    /// <param name="signs">What idling looks like.</param>
    /// <param name="stacks">All samples.</param>
    /// <param name="percent">Idle share. On a host with many CPUs most are idle while one receives: they count only where next to nothing else ran.</param>
    public static List<WeighedStack> Split(IdleSigns signs, IEnumerable<WeighedStack> stacks, out double percent)
    {
        ILookup<bool, WeighedStack> byIdle = stacks.ToLookup(s => FunctionName.Fits(s.Leaf, signs.Symbols));
        List<WeighedStack> busy = [.. byIdle[false]];
        double idle = byIdle[true].Sum(s => s.Weight), rest = busy.Sum(s => s.Weight);
        double waiting = busy.Where(s => Waits(signs, s)).Sum(s => s.Weight);
        bool fromSwapper = byIdle[true].Any(s => FunctionName.Fits(s.Command, signs.Commands)) && busy.Sum(s => s.Samples) >= BottleneckFinder.FewestSamples;
        percent = rest + idle == 0 ? 0
            : fromSwapper ? (rest == 0 ? 0 : 100 * waiting / rest)
            : 100 * (idle + waiting) / (rest + idle);
        return busy;
    }

    private static bool Waits(IdleSigns signs, WeighedStack stack) =>
        FunctionName.Fits(stack.Leaf, signs.Waiting) && (stack.Frames.Count == 1 || stack.Frames.Any(f => FunctionName.Fits(f, signs.WaitingCallers)));
}
