using System.Globalization;
using UdpLab.Agent.Kernel;

namespace UdpLab.Agent.Perf;

/// <summary>What perf records: one of threads, a process, CPUs, or all of them.</summary>
internal sealed record PerfTarget
{
    public IReadOnlyCollection<int> Threads { get; init; } = [];

    public int? ProcessId { get; init; }

    public IReadOnlyCollection<int> Cpus { get; init; } = [];

    public bool AllCpus { get; init; }

    /// <summary>The process to record still runs.</summary>
    public bool IsAlive => ProcessId is int process && Processes.IsAlive(process);

    /// <summary>Arguments for perf record.</summary>
    public string[] Arguments => AllCpus ? ["-a"]
        : Cpus.Count > 0 ? ["-C", string.Join(',', Cpus)]
        : ProcessId is int process ? ["-p", process.ToString(CultureInfo.InvariantCulture)]
        : ["-t", string.Join(',', Threads)];

    /// <summary>The threads of a sink, and CPUs that serve it. perf takes one kind only, so the CPUs its threads may run on are recorded whole, and the others' samples left out.</summary>
    /// <param name="threads">Ids of the threads.</param>
    /// <param name="pinned">The CPU each is pinned to, null for none.</param>
    /// <param name="serving">The CPUs that serve it, empty for none.</param>
    public static PerfTarget OfSink(int[] threads, IReadOnlyCollection<int?> pinned, int[] serving) =>
        serving.Length == 0 ? new PerfTarget { Threads = threads }
        : pinned.Contains(null) ? new PerfTarget { AllCpus = true }
        : new PerfTarget { Cpus = [.. serving.Concat(pinned.OfType<int>()).Distinct().Order()] };
}
