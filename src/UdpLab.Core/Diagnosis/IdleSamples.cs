namespace UdpLab;

/// <summary>Samples of idle CPUs and of threads going to sleep.</summary>
internal static class IdleSamples
{
    /// <summary>From this percentage on the sink is called idle.</summary>
    public const double Enough = 30;

    /// <summary>Removes the samples of idle CPUs, which are not part of the sink's work.</summary>
    /// <param name="signs">How to recognise idling.</param>
    /// <param name="stacks">All samples.</param>
    /// <param name="percent">Idle share. On a host with many CPUs most are idle while one receives, so they only count if almost nothing else ran.</param>
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
