namespace UdpLab.Wire;

/// <summary>
/// The names of settings. Some stand for many: behind a blank comes which one, as in "Sysctl net.core.rmem_max" or "FlowRule 3".
/// </summary>
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

    /// <summary>The name of one of many.</summary>
    public static string Of(string kind, object which) => FormattableString.Invariant($"{kind} {which}");

    /// <summary>The kind of setting a name stands for.</summary>
    public static string KindOf(string setting) => Split(setting).Kind;

    /// <summary>The kind, and which one; that is empty where there is one only.</summary>
    public static (string Kind, string Which) Split(string setting) => setting.Split(' ', 2) is [string kind, string which] ? (kind, which) : (setting, "");
}
