using UdpLab.Agent.Kernel;

namespace UdpLab.Agent.Pktgen;

/// <summary>Facts of its interface and this kernel that decide which settings a device can have.</summary>
internal sealed record PktgenDeviceFacts(string Name, string Interface, string Driver, int TxQueues, Version Kernel)
{
    // Drivers whose devices keep a packet or modify it (they clear IFF_TX_SKB_SHARING): one cannot be sent twice.
    private static readonly HashSet<string> _keepers = ["veth", "bridge", "bonding", "team", "tun", "macvlan", "ipvlan", "802.1Q VLAN Support", "vxlan", "geneve"];

    /// <summary>Whether a packet may be sent several times (IFF_TX_SKB_SHARING). If unknown, the kernel decides.</summary>
    public bool SharesPackets => Interface != "lo" && !_keepers.Contains(Driver);

    /// <summary>The flag SHARED exists, and is on in a new device.</summary>
    public bool KnowsShared => Kernel >= new Version(6, 7);

    /// <summary>A command's value as this kernel spells it: before 4.17 flag NODE was NODE_ALLOC.</summary>
    public string Spelled(string command, string value) => command == "flag" && value is "NODE" or "!NODE" && Kernel < new Version(4, 17) ? value + "_ALLOC" : value;

    public static PktgenDeviceFacts Of(string device)
    {
        string name = Interfaces.RealName(InterfaceOf(device));
        string queues = $"/sys/class/net/{name}/queues";
        return new PktgenDeviceFacts(
            device,
            name,
            Ethtool.Driver(name),
            Directory.Exists(queues) ? Math.Max(1, Directory.GetDirectories(queues, "tx-*").Length) : 1,
            KernelRelease.Version);
    }

    /// <summary>The interface of a device: what is before the @ of its name.</summary>
    public static string InterfaceOf(string device) => device.Split('@')[0];

    /// <summary>Rejects names that are not device names and might name other files.</summary>
    public static void RequireName(string device)
    {
        string[] parts = device.Split('@');
        bool good = parts.Length <= 2 && device.Length is > 0 and <= 31 && parts[0].Length is > 0 and <= 15 && parts[0] is not ("." or "..")
            && !device.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || c is '/' or '"' or '=' or > '~')
            && device != PktgenFiles.Control && !device.StartsWith("kpktgend_", StringComparison.Ordinal);
        if (!good)
        {
            throw AgentException.Wrong("Name", device, "not a pktgen device name: an interface's name, followed by @ and a word if the interface has several (eth0@1), at most 31 characters");
        }
    }
}
