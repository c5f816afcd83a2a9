using System.Globalization;
using UdpLab.Agent.Kernel;
using UdpLab.Wire;

namespace UdpLab.Agent.Ledger;

/// <summary>
/// Reads all of the ledger's counters at one moment. The controller parses them: here only speed matters, so that they are read
/// close together. An unreadable counter is lost, but never the measurement.
/// </summary>
internal static class CounterReader
{
    private const int IFF_UP = 1;

    /// <param name="interfaces">The interfaces.</param>
    /// <param name="protocols">What IP and UDP had counted a moment ago; null to read it.</param>
    public static Counters Read(IReadOnlyCollection<string> interfaces, Counters? protocols = null)
    {
        OptionalReadings optional = new();
        Dictionary<int, long> qdiscDrops = optional.Try("the drops of queueing disciplines", Qdiscs.Drops) ?? [];
        Counters counters = new()
        {
            Snmp = protocols?.Snmp ?? Text("/proc/net/snmp", optional),
            Snmp6 = protocols?.Snmp6 ?? Text("/proc/net/snmp6", optional),
            Netstat = Text("/proc/net/netstat", optional),
            Softnet = Text("/proc/net/softnet_stat", optional),
            Devices = [.. interfaces.Select(name => ReadDevice(name, qdiscDrops, optional))],
        };
        string[] unreadable = [.. protocols?.Unreadable ?? [], .. optional.Problems];
        return unreadable.Length > 0 ? counters with { Unreadable = unreadable } : counters;
    }

    /// <summary>What IP and UDP have counted, and nothing else.</summary>
    public static Counters ReadProtocols()
    {
        OptionalReadings optional = new();
        return new Counters { Snmp = Text("/proc/net/snmp", optional), Snmp6 = Text("/proc/net/snmp6", optional), Unreadable = [.. optional.Problems] };
    }

    private static string Text(string path, OptionalReadings optional)
    {
        string? text = TextFile.ReadAll(path, out int errno);
        if (errno is not (0 or Errno.ENOENT))
        {
            optional.Missing(path, Errno.Text(errno));
        }

        return text ?? "";
    }

    /// <summary>Counters of one interface.</summary>
    public static DeviceCounters ReadDevice(string name)
    {
        OptionalReadings optional = new();
        return ReadDevice(name, optional.Try("the drops of queueing disciplines", Qdiscs.Drops) ?? [], optional);
    }

    private static DeviceCounters ReadDevice(string name, Dictionary<int, long> qdiscDrops, OptionalReadings optional)
    {
        int index = (int)Libc.InterfaceIndex(name);
        if (index == 0)
        {
            return new DeviceCounters { Name = name };
        }

        string folder = $"/sys/class/net/{name}";
        return new DeviceCounters
        {
            Name = name,
            Index = index,
            Up = ParseFlags(TextFile.Read($"{folder}/flags")) is int flags ? (flags & IFF_UP) != 0 : null,
            CarrierChanges = TextFile.Read($"{folder}/carrier_changes") is { } changes && long.TryParse(changes, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : null,
            Driver = optional.Try($"the driver of {name}", () => Ethtool.Driver(name)) ?? "",
            Statistics = optional.Try($"{folder}/statistics", () => Statistics($"{folder}/statistics", optional)) ?? [],
            Ethtool = optional.Try($"ethtool -S {name}", () => Ethtool.Statistics(name)) ?? [],
            QdiscDrops = qdiscDrops.TryGetValue(index, out long drops) ? drops : null,
        };
    }

    /// <summary>
    /// An unsigned 64-bit counter; a value printed with a sign is taken as its bits, so that differences are correct modulo
    /// 2^64. Null if the file is unreadable or not a number; other counters are unaffected.
    /// </summary>
    public static ulong? ReadFile(string path)
    {
        string? text = TextFile.Read(path);
        return ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong value) ? value
            : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long negative) ? unchecked((ulong)negative)
            : null;
    }

    private static Dictionary<string, ulong> Statistics(string folder, OptionalReadings optional)
    {
        Dictionary<string, ulong> statistics = [];
        foreach (string file in Directory.Exists(folder) ? Directory.EnumerateFiles(folder) : [])
        {
            if (ReadFile(file) is { } value)
            {
                statistics[Path.GetFileName(file)] = value;
            }
            else
            {
                optional.Problems.Add($"{file} does not contain a number.");
            }
        }

        return statistics;
    }

    private static int? ParseFlags(string? text) =>
        text is not null && int.TryParse(text.Replace("0x", "", StringComparison.Ordinal), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int flags) ? flags : null;
}
