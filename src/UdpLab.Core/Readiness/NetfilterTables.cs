using UdpLab.Wire;

namespace UdpLab;

/// <summary>The nftables tables that exempt UDP from connection tracking.</summary>
internal static class NetfilterTables
{
    /// <summary>The setting's value if the table exists.</summary>
    public const string Exempted = "udp";
    private const string Prefix = "udplab-";

    public static string NameFor(string interfaceName) => Prefix + interfaceName;

    /// <summary>The setting that exempts UDP of an interface.</summary>
    public static string SettingFor(string interfaceName) => SettingNames.Of(SettingNames.Notrack, interfaceName);

    public static bool IsOwn(string table) => table.StartsWith(Prefix, StringComparison.Ordinal);
}
