using System.Collections.Frozen;
using System.Globalization;
using System.Net;

namespace UdpLab.Wire;

/// <summary>The commands of a pktgen device: each once, with its setting, range and form.</summary>
internal static class PktgenVocabulary
{
    /// <summary>Largest burst, the same for all backends: pktgen checks for a stop only between bursts.</summary>
    public const int MostBurst = 1024;

    /// <summary>A VLAN id above this is "no tag" to the kernel.</summary>
    public const int HighestVlan = 4095;

    /// <summary>Sizes that pktgen accepts, bytes without FCS.</summary>
    public const int SmallestPacket = 42, LargestPacket = 65535;

    // num_arg() reads ten digits and ignores the rest.
    private const long TenDigits = 9_999_999_999;

    /// <summary>All of them, in the order in which they are written.</summary>
    public static PktgenCommand[] All { get; } =
    [
        new("pkt_size", "PacketSize", Least: SmallestPacket, Most: LargestPacket),
        new("min_pkt_size", "MinPacketSize", Least: SmallestPacket, Most: LargestPacket),
        new("max_pkt_size", "MaxPacketSize", Least: SmallestPacket, Most: LargestPacket),
        new("count", "Count", Most: TenDigits),
        new("delay", "DelayNs", Most: TenDigits),
        new("ratep", "RatePps", Least: 1, Most: 1_000_000_000) { Key = "delay" },
        new("rate", "RateMbps", Least: 1, Most: 1_000_000) { Key = "delay" },
        new("clone_skb", "CloneSkb"),
        new("burst", "Burst", Least: 1, Most: MostBurst) { Default = "1" },
        new("frags", "Frags", Most: 17),
        new("node", "NumaNode", Most: 1023),
        new("flows", "Flows", Most: 65536),
        new("flowlen", "FlowLength"),
        new("dst_mac_count", "DestinationMacCount"),
        new("src_mac_count", "SourceMacCount"),
        new("skb_priority", "SkbPriority", Most: 999_999_999) { Default = "0" },
        new("spi", "Spi", Least: 1, Most: uint.MaxValue),
        new("debug", "DebugLevel", Most: 1),
        new("dst6", "Destination", PktgenValue.Address) { Key = "daddr" },
        new("dst6_min", "Destination", PktgenValue.Address) { Key = "min_daddr" },
        new("dst6_max", "Destination", PktgenValue.Address) { Key = "max_daddr" },
        new("dst", "Destination", PktgenValue.Address) { Key = "dst_min" },
        new("dst_min", "Destination", PktgenValue.Address),
        new("dst_max", "Destination", PktgenValue.Address),
        new("src6", "Source", PktgenValue.Address) { Key = "saddr" },
        new("src_min", "Source", PktgenValue.Address),
        new("src_max", "Source", PktgenValue.Address),
        new("dst_mac", "DestinationMac", PktgenValue.Mac),
        new("src_mac", "SourceMac", PktgenValue.Mac),
        new("udp_dst_min", "DestinationPort", Most: 65535),
        new("udp_dst_max", "DestinationPort", Most: 65535),
        new("udp_src_min", "SourcePort", Most: 65535),
        new("udp_src_max", "SourcePort", Most: 65535),
        new("queue_map_min", "QueueMap", Most: 65535),
        new("queue_map_max", "QueueMap", Most: 65535),
        new("vlan_id", "VlanId", Least: -1, Most: HighestVlan),
        new("vlan_p", "VlanPriority", Most: 7),
        new("vlan_cfi", "VlanCfi", Most: 1),
        new("svlan_id", "SvlanId", Least: -1, Most: HighestVlan),
        new("svlan_p", "SvlanPriority", Most: 7),
        new("svlan_cfi", "SvlanCfi", Most: 1),
        new("mpls", "MplsLabel", PktgenValue.Labels),
        new("tos", "Tos", PktgenValue.Byte, Most: byte.MaxValue) { Default = "0x00" },
        new("traffic_class", "TrafficClass", PktgenValue.Byte, Most: byte.MaxValue) { Default = "0x00" },
        new("xmit_mode", "XmitMode", PktgenValue.Text) { Default = "start_xmit" },
        new("imix_weights", "Imix", PktgenValue.Text),
        new("flag", "Flag", PktgenValue.Flag) { Key = "Flags" },
        new("clear_counters", "ClearCounters", PktgenValue.None),
    ];

    private static readonly FrozenDictionary<string, PktgenCommand> _byName = All.ToFrozenDictionary(c => c.Name);
    private static readonly ILookup<string, PktgenCommand> _bySetting = All.ToLookup(c => c.Setting);
    private static readonly ILookup<string, PktgenCommand> _byKey = All.ToLookup(c => c.Key);

    /// <summary>A command by its name; null if unknown.</summary>
    public static PktgenCommand? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>The commands of a setting.</summary>
    public static PktgenCommand[] Of(string setting) => [.. _bySetting[setting]];

    /// <summary>The command of a setting that has exactly one.</summary>
    public static PktgenCommand Single(string setting) => _bySetting[setting].Single();

    /// <summary>The parameter a command comes from, without the hyphen; the command itself if unknown.</summary>
    public static string SettingOf(string name) => Find(name)?.Setting ?? name;

    /// <summary>The key of a command's value in the device's file.</summary>
    public static string KeyOf(string name) => Find(name)?.Key ?? name;

    /// <summary>The value of a key that the file does not show.</summary>
    public static string DefaultOf(string key) => _byKey[key].FirstOrDefault()?.Default ?? "";

    /// <summary>The canonical form of a key's value: kernels differ in case, zeros and words.</summary>
    public static string Canonical(string key, string value) => _byKey[key].FirstOrDefault()?.Value switch
    {
        PktgenValue.Mac => value.ToLowerInvariant(),
        PktgenValue.Address when key.EndsWith("addr", StringComparison.Ordinal) && IPAddress.TryParse(value, out IPAddress? address) => address.ToString(),
        PktgenValue.Text when value == "xmit_queue" => "queue_xmit",
        _ => value,
    };

    /// <summary>Whether a command accepts a value: the kernel would take 'count abc' as 0.</summary>
    public static bool Fits(string name, string value) => Find(name)?.Value switch
    {
        PktgenValue.None => value.Length == 0,
        PktgenValue.Flag => value.TrimStart('!').Length > 0,
        PktgenValue.Labels => value.Split(',').All(label => uint.TryParse(label, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out _)),
        PktgenValue.Number or null => long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out long number) && (number > 0 || name is not ("rate" or "ratep")),
        _ => value.Length > 0,
    };
}
