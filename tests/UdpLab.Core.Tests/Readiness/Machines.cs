using UdpLab.Wire;

namespace UdpLab.Tests;

/// <summary>Facts of a made-up server on which every check passes, to spoil one at a time.</summary>
internal static class Machines
{
    public const string Nic = "eth1";

    public static ReadinessFacts Good() => new()
    {
        Kernel = "7.0.3-generic",
        UserId = 0,
        Capabilities = ulong.MaxValue,
        OnlineCpus = [0, 1, 2, 3, 4, 5, 6, 7],
        Interfaces = [Nic],
        Nics = [GoodNic()],
        Files = new()
        {
            ["/proc/sys/kernel/perf_event_paranoid"] = "2",
            ["/proc/sys/kernel/kptr_restrict"] = "1",
            ["/proc/sys/kernel/numa_balancing"] = "0",
            ["/proc/sys/net/core/rmem_default"] = "212992",
            ["/proc/sys/net/core/rmem_max"] = "16777216",
            ["/proc/sys/net/core/netdev_max_backlog"] = "1000",
            ["/proc/sys/net/core/netdev_budget"] = "300",
            ["/proc/sys/net/core/netdev_budget_usecs"] = "2000",
            ["/proc/sys/net/ipv4/conf/all/rp_filter"] = "0",
            ["/proc/sys/net/ipv4/conf/eth1/rp_filter"] = "0",
            ["/sys/devices/system/clocksource/clocksource0/current_clocksource"] = "tsc",
            ["/sys/devices/system/clocksource/clocksource0/available_clocksource"] = "tsc hpet acpi_pm",
            ["/sys/devices/system/cpu/smt/active"] = "0",
            ["/sys/devices/system/cpu/intel_pstate/no_turbo"] = "1",
            ["/sys/devices/system/cpu/vulnerabilities/meltdown"] = "Not affected",
            ["/sys/devices/system/node/online"] = "0",
            ["/sys/kernel/security/lockdown"] = "[none] integrity confidentiality",
            ["/sys/class/net/eth1/operstate"] = "up",
            ["/sys/class/net/eth1/device/current_link_speed"] = "8.0 GT/s PCIe",
            ["/sys/class/net/eth1/device/current_link_width"] = "8",
            ["/sys/class/net/eth1/device/max_link_speed"] = "8.0 GT/s PCIe",
            ["/sys/class/net/eth1/device/max_link_width"] = "8",
            ["/proc/stat"] = "cpu  1000 0 1000 98000 0 0 0 0 0 0",
        },
        LoadsModules = true,
        Modules = ["ixgbe"],
        Pktgen = new PktgenFacts { HasModules = true, File = "kernel/net/core/pktgen.ko.zst" },
        Perf = new PerfFacts { Program = "/usr/bin/perf", ShowsSymbols = true },
        Trace = new TraceFacts { HasReasons = true, FollowsThreads = true },
        Netfilter = new NetfilterFacts { Hooks = [], Chains = [], LegacyTables = [] },
        Frequencies = [.. Enumerable.Range(0, 8).Select(cpu => new FrequencyPolicy { Name = $"policy{cpu}", Driver = "intel_cpufreq", Governor = "performance", Available = ["performance", "schedutil"] })],
        IdleStates = [new IdleState { Name = "POLL", EnabledOn = 8 }, new IdleState { Name = "C1", LatencyMicroseconds = 2, EnabledOn = 8 }, new IdleState { Name = "C6", LatencyMicroseconds = 133, EnabledOn = 0 }],
        LatencyLimit = 2_000_000_000,
    };

    public static NicFacts GoodNic() => new()
    {
        Name = Nic,
        Identity = "boot/4026531840/3",
        Driver = "ixgbe",
        LinkUp = true,
        SpeedMbps = 10_000,
        NumaNode = 0,
        NearCpus = "0-7",
        Maxima = new() { ["combined"] = 8, ["rx-ring"] = 4096, ["tx-ring"] = 4096 },
        ReceiveRings = 8,
        Settings = new()
        {
            ["Channels"] = "combined=8 other=1",
            ["Rings"] = "rx=1024 tx=1024",
            ["Pause"] = "autoneg=off rx=off tx=off",
            ["UdpHashFields"] = "sdfn",
        },
        Features = new() { ["rx-gro"] = false, ["rx-lro"] = false, ["rx-gro-list"] = false },
        Irqs = [.. Enumerable.Range(0, 8).Select(queue => new NicIrqFacts { Irq = 60 + queue, Name = $"eth1-TxRx-{queue}", Affinity = $"{queue}", Effective = $"{queue}" })],
        Counters = new DeviceCounters { Name = Nic },
    };

    /// <summary>The facts as an ordinary user sees them.</summary>
    public static ReadinessFacts ForNobody(ReadinessFacts facts) => facts with { UserId = 65534, Capabilities = 0, ReadOnly = [.. facts.Files.Keys], LatencyLimit = null };

    public static ReadinessFacts With(string path, string? text)
    {
        ReadinessFacts facts = Good();
        if (text is null)
        {
            facts.Files.Remove(path);
        }
        else
        {
            facts.Files[path] = text;
        }

        return facts;
    }

    public static ReadinessFacts WithNic(Func<NicFacts, NicFacts> change)
    {
        ReadinessFacts facts = Good();
        return facts with { Nics = [change(facts.Nics[0])] };
    }

    public static ReadinessFacts WithSetting(string setting, string value) => WithNic(nic => nic with { Settings = new(nic.Settings) { [setting] = value } });

    public static LabFinding[] Judge(ReadinessFacts facts, string? check = null, HostRole? role = null) =>
        [.. HostChecks.Judge(LabHosts.Local, facts, role, check is null ? null : [check])];

    /// <summary>The only finding of a check.</summary>
    public static LabFinding One(ReadinessFacts facts, string check) => Assert.Single(Judge(facts, check));
}
