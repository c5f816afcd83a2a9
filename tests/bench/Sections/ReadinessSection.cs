using System.Diagnostics;
using System.Globalization;
using UdpLab.Bench.Lab;
using UdpLab.Bench.Report;
using UdpLab.Bench.Tools;

namespace UdpLab.Bench.Sections;

/// <summary>
/// The cost of Test-LabHost, including its agent's start, compared with a shell script of one-liners that print the same facts of
/// the same interface. The work differs: the script only prints, Test-LabHost also judges.
/// </summary>
internal static class ReadinessSection
{
    public const string Name = "readiness";

    private const string OneLiners = """
        exec 2>/dev/null; nic=$1
        uname -r; id -u; nproc; lscpu; cat /proc/cmdline; lsmod; modinfo -n pktgen
        sysctl kernel.perf_event_paranoid kernel.kptr_restrict kernel.numa_balancing net.core.rmem_default net.core.rmem_max net.core.netdev_max_backlog net.core.netdev_budget \
            net.core.netdev_budget_usecs net.ipv4.udp_mem net.ipv4.conf.all.rp_filter "net.ipv4.conf.$nic.rp_filter" net.netfilter.nf_conntrack_count
        perf stat -x, -e cycles true; head -n 1 /proc/kallsyms
        nft list ruleset; cat /proc/net/ip_tables_names /proc/net/ip6_tables_names
        cat /sys/devices/system/clocksource/clocksource0/* /sys/devices/system/cpu/smt/active /sys/devices/system/cpu/cpufreq/policy*/scaling_governor
        grep . /sys/devices/system/cpu/cpu0/cpuidle/state*/* /sys/devices/system/cpu/vulnerabilities/*
        head -n 1 /proc/stat; pgrep irqbalance; cat /proc/interrupts
        ip -d link show "$nic"; for what in -i -l -g -a -k -c -x; do ethtool "$what" "$nic"; done; ethtool "$nic"
        """;

    private static readonly (string Name, string Package)[] _programs = [("ethtool", "ethtool"), ("sysctl", "procps"), ("lscpu", "util-linux"), ("nft", "nftables")];

    public static void Run(Context context)
    {
        string nic = context.Bed.SinkInterface;
        foreach ((string name, string package) in _programs.Where(p => OtherTools.Find(p.Name) is null))
        {
            context.Add(Row.Skipped(Name, "Test-LabHost", "shell one-liners", OtherTools.Missing(name, package)));
            return;
        }

        int findings = 0;
        Sample Ours()
        {
            long began = Stopwatch.GetTimestamp();
            findings = HostReadiness.Test(context.Bed.Sink, [nic], null, [], context.Cancel).Count;
            return Timed(began);
        }

        Sample Theirs()
        {
            long began = Stopwatch.GetTimestamp();
            using Process shell = Process.Start(new ProcessStartInfo("ip", ["netns", "exec", context.Bed.SinkNamespace, "sh", "-c", OneLiners, "sh", nic]) { RedirectStandardOutput = true })!;
            _ = shell.StandardOutput.ReadToEnd();
            shell.WaitForExit();
            return Timed(began);
        }

        Row row = Row.Of(Name, "Test-LabHost, agent's start included", "sh: sysctl, ethtool, nft, lscpu, ...", context.Take(Ours, Theirs));
        context.Add(row with { Unit = "ms", Goal = 1.0, Less = true, Note = SinkSection.Join(string.Create(CultureInfo.InvariantCulture, $"{findings} findings of 1 request"), row.Note) });
    }

    private static Sample Timed(long began) => new(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
}
