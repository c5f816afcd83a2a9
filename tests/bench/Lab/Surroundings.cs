using System.Globalization;

namespace UdpLab.Bench.Lab;

internal static class Surroundings
{
    /// <summary>Date, kernel and CPU, without which a table is meaningless.</summary>
    public static string Describe(Options options)
    {
        string kernel = File.ReadAllText("/proc/sys/kernel/osrelease").Trim();
        string cpu = File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim() ?? "unknown CPU";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{DateTime.UtcNow:yyyy-MM-dd}, Linux {kernel}, {Environment.ProcessorCount} x {cpu}; {options.Pairs} pairs of {options.Seconds} s");
    }
}
