using System.Globalization;

namespace UdpLab.Agent.Kernel;

/// <summary>How long each CPU has worked (proc_stat(5)), in the kernel's ticks of usually 10 ms.</summary>
internal static class CpuTimes
{
    // Fields after the CPU's name: user nice system idle iowait irq softirq; guests' time is part of user's.
    private const int User = 0, Nice = 1, System = 2, Irq = 5, SoftIrq = 6;

    // USER_HZ is 100 on every processor Linux runs .NET on.
    private const double TicksPerSecond = 100;

    /// <summary>Seconds since boot in which a CPU ran programs, interrupts and softirqs; empty if the kernel does not report them.</summary>
    public static Dictionary<int, double> Worked() => Parse(TextFile.Read("/proc/stat") ?? "");

    /// <summary>The same of a text of /proc/stat.</summary>
    public static Dictionary<int, double> Parse(string text)
    {
        Dictionary<int, double> worked = [];
        foreach (string line in text.Split('\n').Where(l => l.StartsWith("cpu", StringComparison.Ordinal)))
        {
            string[] fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            double[] ticks = [.. fields.Skip(1).Select(f => double.TryParse(f, NumberStyles.None, CultureInfo.InvariantCulture, out double t) ? t : 0)];
            if (ticks.Length > SoftIrq && int.TryParse(fields[0].AsSpan(3), NumberStyles.None, CultureInfo.InvariantCulture, out int cpu))
            {
                worked[cpu] = (ticks[User] + ticks[Nice] + ticks[System] + ticks[Irq] + ticks[SoftIrq]) / TicksPerSecond;
            }
        }

        return worked;
    }
}
