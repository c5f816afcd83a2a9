using System.Globalization;
using UdpLab.Agent.Kernel;

namespace UdpLab.Agent.Perf;

/// <summary>What is recorded: threads, a process, CPUs, or everything.</summary>
internal sealed record PerfTarget
{
    public IReadOnlyCollection<int> Threads { get; init; } = [];

    public int? ProcessId { get; init; }

    public IReadOnlyCollection<int> Cpus { get; init; } = [];

    public bool AllCpus { get; init; }

    /// <summary>Whether the recorded process is still running.</summary>
    public bool IsAlive => ProcessId is int process && Processes.IsAlive(process);

    /// <summary>Nothing of it runs any more. CPUs do not end.</summary>
    public bool HasEnded => ProcessId is int process ? !Processes.IsAlive(process) : Threads.Count > 0 && !Threads.Any(Processes.IsAlive);

    /// <summary>Arguments for perf record.</summary>
    public string[] Arguments => AllCpus ? ["-a"]
        : Cpus.Count > 0 ? ["-C", string.Join(',', Cpus)]
        : ProcessId is int process ? ["-p", process.ToString(CultureInfo.InvariantCulture)]
        : ["-t", string.Join(',', Threads)];

    /// <summary>
    /// The threads of a sink, and CPUs that serve it. perf accepts only one kind of target, so the CPUs its threads may run on
    /// are recorded completely, and other threads' samples are filtered out.
    /// </summary>
    /// <param name="threads">Ids of the threads.</param>
    /// <param name="pinned">The CPU of each pinned thread; null for unpinned ones.</param>
    /// <param name="serving">The CPUs that serve it; empty for none.</param>
    public static PerfTarget OfSink(int[] threads, IReadOnlyCollection<int?> pinned, int[] serving) =>
        serving.Length == 0 ? new PerfTarget { Threads = threads }
        : pinned.Contains(null) ? new PerfTarget { AllCpus = true }
        : new PerfTarget { Cpus = [.. serving.Concat(pinned.OfType<int>()).Distinct().Order()] };
}
