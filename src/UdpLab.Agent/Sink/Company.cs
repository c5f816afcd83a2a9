using UdpLab.Agent.Kernel;

namespace UdpLab.Agent.Sink;

/// <summary>
/// What else ran on a sink's CPUs while its window was open: without company, a thread that "waited for a CPU" was only slow to wake up,
/// as in a virtual machine.
/// </summary>
/// <param name="cpus">CPUs of the sink's threads; null for a thread that may run anywhere.</param>
internal sealed class Company(IReadOnlyList<int?> cpus)
{
    private Dictionary<int, double>? _opened, _closed;

    /// <summary>The window has opened: reads how long the CPUs have worked so far.</summary>
    public void Open() => _opened ??= CpuTimes.Worked();

    /// <summary>The window has closed.</summary>
    public void Close() => _closed ??= _opened is null ? null : CpuTimes.Worked();

    /// <summary>Seconds of the window in which other programs, interrupts and softirqs ran there; null if the kernel does not report it.</summary>
    /// <param name="begin">How long each CPU had worked when the counting began, perhaps before the window.</param>
    /// <param name="end">The same when it ended, perhaps after the window.</param>
    /// <param name="own">CPU seconds of the sink's threads in the window.</param>
    public double? Seconds(IReadOnlyDictionary<int, double> begin, IReadOnlyDictionary<int, double> end, double own)
    {
        if (_opened is not { Count: > 0 } opened)
        {
            return null;
        }

        // A thread that may run anywhere has the company of an average CPU.
        bool anywhere = cpus.Contains(null);
        int[] shared = anywhere ? [.. opened.Keys] : [.. cpus.OfType<int>().Distinct()];
        double others = Math.Max(0, shared.Sum(Worked) - own);
        return anywhere ? others / shared.Length * Math.Min(cpus.Count, shared.Length) : others;

        double Worked(int cpu)
        {
            double from = Math.Max(begin.GetValueOrDefault(cpu), opened.GetValueOrDefault(cpu));
            double to = Math.Min(end.GetValueOrDefault(cpu), _closed?.GetValueOrDefault(cpu) ?? double.MaxValue);
            return Math.Max(0, to - from);
        }
    }
}
