using System.Globalization;

namespace UdpLab.Tests;

/// <summary>The network namespaces of testbeds, inspected and removed without UdpLab.</summary>
internal static class Space
{
    /// <summary>A name no other testbed of this machine has.</summary>
    public static string NewTestbedName() => "t" + Guid.NewGuid().ToString("N")[..10];

    /// <summary>The generator's namespace.</summary>
    public static string Generator(string testbed) => $"udplab-{testbed}-gen";

    /// <summary>The sink's namespace.</summary>
    public static string Sink(string testbed) => $"udplab-{testbed}-sink";

    /// <summary>A program's output in a namespace; throws if it fails.</summary>
    public static string Run(string space, params string[] command) => Tool.Run("ip", ["netns", "exec", space, .. command]);

    /// <summary>Packets an interface of a namespace has received.</summary>
    public static long Received(string space, string nic) => long.Parse(Run(space, "cat", $"/sys/class/net/{nic}/statistics/rx_packets"), CultureInfo.InvariantCulture);

    /// <summary>A counter of a namespace's line "Udp:" of /proc/net/snmp.</summary>
    public static long Udp(string space, string counter) => Snmp.Udp(Run(space, "cat", "/proc/net/snmp"), counter);

    /// <summary>Removes any remains of a testbed, whatever its state.</summary>
    public static void Clear(string testbed)
    {
        foreach (string space in new[] { Generator(testbed), Sink(testbed) }.Where(s => File.Exists("/run/netns/" + s)))
        {
            Tool.Try("ip", "netns", "delete", space);
            File.Delete("/run/netns/" + space);
        }
    }
}
