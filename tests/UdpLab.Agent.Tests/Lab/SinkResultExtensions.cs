using UdpLab.Wire;

namespace UdpLab.Agent.Tests;

/// <summary>How much the kernel's counters grew during a measurement.</summary>
internal static class SinkResultExtensions
{
    public static long UdpDelta(this SinkResult result, string counter) => Snmp.Udp(result.After.Snmp, counter) - Snmp.Udp(result.Before.Snmp, counter);

    public static long Udp6Delta(this SinkResult result, string counter) => Snmp.Udp6(result.After.Snmp6, counter) - Snmp.Udp6(result.Before.Snmp6, counter);

    public static long SoftnetDrops(this SinkResult result) => Snmp.SoftnetDrops(result.After.Softnet) - Snmp.SoftnetDrops(result.Before.Softnet);

    /// <summary>Of a statistic of the interfaces on the path, in either namespace.</summary>
    public static long DeviceDelta(Counters before, Counters after, string statistic) =>
        after.Devices.Sum(d => (long)d.Statistics.GetValueOrDefault(statistic)) - before.Devices.Sum(d => (long)d.Statistics.GetValueOrDefault(statistic));
}
