using System.Globalization;
using UdpLab.Agent.Networking;
using UdpLab.Wire;

namespace UdpLab.Agent.Ledger;

/// <summary>Reads every counter of the ledger at one moment. The controller parses: here speed and closeness in time count.</summary>
internal static class CounterReader
{
    public static Counters Read(IReadOnlyCollection<string> interfaces)
    {
        Dictionary<int, long> qdiscDrops = Qdiscs.Drops();
        return new Counters
        {
            Snmp = ReadText("/proc/net/snmp"),
            Snmp6 = ReadText("/proc/net/snmp6"),
            Netstat = ReadText("/proc/net/netstat"),
            Softnet = ReadText("/proc/net/softnet_stat"),
            Devices = [.. interfaces.Select(name => ReadDevice(name, qdiscDrops))],
        };
    }

    /// <summary>Counters of one interface.</summary>
    public static DeviceCounters ReadDevice(string name) => ReadDevice(name, Qdiscs.Drops());

    private static DeviceCounters ReadDevice(string name, Dictionary<int, long> qdiscDrops)
    {
        Dictionary<string, long> statistics = [];
        string folder = $"/sys/class/net/{name}/statistics";
        if (Directory.Exists(folder))
        {
            foreach (string file in Directory.EnumerateFiles(folder))
            {
                statistics[Path.GetFileName(file)] = long.Parse(File.ReadAllText(file), NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture);
            }
        }

        int index = (int)Native.Libc.InterfaceIndex(name);
        return new DeviceCounters
        {
            Name = name,
            Driver = Ethtool.Driver(name),
            Statistics = statistics,
            Ethtool = Ethtool.Statistics(name),
            QdiscDrops = qdiscDrops.TryGetValue(index, out long drops) ? drops : null,
        };
    }

    private static string ReadText(string path) => File.Exists(path) ? File.ReadAllText(path) : "";
}
