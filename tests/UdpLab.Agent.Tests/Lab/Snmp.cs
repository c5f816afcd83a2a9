using System.Globalization;
using UdpLab.Wire;

namespace UdpLab.Agent.Tests;

/// <summary>Reads /proc/net/snmp's pairs of lines.</summary>
internal static class Snmp
{
    public static long Udp(string text, string counter)
    {
        string[][] lines = [.. text.Split('\n').Where(l => l.StartsWith("Udp: ", StringComparison.Ordinal)).Select(l => l.Split(' '))];
        return long.Parse(lines[1][Array.IndexOf(lines[0], counter)], CultureInfo.InvariantCulture);
    }

    public static long Udp6(string text, string counter) =>
        long.Parse(text.Split('\n').First(l => l.StartsWith(counter + " ", StringComparison.Ordinal) || l.StartsWith(counter + "\t", StringComparison.Ordinal)).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);

    /// <summary>How much a counter of /proc/net/snmp grew during a measurement.</summary>
    public static long UdpDelta(this SinkResult result, string counter) => Udp(result.After.Snmp, counter) - Udp(result.Before.Snmp, counter);

    public static long Udp6Delta(this SinkResult result, string counter) => Udp6(result.After.Snmp6, counter) - Udp6(result.Before.Snmp6, counter);

    /// <summary>Packets dropped by softnet on all CPUs in that time (second column).</summary>
    public static long SoftnetDrops(this SinkResult result) => SoftnetDrops(result.After.Softnet) - SoftnetDrops(result.Before.Softnet);

    /// <summary>How much a statistic of the interfaces on the path grew, in either namespace.</summary>
    public static long DeviceDelta(Counters before, Counters after, string statistic) =>
        after.Devices.Sum(d => d.Statistics.GetValueOrDefault(statistic)) - before.Devices.Sum(d => d.Statistics.GetValueOrDefault(statistic));

    private static long SoftnetDrops(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Sum(l => Convert.ToInt64(l.Split(' ')[1], 16));
}
