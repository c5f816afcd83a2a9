using UdpLab.Wire;

namespace UdpLab;

/// <summary>The tables of nftables with which UDP is exempted from connection tracking.</summary>
internal static class NetfilterTables
{
    /// <summary>What the setting is when the table is there.</summary>
    public const string Exempted = "udp";
    private const string Prefix = "udplab-";

    public static string NameFor(string interfaceName) => Prefix + interfaceName;

    /// <summary>The setting that exempts an interface's UDP.</summary>
    public static string SettingFor(string interfaceName) => SettingNames.Of(SettingNames.Notrack, interfaceName);

    public static bool IsOwn(string table) => table.StartsWith(Prefix, StringComparison.Ordinal);
}
