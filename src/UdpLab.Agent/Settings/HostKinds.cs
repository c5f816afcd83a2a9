using UdpLab.Wire;

namespace UdpLab.Agent.Settings;

/// <summary>The kinds of settings that belong to no interface.</summary>
internal static class HostKinds
{
    public static SettingKind[] All { get; } =
    [
        new Sysctl(),
        new SystemFile(SettingNames.Governor, "/sys/devices/system/cpu/cpufreq/{0}/scaling_governor"),
        new SystemFile(SettingNames.ClockSource, "/sys/devices/system/clocksource/clocksource0/current_clocksource"),
        new Notrack(),
        new RunningProcess(),
        new CpuLatency(),
    ];
}
