using System.Text;
using UdpLab.Agent.Native;
using UdpLab.Wire;

namespace UdpLab.Agent;

/// <summary>What decides a measurement on this host and does not change while it runs: told in the first line.</summary>
internal static unsafe class HostFacts
{
    private const int UnameField = 65;

    private static readonly string[] _sysctls =
    [
        "net/core/rmem_default", "net/core/rmem_max", "net/core/wmem_default", "net/core/wmem_max", "net/core/netdev_max_backlog",
        "net/core/netdev_budget", "net/core/netdev_budget_usecs", "net/core/busy_poll", "net/core/busy_read", "net/core/rps_sock_flow_entries",
        "net/ipv4/udp_mem", "net/ipv4/udp_rmem_min", "net/ipv4/udp_early_demux", "net/ipv4/ip_early_demux", "net/ipv4/conf/all/rp_filter",
        "kernel/perf_event_paranoid", "kernel/timer_migration",
    ];

    /// <summary>uname -r.</summary>
    public static string Release
    {
        get
        {
            byte* names = stackalloc byte[6 * UnameField];
            _ = Libc.Uname(names);
            return Field(names, 2);
        }
    }

    public static Hello Read()
    {
        byte* names = stackalloc byte[6 * UnameField];
        _ = Libc.Uname(names);
        return new Hello
        {
            Protocol = Hello.CurrentProtocol,
            ProcessId = Environment.ProcessId,
            NodeName = Field(names, 1),
            Kernel = Field(names, 2),
            Architecture = Field(names, 4),
            Distribution = Distribution(),
            OnlineCpus = Cpu.Online(),
            Capabilities = Privileges.Effective,
            BootId = TextOf("/proc/sys/kernel/random/boot_id") ?? "",
            Interfaces = InterfaceNames(),
            Environment = ReadEnvironment(),
        };
    }

    private static string[] InterfaceNames() => Directory.Exists("/sys/class/net")
        ? [.. Directory.EnumerateDirectories("/sys/class/net").Select(d => Path.GetFileName(d)!).Order(StringComparer.Ordinal)]
        : [];

    private static string Field(byte* names, int index)
    {
        ReadOnlySpan<byte> field = new(names + (index * UnameField), UnameField);
        return Encoding.UTF8.GetString(field[..field.IndexOf((byte)0)]);
    }

    private static string Distribution()
    {
        const string key = "PRETTY_NAME=";
        string? line = File.Exists("/etc/os-release") ? File.ReadLines("/etc/os-release").FirstOrDefault(l => l.StartsWith(key, StringComparison.Ordinal)) : null;
        return line is null ? "" : line[key.Length..].Trim('"');
    }

    private static Dictionary<string, string> ReadEnvironment()
    {
        Dictionary<string, string> facts = [];
        Add(facts, "CpuModel", CpuModel());
        Add(facts, "ClockSource", TextOf("/sys/devices/system/clocksource/clocksource0/current_clocksource"));
        Add(facts, "Governor", TextOf("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor"));
        Add(facts, "Smt", TextOf("/sys/devices/system/cpu/smt/active"));
        foreach (string name in _sysctls)
        {
            Add(facts, name.Replace('/', '.'), TextOf("/proc/sys/" + name));
        }

        const string vulnerabilities = "/sys/devices/system/cpu/vulnerabilities";
        if (Directory.Exists(vulnerabilities))
        {
            foreach (string file in Directory.EnumerateFiles(vulnerabilities).Order(StringComparer.Ordinal))
            {
                Add(facts, "Mitigation." + Path.GetFileName(file), TextOf(file));
            }
        }

        return facts;
    }

    private static void Add(Dictionary<string, string> facts, string key, string? value)
    {
        if (value is not null)
        {
            facts[key] = value;
        }
    }

    private static string? CpuModel() => File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim();

    /// <summary>A small file's text, null where there is none or it may not be read.</summary>
    private static string? TextOf(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadAllText(path).Trim().Replace('\t', ' ') : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
