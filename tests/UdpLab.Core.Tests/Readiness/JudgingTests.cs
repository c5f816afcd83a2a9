using CsCheck;
using UdpLab.Wire;

namespace UdpLab.Tests;

/// <summary>Facts in, findings out.</summary>
public sealed class JudgingTests
{
    private const string Sysctls = "/proc/sys/";

    [Fact]
    public void AHostWithNothingToBeDesiredPassesEverything()
    {
        LabFinding[] findings = Machines.Judge(Machines.Good());
        Assert.All(findings, f => Assert.True(f.Status == FindingStatus.Pass, f.ToString()));
        Assert.All(findings, f => Assert.False(f.CanRepair));
        Assert.Equal(HostChecks.Names.Order(), findings.Select(f => f.Check).Distinct().Order());
    }

    [Fact]
    public void EveryFindingSaysWhatWhyAndWhereFrom()
    {
        LabFinding[] findings = [.. Machines.Judge(Machines.Good()), .. Machines.Judge(Spoilt()), .. Machines.Judge(Machines.ForNobody(Spoilt()))];
        Assert.All(findings, f => Assert.DoesNotContain("", new[] { f.Check, f.Observed, f.Expected, f.Reason, f.Source }));
        Assert.All(findings.Where(f => f.Status != FindingStatus.Pass), f => Assert.True(f.Fix.Length > 10, f.ToString()));
        Assert.All(findings, f => Assert.Equal("local", f.Host.Name));
    }

