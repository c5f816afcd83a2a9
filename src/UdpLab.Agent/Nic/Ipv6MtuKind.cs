using UdpLab.Agent.Kernel;
using UdpLab.Agent.Settings;
using UdpLab.Wire;

namespace UdpLab.Agent.Nic;

/// <summary>"Ipv6Mtu": the IPv6 MTU (net.ipv6.conf.X.mtu), if it differs from the interface's. Every change of the interface's MTU sets it too.</summary>
internal sealed class Ipv6MtuKind : SettingKind
{
    private const string Same = "same";

    public override string Name => SettingNames.Ipv6Mtu;

    public override string? Read(string target, string which) => TextFile.Read(PathOf(target)) is not { } mtu ? null
        : mtu == TextFile.Read($"/sys/class/net/{target}/mtu") ? Same
        : mtu;

    public override void Write(string target, string which, string value) =>
        TextFile.Write(PathOf(target), value == Same ? TextFile.Read($"/sys/class/net/{target}/mtu") ?? "" : value, $"Setting the MTU of IPv6 on {target} to {value}");

    private static string PathOf(string target) => $"/proc/sys/net/ipv6/conf/{target}/mtu";
}
