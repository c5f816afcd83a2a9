namespace UdpLab;

/// <summary>The tables of nftables with which UDP is exempted from connection tracking.</summary>
internal static class NetfilterTables
{
    /// <summary>Stands for every interface.</summary>
    public const string All = "*";

    /// <summary>The setting, and what it is when the table is there.</summary>
    public const string Setting = "Notrack", Present = "udp";
    private const string Name = "udplab", Prefix = Name + "-";

    public static string NameFor(string interfaceName) => interfaceName == All ? Name : Prefix + interfaceName;

    public static bool IsOwn(string table) => table == Name || table.StartsWith(Prefix, StringComparison.Ordinal);
}
