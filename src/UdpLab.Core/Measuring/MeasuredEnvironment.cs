using System.Globalization;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>What a measurement says of its host: all of it from one reading, made for that measurement.</summary>
internal static class MeasuredEnvironment
{
    private const string Sysctls = "/proc/sys/", Vulnerabilities = "/sys/devices/system/cpu/vulnerabilities/";

    private static readonly string[] _sysctls = ["net/core/", "net/ipv4/", "kernel/perf_event_paranoid", "kernel/timer_migration"];

    private static readonly Dictionary<string, string> _names = new()
    {
        ["/sys/devices/system/clocksource/clocksource0/current_clocksource"] = "ClockSource",
        ["/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor"] = "Governor",
        ["/sys/devices/system/cpu/smt/active"] = "Smt",
    };

    /// <summary>Kernel, CPU, mitigations, sysctls and findings by name.</summary>
    /// <param name="host">The host.</param>
    /// <param name="hello">What does not change while it runs.</param>
    /// <param name="facts">The reading; null where it failed, and then only what does not change is told.</param>
    /// <param name="nic">The interface the packets came by: the others have no say. Null for not known.</param>
    public static Dictionary<string, string> Of(LabHost host, Hello hello, ReadinessFacts? facts, NicFacts? nic)
    {
        Dictionary<string, string> environment = new()
        {
            ["Kernel"] = hello.Kernel,
            ["Architecture"] = hello.Architecture,
            ["Distribution"] = hello.Distribution,
            ["OnlineCpus"] = string.Join(',', facts?.OnlineCpus ?? hello.OnlineCpus),
            ["BootId"] = hello.BootId,
        };
        if (facts is null)
        {
            return environment;
        }

        if (facts.CpuModel is { } model)
        {
            environment["CpuModel"] = model;
        }

        foreach ((string path, string text) in facts.Files)
        {
            if (NameOf(path, nic?.Name) is { } name)
            {
                environment[name] = text.Replace('\t', ' ');
            }
        }

        foreach ((string key, string value) in HostChecks.Summary(host, nic is null ? facts : facts with { Interfaces = [nic.Name], Nics = [nic] }))
        {
            environment[key] = value;
        }

        return environment;
    }

    private static string? NameOf(string path, string? nic)
    {
        if (path.StartsWith(Vulnerabilities, StringComparison.Ordinal))
        {
            return "Mitigation." + path[Vulnerabilities.Length..];
        }

        if (!path.StartsWith(Sysctls, StringComparison.Ordinal))
        {
            return _names.GetValueOrDefault(path);
        }

        string name = path[Sysctls.Length..];
        const string ofInterface = "net/ipv4/conf/";
        bool other = name.StartsWith(ofInterface, StringComparison.Ordinal) && !name.StartsWith(ofInterface + "all/", StringComparison.Ordinal)
            && !name.StartsWith(string.Create(CultureInfo.InvariantCulture, $"{ofInterface}{nic}/"), StringComparison.Ordinal);
        return !other && _sysctls.Any(s => name.StartsWith(s, StringComparison.Ordinal)) ? name.Replace('/', '.') : null;
    }
}
