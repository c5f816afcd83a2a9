using UdpLab.Agent.Kernel;
using UdpLab.Wire;

namespace UdpLab.Agent.Perf;

/// <summary>perf c2c: cache lines contended between CPUs. It needs a CPU that samples memory accesses.</summary>
internal static class PerfCacheLines
{
    private const string Devices = "/sys/bus/event_source/devices";

    // Intel's PEBS (cpu, or cpu_core of a hybrid), AMD's IBS, Arm's SPE: perf-c2c(1), perf-mem(1).
    private static readonly string[] _sources = ["cpu/events/mem-loads", "cpu_core/events/mem-loads", "ibs_op", "arm_spe_0"];

    /// <summary>Refuses if the hardware has none.</summary>
    public static void Require()
    {
        if (!_sources.Any(source => Path.Exists($"{Devices}/{source}")))
        {
            throw new AgentException(FailureCode.NotSupported, "-CacheLine: this host's CPU, or the virtual machine it is, has no sampling of memory accesses (Intel PEBS mem-loads, AMD IBS, Arm SPE), without which perf c2c sees nothing. Run it on real hardware; -Event cache-misses is what a smaller PMU has.") { Parameter = "CacheLine", Path = Devices };
        }
    }

    /// <summary>The report's arguments.</summary>
    public static string[] ReportArguments(string data) => ["c2c", "report", "-i", data, "--stdio", "--full-symbols"];
}
