namespace UdpLab;

/// <summary>Network softirqs that interrupted a reader.</summary>
internal static class SharedCpu
{
    public static double Percent(SharedCpuRule rule, IReadOnlyCollection<WeighedStack> stacks)
    {
        HashSet<string> readers = [.. stacks.Where(s => s.Frames.Any(f => FunctionName.Fits(f, rule.Readers))).Select(s => s.Command).Distinct()];
        double total = stacks.Sum(s => s.Weight);
        double shared = stacks.Where(s => readers.Contains(s.Command) && s.Frames.Any(f => FunctionName.Fits(f, rule.Frames)) && !s.Frames.Any(f => FunctionName.Fits(f, rule.Senders))).Sum(s => s.Weight);
        return total > 0 ? 100 * shared / total : 0;
    }
}
