using UdpLab.Wire;

namespace UdpLab.Tests;

/// <summary>Findings about privileges, tools, CPUs and the machine.</summary>
public sealed class MachineFindingTests
{
    private const string Cpu = "/sys/devices/system/cpu/", Clock = "/sys/devices/system/clocksource/clocksource0/";
    private static readonly ReadinessFacts _good = Machines.Good();

    [Fact]
    public void AnOrdinaryUserIsToldWhatRootCould()
    {
        LabFinding finding = Machines.One(Machines.ForNobody(_good), "Privilege");
        Assert.Equal(FindingStatus.Advice, finding.Status);
        Assert.Contains("user 65534, without CAP_NET_ADMIN", finding.Observed, StringComparison.Ordinal);
        Assert.Contains("-Sudo", finding.Fix, StringComparison.Ordinal);
    }

    [Fact]
    public void PktgenIsLoadedLoadableOrSaidWhyNot()
    {
        Assert.Equal((FindingStatus.Pass, "loaded"), Said(_good with { Pktgen = new PktgenFacts { Loaded = true } }));
        Assert.Equal(FindingStatus.Pass, Said(_good).Status);
        Assert.Contains("CONFIG_NET_PKTGEN", Said(_good with { LoadsModules = false }).Observed, StringComparison.Ordinal);
        Assert.Contains("no modules of the running kernel", Said(_good with { Pktgen = new PktgenFacts() }).Observed, StringComparison.Ordinal);
        Assert.Contains("no such module for", Said(_good with { Pktgen = new PktgenFacts { HasModules = true } }).Observed, StringComparison.Ordinal);
        Assert.Contains("modules_disabled", Said(Machines.With("/proc/sys/kernel/modules_disabled", "1")).Observed, StringComparison.Ordinal);
        Assert.Contains("lockdown", Said(Machines.With("/sys/kernel/security/lockdown", "none [integrity] confidentiality")).Observed, StringComparison.Ordinal);
        Assert.Equal(FindingStatus.Advice, Said(Machines.ForNobody(_good)).Status);

        // From Linux 5.18 on Xdp is used instead; before that, sockets.
        Assert.Equal(FindingStatus.Advice, Said(_good with { Pktgen = new PktgenFacts() }).Status);
        Assert.Equal(FindingStatus.Warning, Said(_good with { Pktgen = new PktgenFacts(), Kernel = "5.15.0" }).Status);

        static (FindingStatus Status, string Observed) Said(ReadinessFacts facts)
        {
            LabFinding finding = Machines.One(facts, "Pktgen");
            return (finding.Status, finding.Observed);
        }
    }

    [Theory]
    [InlineData(0, 0, "/usr/bin/perf", false, FindingStatus.Pass)]
    [InlineData(0, 0, null, false, FindingStatus.Advice)]
    [InlineData(0, 0, "/usr/bin/perf", true, FindingStatus.Advice)]
    [InlineData(13, 0, "/usr/bin/perf", false, FindingStatus.Warning)]
    [InlineData(13, 13, "/usr/bin/perf", false, FindingStatus.Warning)]
    public void PerfIsWhatTheKernelAnswered(int system, int own, string? program, bool missing, FindingStatus status)
    {
        ReadinessFacts facts = Machines.ForNobody(Machines.With("/proc/sys/kernel/perf_event_paranoid", "4")) with
        {
            Perf = new PerfFacts { SystemErrno = system, OwnErrno = own, Program = program, ProgramMissesKernel = missing, ShowsSymbols = true },
        };
        LabFinding finding = Machines.One(facts, "Perf");
        Assert.Equal(status, finding.Status);
        Assert.True(missing || finding.Observed.Contains("kernel.perf_event_paranoid = 4", StringComparison.Ordinal), finding.Observed);
        Assert.Equal(own != 0, finding.Observed.Contains("anything", StringComparison.Ordinal));
    }

