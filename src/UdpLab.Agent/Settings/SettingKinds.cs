using UdpLab.Agent.Nic;
using UdpLab.Wire;

namespace UdpLab.Agent.Settings;

/// <summary>All kinds of settings.</summary>
internal static class SettingKinds
{
    private static readonly Dictionary<string, SettingKind> _kinds = new SettingKind[]
    {
        new FlowRuleKind(),
        new Sysctl(),
        new SystemFile(SettingNames.Governor, "/sys/devices/system/cpu/cpufreq/{0}/scaling_governor"),
        new SystemFile(SettingNames.ClockSource, "/sys/devices/system/clocksource/clocksource0/current_clocksource"),
        new Notrack(),
        new RunningProcess(),
        new CpuLatency(),
    }.Concat(NicKinds.All).ToDictionary(k => k.Name);

    /// <summary>The kind and what stands behind it: "Feature rx-gro".</summary>
    public static (SettingKind Kind, string Which) Of(string setting)
    {
        (string name, string which) = SettingNames.Split(setting);
        return _kinds.TryGetValue(name, out SettingKind? kind)
            ? (kind, which)
            : throw new AgentException(FailureCode.Protocol, $"There is no kind of setting '{name}'; there are {string.Join(", ", _kinds.Keys)}.");
    }

    public static bool Has(string setting) => _kinds.ContainsKey(SettingNames.KindOf(setting));

    public static SettingValue Read(SettingAddress address)
    {
        string? identity = SettingIdentity.Of(address.Target);
        (SettingKind kind, string which) = Of(address.Setting);
        return new SettingValue { Identity = identity, Value = identity is null ? null : kind.Read(address.Target, which) };
    }
}
