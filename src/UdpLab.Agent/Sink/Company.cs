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
    /// <param name="own">CPU seconds of the sink's threads in the window.</param>
    public double? Seconds(double own)
    {
        if (_opened is not { Count: > 0 } opened || _closed is not { } closed)
        {
            return null;
        }

        // A thread that may run anywhere has the company of an average CPU.
        int[] shared = cpus.Contains(null) ? [.. opened.Keys] : [.. cpus.OfType<int>().Distinct()];
        double others = Math.Max(0, shared.Sum(cpu => closed.GetValueOrDefault(cpu) - opened.GetValueOrDefault(cpu)) - own);
        return cpus.Contains(null) ? others / shared.Length * Math.Min(cpus.Count, shared.Length) : others;
    }
}
