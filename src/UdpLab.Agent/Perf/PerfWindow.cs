namespace UdpLab.Agent.Perf;

/// <summary>Which samples belong to a capture.</summary>
/// <param name="From">The first nanosecond of CLOCK_MONOTONIC in it.</param>
/// <param name="To">The last one.</param>
/// <param name="Threads">Samples of these threads count on any CPU; null for all threads.</param>
/// <param name="Cpus">All samples of these CPUs count too.</param>
internal sealed record PerfWindow(long From, long To, IReadOnlySet<int>? Threads = null, IReadOnlySet<int>? Cpus = null)
{
    public static PerfWindow Everything { get; } = new(long.MinValue, long.MaxValue);

    public bool Contains(in PerfSampleHead sample) => sample.Time >= From && sample.Time <= To && (Threads is null || Threads.Contains(sample.Thread) || Cpus?.Contains(sample.Cpu) == true);
}
