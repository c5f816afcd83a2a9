using System.Globalization;
using UdpLab.Agent.Kernel;
using UdpLab.Agent.Settings;
using UdpLab.Wire;

namespace UdpLab.Agent.Nic;

/// <summary>"Mtu": bytes.</summary>
internal sealed class MtuKind : SettingKind
{
    public override string Name => SettingNames.Mtu;

    public override string? Read(string target, string which) => TextFile.Read($"/sys/class/net/{target}/mtu");

    public override void Write(string target, string which, string value) =>
        LinkSetup.SetMtu((int)Libc.InterfaceIndex(target), int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int mtu) ? mtu : throw AgentException.Wrong("Mtu", value, "not a number of bytes"));

    public override string? Obstacle(string target, string which, string value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int mtu) ? MtuLoss.Of(target, mtu) : null;
}

/// <summary>"ThreadedNapi": receive processing in kernel threads instead of softirqs (Linux 5.12+).</summary>
internal sealed class ThreadedNapiKind : SettingKind
{
    public override string Name => SettingNames.ThreadedNapi;

    public override string? Read(string target, string which) => TextFile.Read(PathOf(target)) switch
    {
        null => null,
        "0" => "off",
        _ => "on",
    };

    public override void Write(string target, string which, string value) =>
        TextFile.Write(PathOf(target), value == "on" ? "1" : "0", $"Switching threaded NAPI of {target} {value}");

    private static string PathOf(string target) => $"/sys/class/net/{target}/threaded";
}
