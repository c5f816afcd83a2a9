using System.Globalization;
using UdpLab.Wire;

namespace UdpLab.Agent.Kernel;

/// <summary>Frequency and idle states of the CPUs (Documentation/admin-guide/pm).</summary>
internal static class CpuPower
{
    public const string LatencyDevice = "/dev/cpu_dma_latency";
    private const string Cpus = "/sys/devices/system/cpu";

    public static FrequencyPolicy[] Frequencies() => [.. Folders(Cpus + "/cpufreq", "policy*").Select(folder => new FrequencyPolicy
    {
        Name = Path.GetFileName(folder),
        Driver = Text(folder + "/scaling_driver"),
        Governor = Text(folder + "/scaling_governor"),
        Available = Text(folder + "/scaling_available_governors").Split(' ', StringSplitOptions.RemoveEmptyEntries),
    })];

    /// <summary>The states of the first online CPU, and on how many CPUs each is enabled.</summary>
    public static IdleState[] IdleStates()
    {
        int[] online = Cpu.Online();
        return [.. Folders($"{Cpus}/cpu{online[0]}/cpuidle", "state*").Select(folder => new IdleState
        {
            Name = Text(folder + "/name"),
            LatencyMicroseconds = int.TryParse(Text(folder + "/latency"), CultureInfo.InvariantCulture, out int latency) ? latency : 0,
            EnabledOn = online.Count(cpu => Text($"{Cpus}/cpu{cpu}/cpuidle/{Path.GetFileName(folder)}/disable") == "0"),
        })];
    }

    /// <summary>/dev/cpu_dma_latency: the lowest latency any process requests, as four bytes.</summary>
    public static unsafe int? LatencyLimit()
    {
        int fd = Libc.Open(LatencyDevice, Abi.O_RDONLY | Abi.O_CLOEXEC, 0), limit;
        if (fd < 0)
        {
            return null;
        }

        bool whole = Libc.Read(fd, &limit, sizeof(int)) == sizeof(int);
        _ = Libc.Close(fd);
        return whole ? limit : null;
    }

    private static IEnumerable<string> Folders(string parent, string pattern) => Directory.Exists(parent)
        ? Directory.EnumerateDirectories(parent, pattern).OrderBy(folder => folder.Length).ThenBy(folder => folder, StringComparer.Ordinal)
        : [];

    private static string Text(string path) => TextFile.Read(path) ?? "";
}