    [Fact]
    public void KernelSymbolsHiddenFromEverybodyCanBeShownAgain()
    {
        ReadinessFacts hidden = Machines.With("/proc/sys/kernel/kptr_restrict", "2") with { Perf = new PerfFacts { ShowsSymbols = false } };
        Assert.Equal([new WantedSetting("host", "Sysctl kernel.kptr_restrict", "1")], Machines.One(hidden, "KernelSymbol").Repairs);
        LabFinding nobodys = Machines.One(Machines.ForNobody(hidden with { Files = new(hidden.Files) { ["/proc/sys/kernel/kptr_restrict"] = "1" } }), "KernelSymbol");
        Assert.Equal((FindingStatus.Warning, false), (nobodys.Status, nobodys.CanRepair));
        Assert.Contains("to this user", nobodys.Observed, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, false, true, true, FindingStatus.Pass, "the reasons for drops, and what")]
    [InlineData("bpf takes root", true, false, false, FindingStatus.Advice, "-Trace cannot work: bpf takes root")]
    [InlineData("no types", false, false, false, FindingStatus.Advice, "-Trace cannot work: no types")]
    [InlineData(null, false, false, false, FindingStatus.Advice, "gives no reasons")]
    [InlineData(null, false, true, false, FindingStatus.Advice, "not what the sink's threads did")]
    public void TracingIsTriedWhereItIsAsked(string? problem, bool forbidden, bool reasons, bool threads, FindingStatus status, string observed)
    {
        LabFinding finding = Machines.One(_good with { Trace = new TraceFacts { Problem = problem, Forbidden = forbidden, HasReasons = reasons, FollowsThreads = threads } }, "Trace");
        Assert.Equal((status, false), (finding.Status, finding.CanRepair));
        Assert.Contains(observed, finding.Observed, StringComparison.Ordinal);
    }

    [Fact]
    public void AMeasurementDoesNotTryToTrace() => Assert.Empty(Machines.Judge(_good with { Trace = null }, "Trace"));

    [Theory]
    [InlineData(0, FindingStatus.Pass, "cycles")]
    [InlineData(2, FindingStatus.Advice, "only use cpu-clock")]
    [InlineData(95, FindingStatus.Advice, "only use cpu-clock")]
    [InlineData(13, FindingStatus.Advice, "may not open")]
    [InlineData(5, FindingStatus.Advice, "errno 5")]
    public void TheCycleCounter(int errno, FindingStatus status, string says)
    {
        LabFinding finding = Machines.One(_good with { Perf = new PerfFacts { CyclesErrno = errno } }, "HardwareEvent");
        Assert.Equal(status, finding.Status);
        Assert.Contains(says, finding.Observed, StringComparison.Ordinal);
    }

    [Fact]
    public void GovernorsAreSetWhereTheDriverHasPerformance()
    {
        ReadinessFacts facts = _good with
        {
            Frequencies =
            [
                new FrequencyPolicy { Name = "policy0", Driver = "acpi-cpufreq", Governor = "schedutil", Available = ["performance", "schedutil"] },
                new FrequencyPolicy { Name = "policy4", Driver = "acpi-cpufreq", Governor = "performance", Available = ["performance", "schedutil"] },
                new FrequencyPolicy { Name = "policy8", Driver = "acpi-cpufreq", Governor = "userspace", Available = ["userspace"] },
            ],
        };
        LabFinding finding = Machines.One(facts, "Governor");
        Assert.Equal(FindingStatus.Warning, finding.Status);
        Assert.Equal([new WantedSetting("host", "Governor policy0", "performance")], finding.Repairs);
        Assert.Contains("schedutil (acpi-cpufreq) on 1 of 3", finding.Observed, StringComparison.Ordinal);
        Assert.Empty(Machines.One(Machines.ForNobody(facts), "Governor").Repairs);
        Assert.Contains("no cpufreq", Machines.One(_good with { Frequencies = [] }, "Governor").Observed, StringComparison.Ordinal);
    }

    [Fact]
    public void DeepIdleStatesAreHeldOffUnlessSomebodyDoesAlready()
    {
        ReadinessFacts deep = _good with { IdleStates = [new IdleState { Name = "C1", LatencyMicroseconds = 2, EnabledOn = 8 }, new IdleState { Name = "C6", LatencyMicroseconds = 133, EnabledOn = 8 }] };
        LabFinding finding = Machines.One(deep, "IdleState");
        Assert.Equal((FindingStatus.Warning, "C6 takes 133 µs to wake from"), (finding.Status, finding.Observed));
        Assert.Equal([new WantedSetting("host", "CpuLatency", "0")], finding.Repairs);

        LabFinding held = Machines.One(deep with { LatencyLimit = 0 }, "IdleState");
        Assert.Equal(FindingStatus.Pass, held.Status);
        Assert.Contains("held at 0", held.Observed, StringComparison.Ordinal);
        Assert.Equal(FindingStatus.Pass, Machines.One(deep with { LatencyLimit = 5 }, "IdleState").Status);
        Assert.Equal(FindingStatus.Warning, Machines.One(Machines.ForNobody(deep), "IdleState").Status);
        Assert.Equal(FindingStatus.Pass, Machines.One(_good with { IdleStates = [] }, "IdleState").Status);
    }

