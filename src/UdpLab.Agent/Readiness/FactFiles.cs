using UdpLab.Agent.Kernel;

namespace UdpLab.Agent.Readiness;

/// <summary>Small files of /proc and /sys that affect measurements.</summary>
internal sealed class FactFiles
{
    private static readonly string[] _paths =
    [
        "/proc/cmdline",
        "/proc/sys/kernel/perf_event_paranoid", "/proc/sys/kernel/kptr_restrict", "/proc/sys/kernel/numa_balancing", "/proc/sys/kernel/modules_disabled",
        "/proc/sys/net/core/rmem_default", "/proc/sys/net/core/rmem_max", "/proc/sys/net/core/wmem_default", "/proc/sys/net/core/wmem_max",
        "/proc/sys/net/core/netdev_max_backlog", "/proc/sys/net/core/busy_poll", "/proc/sys/net/core/busy_read", "/proc/sys/net/core/rps_sock_flow_entries",
        "/proc/sys/net/core/netdev_budget", "/proc/sys/net/core/netdev_budget_usecs",
        "/proc/sys/net/ipv4/udp_mem", "/proc/sys/net/ipv4/udp_rmem_min", "/proc/sys/net/ipv4/udp_early_demux", "/proc/sys/net/ipv4/ip_early_demux",
        "/proc/sys/net/ipv4/conf/all/rp_filter", "/proc/sys/kernel/timer_migration",
        "/proc/sys/net/netfilter/nf_conntrack_count", "/proc/sys/net/netfilter/nf_conntrack_max",
        "/sys/devices/system/clocksource/clocksource0/current_clocksource", "/sys/devices/system/clocksource/clocksource0/available_clocksource",
        "/sys/devices/system/cpu/smt/active", "/sys/devices/system/cpu/smt/control",
        "/sys/devices/system/cpu/intel_pstate/no_turbo", "/sys/devices/system/cpu/cpufreq/boost",
        "/sys/devices/system/cpu/cpuidle/current_driver", "/sys/devices/system/cpu/cpuidle/current_governor",
        "/sys/devices/system/node/online",
        "/sys/kernel/security/lockdown",
    ];

    private static readonly string[] _ofInterface =
    [
        "/proc/sys/net/ipv4/conf/{0}/rp_filter",
        "/sys/class/net/{0}/operstate", "/sys/class/net/{0}/device/current_link_speed", "/sys/class/net/{0}/device/current_link_width",
        "/sys/class/net/{0}/device/max_link_speed", "/sys/class/net/{0}/device/max_link_width",
    ];

    private FactFiles()
    {
    }

    public Dictionary<string, string> Texts { get; } = [];

    public Dictionary<string, string> Unreadable { get; } = [];

    /// <summary>Those that this user, or this namespace, cannot write.</summary>
    public List<string> ReadOnly { get; } = [];

    public static FactFiles Read(IEnumerable<string> interfaces)
    {
        FactFiles files = new();
        foreach (string path in _paths.Concat(interfaces.SelectMany(name => _ofInterface.Select(path => path.Replace("{0}", name, StringComparison.Ordinal)))))
        {
            files.Add(path);
        }

        files.AddFolder("/sys/devices/system/cpu/vulnerabilities");
        files.AddNodes();
        files.AddFirstLine("/proc/stat");
        files.AddCgroup();
        return files;
    }

    private void AddFirstLine(string path) => Add(path, text => text.Split('\n')[0].TrimEnd());

    private void Add(string path) => Add(path, text => text);

    private void AddFolder(string folder)
    {
        foreach (string path in Directory.Exists(folder) ? Directory.EnumerateFiles(folder) : [])
        {
            Add(path);
        }
    }

    /// <summary>The limits of this process's control group and of its parents; empty without version 2.</summary>
    private void AddCgroup()
    {
        const string folder = "/sys/fs/cgroup", own = "0::/";
        string? path = TextFile.Read("/proc/self/cgroup", out _)?.Split('\n').FirstOrDefault(line => line.StartsWith(own, StringComparison.Ordinal))?[(own.Length - 1)..].TrimEnd('/');
        while (path is not null && !path.Contains("/..", StringComparison.Ordinal))
        {
            Add($"{folder}{path}/cpu.max");
            Add($"{folder}{path}/cpuset.cpus.effective");
            path = path.Length > 0 ? path[..path.LastIndexOf('/')] : null;
        }
    }

    private void AddNodes()
    {
        const string folder = "/sys/devices/system/node";
        foreach (string node in Directory.Exists(folder) ? Directory.EnumerateDirectories(folder, "node*") : [])
        {
            Add(node + "/cpulist");
        }
    }

    private void Add(string path, Func<string, string> part)
    {
        if (TextFile.Read(path, out int errno) is { } text)
        {
            Texts[path] = part(text);
            if (Libc.Access(path, Abi.W_OK) != 0)
            {
                ReadOnly.Add(path);
            }
        }
        else if (errno != Errno.ENOENT)
        {
            // Reading the speed of a link that is down gives EINVAL: the file exists but says nothing.
            Unreadable[path] = Errno.Text(errno);
        }
    }
}
