using System.Globalization;
using UdpLab.Wire;

namespace UdpLab.Tests;

/// <summary>The kernel texts in tests/UdpLab.Core.Tests/data; its README.md says which are real.</summary>
internal static class Captures
{
    private static readonly string Root = Path.Combine(AppContext.BaseDirectory, "data");

    /// <summary>All kernels with captures, oldest first.</summary>
    public static readonly string[] Kernels = ["linux-3.10", "linux-4.9", "linux-6.1", "linux-6.12", "linux-6.18"];

    public static string Text(string kernel, string moment, string file) => File.ReadAllText(Path.Combine(Root, kernel, moment, file));

    /// <summary>All texts of one file: of every kernel, before and after.</summary>
    public static string[] Texts(string file) =>
        [.. from kernel in Kernels from moment in new[] { "before", "after" } select Text(kernel, moment, file)];

    public static Counters Counters(string kernel, string moment, params (string Name, string Driver)[] devices) => new()
    {
        Snmp = Text(kernel, moment, "snmp"),
        Snmp6 = Text(kernel, moment, "snmp6"),
        Netstat = Text(kernel, moment, "netstat"),
        Softnet = Text(kernel, moment, "softnet_stat"),
        Devices = [.. devices.Select(device => Device(kernel, moment, device.Name, device.Driver))],
    };

    private static DeviceCounters Device(string kernel, string moment, string name, string driver)
    {
        string folder = Path.Combine(Root, kernel, moment);
        string ethtool = Path.Combine(folder, name + ".ethtool");
        return new DeviceCounters
        {
            Name = name,
            Driver = driver,
            Statistics = Pairs(File.ReadLines(Path.Combine(folder, name + ".statistics"))),
            Ethtool = File.Exists(ethtool) ? Pairs(File.ReadLines(ethtool).Skip(1)) : [],
        };
    }

    private static Dictionary<string, ulong> Pairs(IEnumerable<string> lines) => lines
        .Select(line => line.Trim().Split(':', 2))
        .ToDictionary(pair => pair[0], pair => ulong.Parse(pair[1], CultureInfo.InvariantCulture), StringComparer.Ordinal);
}
