using System.Globalization;

namespace UdpLab.Agent.Kernel;

/// <summary>Memory outside the managed heap, which the kernel promises more readily than it gives.</summary>
internal static class Memory
{
    private const string Available = "MemAvailable:";

    /// <summary>Refuses what would take more than half of the memory that is free.</summary>
    /// <param name="field">The parameter to change.</param>
    /// <param name="value">What it is.</param>
    /// <param name="bytes">What it would take.</param>
    /// <param name="what">What for, and what to do instead.</param>
    public static void Require(string field, object value, long bytes, string what)
    {
        long most = AvailableBytes() / 2;
        if (bytes > most)
        {
            throw AgentException.Wrong(field, value, string.Create(CultureInfo.InvariantCulture, $"this needs {bytes / 1048576.0:N0} MB of memory; {most / 1048576.0:N0} MB are available, {what}"));
        }
    }

    /// <summary>MemAvailable of /proc/meminfo (Linux 3.14); where it is not there, a gigabyte is taken to be free.</summary>
    private static long AvailableBytes()
    {
        string? line = (TextFile.Read("/proc/meminfo") ?? "").Split('\n').FirstOrDefault(l => l.StartsWith(Available, StringComparison.Ordinal));
        return long.TryParse(line?[Available.Length..].Replace("kB", "", StringComparison.Ordinal).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out long kilobytes) ? kilobytes * 1024 : 1L << 30;
    }
}
