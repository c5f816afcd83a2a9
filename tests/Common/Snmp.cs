using System.Globalization;

namespace UdpLab.Tests;

/// <summary>Reads the kernel's counters from its texts: the second reader that tests compare ours with.</summary>
internal static class Snmp
{
    /// <summary>A counter of the pair of lines "Udp:" of /proc/net/snmp.</summary>
    public static long Udp(string text, string counter)
    {
        string[][] lines = [.. text.Split('\n').Where(l => l.StartsWith("Udp: ", StringComparison.Ordinal)).Select(l => l.Split(' '))];
        return long.Parse(lines[1][Array.IndexOf(lines[0], counter)], CultureInfo.InvariantCulture);
    }

    /// <summary>A line of /proc/net/snmp6.</summary>
    public static long Udp6(string text, string counter) =>
        long.Parse(text.Split('\n').First(l => l.StartsWith(counter + " ", StringComparison.Ordinal) || l.StartsWith(counter + "\t", StringComparison.Ordinal)).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);

    /// <summary>Packets softnet dropped on any CPU: the second column of /proc/net/softnet_stat.</summary>
    public static long SoftnetDrops(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Sum(l => Convert.ToInt64(l.Split(' ')[1], 16));
}
