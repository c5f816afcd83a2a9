namespace UdpLab.Agent.Perf;

/// <summary>Which samples belong to a capture.</summary>
/// <param name="From">The first nanosecond of CLOCK_MONOTONIC that does.</param>
/// <param name="To">The last.</param>
/// <param name="Threads">Samples of these threads do wherever they ran; null for all threads.</param>
/// <param name="Cpus">And of these CPUs whatever ran.</param>
internal sealed record PerfWindow(long From, long To, IReadOnlySet<int>? Threads = null, IReadOnlySet<int>? Cpus = null)
{
    public static PerfWindow Everything { get; } = new(long.MinValue, long.MaxValue);

    public bool Contains(in PerfSampleHead sample) => sample.Time >= From && sample.Time <= To && (Threads is null || Threads.Contains(sample.Thread) || Cpus?.Contains(sample.Cpu) == true);
}