    [Theory]
    [InlineData("ReceiveBuffer", "net/core/rmem_max", "212992", "277", "Sysctl net.core.rmem_max", "4194304")]
    [InlineData("ReceiveBufferDefault", "net/core/rmem_default", "100000", "130", "Sysctl net.core.rmem_default", "212992")]
    [InlineData("Backlog", "net/core/netdev_max_backlog", "100", "= 100", "Sysctl net.core.netdev_max_backlog", "1000")]
    [InlineData("NapiBudget", "net/core/netdev_budget", "64", "= 64", "Sysctl net.core.netdev_budget", "300")]
    [InlineData("NapiBudget", "net/core/netdev_budget_usecs", "500", "= 500", "Sysctl net.core.netdev_budget_usecs", "2000")]
    [InlineData("ReversePath", "net/ipv4/conf/all/rp_filter", "1", "strict", "Sysctl net.ipv4.conf.all.rp_filter", "0")]
    [InlineData("ReversePath", "net/ipv4/conf/eth1/rp_filter", "1", "strict", "Sysctl net.ipv4.conf.eth1.rp_filter", "0")]
    public void ASysctlThatIsWrongCanBeRepairedByWhoMayWriteIt(string check, string path, string value, string says, string setting, string wanted)
    {
        ReadinessFacts facts = Machines.With(Sysctls + path, value);
        LabFinding finding = Machines.One(facts, check);
        Assert.Equal(FindingStatus.Warning, finding.Status);
        Assert.Contains(says, finding.Observed, StringComparison.Ordinal);
        Assert.Equal([new WantedSetting("host", setting, wanted)], finding.Repairs);
        Assert.Contains($"sysctl -w {setting[7..]}='{wanted}'", finding.Fix, StringComparison.Ordinal);

        LabFinding nobodys = Machines.One(Machines.ForNobody(facts), check);
        Assert.False(nobodys.CanRepair);
        Assert.Equal(FindingStatus.Warning, nobodys.Status);
        Assert.Equal($"sudo sysctl -w {setting[7..]}='{wanted}'", nobodys.Fix);

        facts.ReadOnly = [Sysctls + path];
        Assert.False(Machines.One(facts, check).CanRepair);
        Assert.Contains("read-only", Machines.One(facts, check).Fix, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ReceiveBuffer", "net/core/rmem_max")]
    [InlineData("ReceiveBufferDefault", "net/core/rmem_default")]
    [InlineData("Backlog", "net/core/netdev_max_backlog")]
    [InlineData("NapiBudget", "net/core/netdev_budget")]
    [InlineData("ReversePath", "net/ipv4/conf/all/rp_filter")]
    public void ASysctlThatIsNotThereIsNotGuessed(string check, string path)
    {
        LabFinding finding = Machines.One(Machines.With(Sysctls + path, null), check);
        Assert.Equal((FindingStatus.Advice, false), (finding.Status, finding.CanRepair));
        Assert.Contains("does not exist", finding.Observed, StringComparison.Ordinal);
    }

    [Fact]
    public void BothReversePathFiltersAreSetAndADotInANameIsNoSeparator()
    {
        ReadinessFacts facts = Machines.With(Sysctls + "net/ipv4/conf/all/rp_filter", "2");
        facts.Interfaces = ["eth1.5"];
        facts.Nics = [facts.Nics[0] with { Name = "eth1.5" }];
        facts.Files[Sysctls + "net/ipv4/conf/eth1.5/rp_filter"] = "1";
        LabFinding finding = Machines.One(facts, "ReversePath");
        Assert.Equal("eth1.5", finding.Interface);
        Assert.Equal(FindingStatus.Advice, finding.Status);
        Assert.Equal(["Sysctl net.ipv4.conf.all.rp_filter", "Sysctl net/ipv4/conf/eth1.5/rp_filter"], finding.Repairs.Select(r => r.Setting));
        Assert.Equal("sysctl -w net.ipv4.conf.all.rp_filter='0'; sysctl -w net/ipv4/conf/eth1.5/rp_filter='0'", finding.Fix);
    }

    [Theory]
    [InlineData("3.10.0-514.el7.x86_64", FindingStatus.Advice, "vendor", "socket's lock")]
    [InlineData("4.9.337", FindingStatus.Warning, "socket's lock", "ksoftirqd")]
    [InlineData("4.12.0", FindingStatus.Advice, "one receive queue", "UDP_GRO")]
    [InlineData("6.1.0-56-amd64", FindingStatus.Advice, "ksoftirqd", "busylock")]
    [InlineData("6.12.48+deb13-amd64", FindingStatus.Advice, "busylock", "overflow with buffers")]
    [InlineData("6.18.44-fc-v657", FindingStatus.Advice, "udp_mem", "udp_mem")]
    [InlineData("6.19-rc3", FindingStatus.Advice, "udp_mem", "udp_mem")]
    public void AKernelIsKnownByItsTraps(string release, FindingStatus worst, string says, string also)
    {
        LabFinding[] findings = Machines.Judge(Machines.Good() with { Kernel = release }, "Kernel");
        Assert.Equal(worst, findings.Max(f => f.Status));
        Assert.Contains(findings, f => f.Observed.Contains(says, StringComparison.Ordinal));
        Assert.Contains(findings, f => f.Observed.Contains(also, StringComparison.Ordinal));
        Assert.All(findings, f => Assert.Contains("commit", f.Source, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("7.0.0")]
    [InlineData("7.1.2-arch1")]
    [InlineData("10.2")]
    public void ALaterKernelHasNoKnownTrap(string release) => Assert.Equal(FindingStatus.Pass, Machines.One(Machines.Good() with { Kernel = release }, "Kernel").Status);

    [Theory]
    [InlineData("6.4.9", true)]
    [InlineData("6.5.0", false)]
    public void TrapsEndWithTheReleaseThatMendedThem(string release, bool there) =>
        Assert.Equal(there, Machines.Judge(Machines.Good() with { Kernel = release }, "Kernel").Any(f => f.Observed.Contains("ksoftirqd", StringComparison.Ordinal)));

    [Fact]
    public void AKernelWithoutANumberIsNotGuessed() =>
        Assert.Equal(FindingStatus.Advice, Machines.One(Machines.Good() with { Kernel = "custom" }, "Kernel").Status);

    [Fact]
    public void ARoleLeavesOutWhatMattersToTheOther()
    {
        string[] sink = [.. Machines.Judge(Machines.Good(), role: HostRole.Sink).Select(f => f.Check)], generator = [.. Machines.Judge(Machines.Good(), role: HostRole.Generator).Select(f => f.Check)];
        Assert.DoesNotContain("Pktgen", sink);
        Assert.DoesNotContain("ReceiveBuffer", generator);
        Assert.Contains("Conntrack", sink.Intersect(generator));
        Assert.Equal(HostChecks.Names.Order(), sink.Union(generator).Order());
    }

    [Fact]
    public void WhateverAFileSaysTheHostIsJudged()
    {
        string[] paths = [.. Machines.Good().Files.Keys];
        Gen.Select(Gen.OneOf([.. paths.Select(Gen.Const)]), Gen.String[Gen.Char[' ', 'z'], 0, 30]).Sample((path, text) => Machines.Judge(Machines.With(path, text)).Length >= HostChecks.All.Count, iter: 5_000);
    }

    /// <summary>Everything wrong at once.</summary>
    internal static ReadinessFacts Spoilt()
    {
        ReadinessFacts facts = Machines.Good();
        foreach ((string path, string text) in new[] { ("net/core/rmem_max", "1"), ("net/core/rmem_default", "1"), ("net/core/netdev_max_backlog", "1"), ("net/core/netdev_budget", "1"), ("net/ipv4/conf/all/rp_filter", "1") })
        {
            facts.Files[Sysctls + path] = text;
        }

        facts.Files["/sys/devices/system/cpu/smt/active"] = "1";
        facts.Files["/sys/devices/system/cpu/intel_pstate/no_turbo"] = "0";
        facts.Files["/sys/devices/system/node/online"] = "0-1";
        facts.Files["/proc/sys/kernel/numa_balancing"] = "1";
        facts.Files["/sys/devices/system/clocksource/clocksource0/current_clocksource"] = "hpet";
        facts.Files["/sys/devices/system/cpu/vulnerabilities/meltdown"] = "Mitigation: PTI";
        facts.Files["/proc/stat"] = "cpu  1000 0 1000 90000 0 0 0 8000 0 0";
        return facts with
        {
            Kernel = "4.9.1",
            Hypervisor = "TCGTCGTCGTCG",
            Pktgen = new PktgenFacts(),
            Perf = new PerfFacts { SystemErrno = 13, OwnErrno = 13, CyclesErrno = 2, ShowsSymbols = false },
            Netfilter = new NetfilterFacts { Hooks = [new NetfilterHook { Family = "ip", Hook = "prerouting", Function = "ipv4_conntrack_in" }], Chains = [new NftChain { Family = "ip", Table = "t", Name = "c", Hook = "input", Rules = 1 }], LegacyTables = ["ip nat"] },
            Frequencies = [new FrequencyPolicy { Name = "policy0", Governor = "powersave", Available = ["performance"] }],
            IdleStates = [new IdleState { Name = "C6", LatencyMicroseconds = 133, EnabledOn = 8 }],
            Balancers = [new ProcessFacts { Id = 7, Name = "irqbalance" }],
            Nics = [Machines.GoodNic() with { LinkUp = false, SpeedMbps = 100_000, Features = new() { ["rx-gro"] = true, ["rx-lro"] = true }, Settings = new() { ["Pause"] = "autoneg=on rx=on tx=on", ["Rings"] = "rx=256 tx=256", ["UdpHashFields"] = "sd", ["Channels"] = "combined=2" } }],
        };
    }
}
