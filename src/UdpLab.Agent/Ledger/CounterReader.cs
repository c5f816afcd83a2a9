using System.Globalization;
using UdpLab.Agent.Native;
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
        foreach (string file in Files(folder))
        {
            if (ReadFile(file) is long value)
            {
                statistics[Path.GetFileName(file)] = value;
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

    /// <summary>None when the interface goes meanwhile.</summary>
    private static string[] Files(string folder)
    {
        try
        {
            return Directory.GetFiles(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>
    /// A counter of 64 bits without a sign, as its bits: drivers that count down from 0 pass the largest signed number, and
    /// differences are right modulo 2^64 all the same. Null for a file that cannot be read or has no number: that counter is
    /// not known, and no other is lost for it.
    /// </summary>
    public static long? ReadFile(string path)
    {
        string? text = TextFile.Read(path);
        return ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong value) ? unchecked((long)value)
            : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long negative) ? negative
            : null;
    }

    private static string ReadText(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadAllText(path) : "";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
