namespace UdpLab.Wire;

/// <summary>The names of settings. A kind with several instances is followed by a space and the instance: "Sysctl net.core.rmem_max", "FlowRule 3".</summary>
internal static class SettingNames
{
    public const string Channels = "Channels";
    public const string Rings = "Rings";
    public const string Mtu = "Mtu";
    public const string Features = "Features";
    public const string RssTable = "RssTable";
    public const string RssKey = "RssKey";
    public const string UdpHashFields = "UdpHashFields";
    public const string Udp6HashFields = "Udp6HashFields";
    public const string FlowRule = "FlowRule";
    public const string Pause = "Pause";
    public const string Coalescing = "Coalescing";
    public const string IrqAffinity = "IrqAffinity";
    public const string Rps = "Rps";
    public const string Xps = "Xps";
    public const string ThreadedNapi = "ThreadedNapi";

    /// <summary>Side effects of other settings; no parameter sets these.</summary>
    public const string RpsFlows = "RpsFlows", UpperMtu = "UpperMtu", LowerMtu = "LowerMtu", Ipv6Mtu = "Ipv6Mtu", LowerLro = "LowerLro";

    public const string Sysctl = "Sysctl";
    public const string Governor = "Governor";
    public const string ClockSource = "ClockSource";
    public const string Notrack = "Notrack";
    public const string Process = "Process";
    public const string CpuLatency = "CpuLatency";

    /// <summary>Microseconds a reading socket polls its device.</summary>
    public static readonly string BusyRead = Of(Sysctl, "net.core.busy_read");

    /// <summary>Microseconds poll and select poll the devices.</summary>
    public static readonly string BusyPoll = Of(Sysctl, "net.core.busy_poll");

    /// <summary>The name of one instance of a kind.</summary>
    public static string Of(string kind, object which) => FormattableString.Invariant($"{kind} {which}");

    /// <summary>The kind and the instance; the latter is empty if there is only one.</summary>
    public static (string Kind, string Which) Split(string setting) => setting.Split(' ', 2) is [string kind, string which] ? (kind, which) : (setting, "");
}