    [Theory]
    [InlineData("tsc", "tsc hpet", FindingStatus.Pass, false)]
    [InlineData("kvm-clock", "kvm-clock tsc", FindingStatus.Pass, false)]
    [InlineData("hpet", "tsc hpet", FindingStatus.Warning, true)]
    [InlineData("acpi_pm", "hpet acpi_pm", FindingStatus.Warning, false)]
    public void TheClockSource(string current, string available, FindingStatus status, bool canRepair)
    {
        ReadinessFacts facts = Machines.With(Clock + "current_clocksource", current);
        facts.Files[Clock + "available_clocksource"] = available;
        LabFinding finding = Machines.One(facts, "ClockSource");
        Assert.Equal((status, canRepair), (finding.Status, finding.CanRepair));
    }

    [Theory]
    [InlineData("Turbo", Cpu + "intel_pstate/no_turbo", "0", FindingStatus.Advice)]
    [InlineData("Smt", Cpu + "smt/active", "1", FindingStatus.Advice)]
    [InlineData("Mitigation", Cpu + "vulnerabilities/meltdown", "Mitigation: PTI", FindingStatus.Advice)]
    [InlineData("Mitigation", Cpu + "vulnerabilities/meltdown", "Vulnerable", FindingStatus.Pass)]
    [InlineData("StealTime", "/proc/stat", "cpu  1000 0 1000 90000 0 0 0 5000 0 0", FindingStatus.Warning)]
    [InlineData("StealTime", "/proc/stat", "cpu  1000 0 1000 90000 0 0 0 50 0 0", FindingStatus.Pass)]
    public void AFileOfTheMachine(string check, string path, string text, FindingStatus status)
    {
        LabFinding finding = Machines.One(Machines.With(path, text), check);
        Assert.Equal((status, false), (finding.Status, finding.CanRepair));
    }

    [Theory]
    [InlineData(null, FindingStatus.Pass, "bare metal")]
    [InlineData("KVMKVMKVM", FindingStatus.Advice, "KVM")]
    [InlineData("TCGTCGTCGTCG", FindingStatus.Warning, "TCG")]
    [InlineData("NewVisor", FindingStatus.Advice, "NewVisor")]
    [InlineData("", FindingStatus.Advice, "unidentified hypervisor")]
    public void AHypervisor(string? name, FindingStatus status, string says)
    {
        LabFinding finding = Machines.One(_good with { Hypervisor = name }, "VirtualMachine");
        Assert.Equal(status, finding.Status);
        Assert.Contains(says, finding.Observed, StringComparison.Ordinal);
    }

    [Fact]
    public void NumaMattersWhereThereAreNodes()
    {
        ReadinessFacts two = Machines.With("/sys/devices/system/node/online", "0-1");
        two.Files["/proc/sys/kernel/numa_balancing"] = "1";
        Assert.Equal([new WantedSetting("host", "Sysctl kernel.numa_balancing", "0")], Machines.One(two, "NumaBalancing").Repairs);
        Assert.Contains("node 0 (CPUs 0-7)", Machines.One(two, "NumaNode").Observed, StringComparison.Ordinal);
        Assert.Equal(FindingStatus.Advice, Machines.One(two with { Nics = [Machines.GoodNic() with { NumaNode = null }] }, "NumaNode").Status);
        Assert.Equal("one NUMA node", Machines.One(_good, "NumaNode").Observed);
    }

    [Fact]
    public void ABalancerIsStoppedAndKnownByItsStart()
    {
        ReadinessFacts facts = _good with { Balancers = [new ProcessFacts { Id = 812, Name = "irqbalance", StartTicks = 4711 }] };
        LabFinding finding = Machines.One(facts, "IrqBalance");
        Assert.Equal(FindingStatus.Warning, finding.Status);
        Assert.Equal([new WantedSetting("host", "Process irqbalance:812:4711", "stopped")], finding.Repairs);
        Assert.Equal(FindingStatus.Pass, Machines.One(facts with { Balancers = [facts.Balancers[0] with { Stopped = true }] }, "IrqBalance").Status);
        Assert.False(Machines.One(Machines.ForNobody(facts), "IrqBalance").CanRepair);
    }
}
