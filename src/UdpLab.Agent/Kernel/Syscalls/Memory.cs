using System.Globalization;

namespace UdpLab.Agent.Kernel;

/// <summary>Memory outside the managed heap, which the kernel overcommits.</summary>
internal static class Memory
{
    private const string Available = "MemAvailable:";

    /// <summary>Refuses what would take more than half of the available memory.</summary>
    /// <param name="field">The parameter to change.</param>
    /// <param name="value">Its value.</param>
    /// <param name="bytes">How much it would take.</param>
    /// <param name="what">What it is for, and the remedy.</param>
    public static void Require(string field, object value, long bytes, string what)
    {
        long most = AvailableBytes() / 2;
        if (bytes > most)
        {
            throw AgentException.Wrong(field, value, string.Create(CultureInfo.InvariantCulture, $"this needs {bytes / 1048576.0:N0} MB of memory; {most / 1048576.0:N0} MB are available, {what}"));
        }
    }

    /// <summary>MemAvailable of /proc/meminfo (Linux 3.14); a gigabyte if the kernel does not report it.</summary>
    public static long AvailableBytes()
    {
        string? line = (TextFile.Read("/proc/meminfo") ?? "").Split('\n').FirstOrDefault(l => l.StartsWith(Available, StringComparison.Ordinal));
        return long.TryParse(line?[Available.Length..].Replace("kB", "", StringComparison.Ordinal).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out long kilobytes) ? kilobytes * 1024 : 1L << 30;
    }
}
