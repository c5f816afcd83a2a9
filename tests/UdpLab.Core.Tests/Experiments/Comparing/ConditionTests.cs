namespace UdpLab.Tests;

/// <summary>What makes measurements incomparable, and what does not.</summary>
public class ConditionTests
{
    private static readonly double[] _base = Runs.Around(1_000_000);

    private static readonly Dictionary<string, Func<SinkMeasurement, SinkMeasurement>> _changes = new()
    {
        ["CpuModel"] = m => m with { Environment = m.Environment with { CpuModel = "Intel Xeon" } },
        ["Kernel"] = m => m with { Environment = m.Environment with { Kernel = "6.12.0" } },
        ["Governor"] = m => m with { Environment = m.Environment with { Governor = "powersave" } },
        ["Smt"] = m => m with { Environment = m.Environment with { Smt = true } },
        ["ClockSource"] = m => m with { Environment = m.Environment with { ClockSource = "hpet" } },
        ["OnlineCpus"] = m => m with { Environment = m.Environment with { OnlineCpus = [0] } },
        ["Mitigations.retbleed"] = m => m with { Environment = m.Environment with { Mitigations = new Dictionary<string, string> { ["retbleed"] = "Vulnerable", ["meltdown"] = "Not affected" } } },
        ["Sysctls.net.core.rmem_max"] = m => m with { Environment = m.Environment with { Sysctls = new Dictionary<string, string> { ["net.core.rmem_max"] = "9", ["net.ipv4.udp_mem"] = "91000 121000 182000" } } },
        ["Cgroup.cpu.max"] = m => m with { Environment = m.Environment with { Cgroup = new Dictionary<string, string> { ["cpu.max"] = "50000 100000", ["cpuset.cpus.effective"] = "0-1" } } },
        ["Host"] = m => m with { Host = new SshLabHost { Name = "dut2" }, Environment = m.Environment with { BootId = "b" } },
        ["RxRing"] = m => m with { Nic = m.Nic! with { RxRing = 512 } },
        ["RssTable"] = m => m with { Nic = m.Nic! with { RssTable = [0, 1, 0, 1] } },
        ["Driver"] = m => m with { Nic = m.Nic! with { Driver = "veth" } },
        ["Pause"] = m => m with { Nic = m.Nic! with { PauseRx = true } },
        ["IrqAffinity"] = m => m with { Nic = m.Nic! with { Irqs = [new LabNicIrq { Irq = 30, Name = "eth1-0", Cpus = "1" }] } },
        ["Features.rx-gro"] = m => m with { Nic = m.Nic! with { Features = new Dictionary<string, bool> { ["rx-gro"] = false, ["gro"] = false } } },
        ["Coalescing.TxUsecs"] = m => m with { Nic = m.Nic! with { Coalescing = new Dictionary<string, long> { ["AdaptiveRx"] = 1, ["RxUsecs"] = 20, ["AdaptiveTx"] = 0, ["TxUsecs"] = 10 } } },
        ["Method"] = m => m with { Method = ReceiveMethod.Recv },
        ["Sockets"] = m => m with { PerSocket = [new SinkSocketResult(), new SinkSocketResult()] },
        ["ReceiveBuffer"] = m => m with { ReceiveBuffer = 9 },
        ["Gro"] = m => m with { Gro = true },
        ["Check"] = m => m with { Check = false },
        ["Echo"] = m => m with { Echoed = 1 },
        ["Cpu"] = m => m with { Cpu = [1] },
        ["Profile"] = m => m with { Profile = new PerfProfile(new PerfProfileBuilder("cycles", new FrameTable())) },
        ["PacketSize"] = m => m with { Flood = [m.Flood![0] with { PacketSize = 1514 }] },
        ["Flows"] = m => m with { Flood = [m.Flood![0] with { Flows = 16 }] },
        ["RatePps"] = m => m with { Flood = [m.Flood![0] with { RatePps = 1000 }] },
        ["Burst"] = m => m with { Flood = [m.Flood![0] with { Burst = 5 }] },
        ["Generator"] = m => m with { Flood = [m.Flood![0] with { Host = new SshLabHost { Name = "gen" } }] },
        ["Flood"] = m => m with { Flood = null },
    };

    public static TheoryData<string> WhatMatters => [.. _changes.Keys];

    public static TheoryData<string> WhatJitters => [.. _jitters.Keys];

    private static readonly Dictionary<string, Func<SinkMeasurement, int, SinkMeasurement>> _jitters = new()
    {
        ["boot id"] = (m, i) => m with { Environment = m.Environment with { BootId = $"{i}" } },
        ["memory after boot"] = (m, i) => m with { Environment = m.Environment with { Sysctls = new Dictionary<string, string> { ["net.core.rmem_max"] = "212992", ["net.ipv4.udp_mem"] = $"{91000 + i} {121000 + i} {182000 - i}" } } },
        ["who may record profiles"] = (m, i) => m with { Environment = m.Environment with { Sysctls = new Dictionary<string, string> { ["kernel.perf_event_paranoid"] = $"{i}" } } },
        ["name of the interface"] = (m, i) => m with { Nic = m.Nic! with { Name = $"eth{i}", MacAddress = $"02:00:00:00:00:{i:x2}" } },
        ["hash key"] = (m, i) => m with { Nic = m.Nic! with { RssKey = $"{i:x2}" } },
        ["counters"] = (m, i) => m with { Nic = m.Nic! with { Counters = new LabNicCounters { RxPackets = (ulong)i } } },
        ["interrupt number"] = (m, i) => m with { Nic = m.Nic! with { Irqs = [new LabNicIrq { Irq = i, Name = $"eth{i}-0", Cpus = "0" }] } },
        ["irqbalance"] = (m, i) => m with { Nic = m.Nic! with { Irqs = [new LabNicIrq { Irq = 30, Name = "eth1-0", Cpus = $"{i % 2}" }] } },
        ["adaptive coalescing"] = (m, i) => m with { Nic = m.Nic! with { Coalescing = new Dictionary<string, long> { ["AdaptiveRx"] = 1, ["RxUsecs"] = i, ["AdaptiveTx"] = 0, ["TxUsecs"] = 50 } } },
        ["port"] = (m, i) => m with { Port = i },
        ["findings"] = (m, i) => m with { Environment = m.Environment with { Findings = [new LabFinding { Host = LabHosts.Local, Check = "Temperature", Status = FindingStatus.Advice, Observed = $"{i} °C", Expected = "", Reason = "", Source = "" }] } },
    };

    /// <summary>A factor whose values are hosts, under any name, even given by name: the machines differ, the kernel must not.</summary>
    [Theory]
    [InlineData(true, true, "")]
    [InlineData(true, false, "Generator")]
    [InlineData(false, true, "Host")]
    [InlineData(false, false, "Host, Generator")]
    public void AFactorOfHostsChangesTheHostsItNames(bool isSink, bool isGenerator, string differs)
    {
        SinkMeasurement[] of(string name, Func<SshLabHost, object> value) => [.. Runs.At(_base).Select(m => m with
        {
            Host = new SshLabHost { Name = isSink ? name : name + "-sink" },
            Environment = m.Environment with { BootId = name, CpuModel = isSink ? name : m.Environment.CpuModel },
            Flood = [m.Flood![0] with { Host = new SshLabHost { Name = isGenerator ? name : name + "-gen" } }],
            Factors = new Dictionary<string, object?> { ["Where"] = value(new SshLabHost { Name = name }) },
        })];
        Assert.Equal(differs, Names(h => h));
        Assert.Equal(differs, Names(h => h.Name.ToUpperInvariant()));

        string Names(Func<SshLabHost, object> value) => string.Join(", ", Assert.Single(Runs.By(Runs.InTurn(of("a", value), of("b", value)), "Where")).Differences.Select(d => d.Name));
    }

    /// <summary>One kernel per guest: that the machine differs is reported once, and allowed once.</summary>
    [Fact]
    public void TheSameHostIsOneDifferenceUnderAllItsNames()
    {
        SinkMeasurement[] of(string name, string kernel) => [.. Runs.At(_base).Select(m => m with
        {
            Host = new SshLabHost { Name = name },
            Environment = m.Environment with { BootId = name, Kernel = kernel },
            Flood = [m.Flood![0] with { Host = new SshLabHost { Name = name } }],
            Factors = new Dictionary<string, object?> { ["Lab"] = new SshLabHost { Name = name } },
        })];
        SinkMeasurement[] all = Runs.InTurn(of("new", "6.12.117+deb12-amd64"), of("old", "6.1.0-56-amd64"));
        Comparison compared = Assert.Single(Runs.By(all, "Kernel"));
        Assert.Equal(("6.1.0-56-amd64", "Host"), (compared.Baseline, string.Join(", ", compared.Differences.Select(d => d.Name))));
        Assert.Equal(ComparisonVerdict.NoDifference, Assert.Single(Runs.By(all, "Kernel", new ComparisonPlan { AllowDifference = ["Host"] })).Verdict);
        Assert.Equal("Kernel", string.Join(", ", Assert.Single(Runs.By(all, "Host")).Differences.Select(d => d.Name)));
    }

    [Theory]
    [InlineData("6.12.117+deb12-amd64;6.1.0-56-amd64;6.9.3", "6.1.0-56-amd64;6.9.3;6.12.117+deb12-amd64")]
    [InlineData("6.12;6.9;6.1", "6.1;6.9;6.12")]
    [InlineData("new;old", "new;old")]
    [InlineData("10G;2.5G", "10G;2.5G")]
    [InlineData("10;9", "9;10")]
    public void TheBaselineIsTheLowestVersion(string values, string order) => Assert.Equal(order, string.Join(';', FactorText.InOrder(values.Split(';'))));

    [Fact]
    public void NumbersAreNoVersions() => Assert.Equal("0.12;0.5;2", string.Join(';', FactorText.InOrder([2, 0.5, 0.12])));

    [Theory]
    [MemberData(nameof(WhatMatters))]
    public void ADifferenceThatMattersIsNamedAndCanBeAllowed(string name)
    {
        SinkMeasurement[] changed = [.. Runs.At(Runs.Around(1_200_000)).Select(_changes[name])];
        Comparison c = Runs.Compare(Runs.At(_base), changed);

        Assert.Equal((ComparisonVerdict.NotComparable, null, null, null), (c.Verdict, c.Ratio, c.Low, c.High));
        Assert.Equal(name, Assert.Single(c.Differences).Name);
        Assert.StartsWith($"The runs differ in {name} (", c.Reason, StringComparison.Ordinal);
        Assert.EndsWith($"If that is intended, add -AllowDifference {name}.", c.Reason, StringComparison.Ordinal);
        Assert.NotNull(c.CandidateMedian);

        Comparison allowed = Runs.Compare(Runs.At(_base), changed, new ComparisonPlan { AllowDifference = [name.ToUpperInvariant()] });
        Assert.Equal((ComparisonVerdict.Faster, true), (allowed.Verdict, Assert.Single(allowed.Differences).Allowed));
    }

    [Fact]
    public void InstructionsAreNeverComparedWithTime()
    {
        SinkMeasurement[] counted = [.. Runs.At(_base).Select(m => m with { Host = m.Host with { Clock = LabClock.Instructions } })];
        Comparison c = Runs.Compare(Runs.At(_base), counted, new ComparisonPlan { AllowDifference = ["*"] });
        Assert.Equal(ComparisonVerdict.NotComparable, c.Verdict);
        Assert.Equal("The runs differ in Clock (WallClock and Instructions): instructions and time do not compare. Measure both on hosts of one kind.", c.Reason);
        Assert.Empty(Runs.Compare(counted, counted).Differences);
    }

    [Fact]
    public void RampsAreComparedByTheirRates()
    {
        SinkMeasurement[] rising = [.. Runs.At(_base).Select(m => Ramp(m, 1000, 3000))], falling = [.. Runs.At(_base).Select(m => Ramp(m, 3000, 1000))];
        Assert.Empty(Runs.Compare(rising, rising).Differences);
        ComparisonDifference rates = Assert.Single(Runs.Compare(rising, falling).Differences);
        Assert.Equal(("RatePps", true), (rates.Name, rates.ToString().Contains("1000", StringComparison.Ordinal) && rates.ToString().Contains("3000", StringComparison.Ordinal)));

        static SinkMeasurement Ramp(SinkMeasurement m, params double[] rates) => m with
        {
            Flood = [m.Flood![0] with { RatePps = 2000, Outcome = new FloodOutcome { State = FloodState.Completed, Steps = [.. rates.Select(r => new FloodStep { RatePps = r, Seconds = 1 })] } }],
        };
    }

    [Fact]
    public void AnEarlierResultHadTheBurstThatWasThenTaken()
    {
        SinkMeasurement[] now = [.. Runs.At(_base).Select(m => m with { Flood = [m.Flood![0] with { Burst = 64 }] })];
        Assert.Empty(Runs.Compare(Runs.At(_base), now).Differences);
    }

    [Theory]
    [MemberData(nameof(WhatMatters))]
    public void ACompleteDifferenceOfTheFactorItselfIsExpected(string name)
    {
        string factor = name.Split('.')[^1] == "max" ? "cpu.max" : name;
        SinkMeasurement[] all = Runs.InTurn(Runs.At(_base, (factor, "a")), [.. Runs.At(Runs.Around(1_200_000), (factor, "b")).Select(_changes[name])]);
        Assert.Equal((factor, ComparisonVerdict.Faster), Assert.Single(Runs.By(all, factor)) is var c ? (c.By, c.Verdict) : default);
    }

    [Theory]
    [MemberData(nameof(WhatJitters))]
    public void WhatJittersNeverMatters(string name)
    {
        SinkMeasurement[] a = [.. Runs.At(_base).Select((m, i) => _jitters[name](m, i))], b = [.. Runs.At(_base).Select((m, i) => _jitters[name](m, 100 + i))];
        Comparison c = Runs.Compare(a, b);
        Assert.Equal(("", ComparisonVerdict.NoDifference), (string.Join(", ", c.Differences), c.Verdict));
    }

    [Theory]
    [InlineData("*", true)]
    [InlineData("Sysctls", true)]
    [InlineData("rmem_max", true)]
    [InlineData("net.core.rmem_max", true)]
    [InlineData("Sysctls.net.core.*", true)]
    [InlineData("Environment", true)]
    [InlineData("rmem", false)]
    [InlineData("core", false)]
    [InlineData("Nic", false)]
    public void NamesAreAllowedByTheirEndsGroupsAndPatterns(string pattern, bool allowed)
    {
        SinkMeasurement[] changed = [.. Runs.At(_base).Select(_changes["Sysctls.net.core.rmem_max"])];
        Assert.Equal(allowed, Runs.Compare(Runs.At(_base), changed, new ComparisonPlan { AllowDifference = [pattern] }).Verdict != ComparisonVerdict.NotComparable);
    }

    [Fact]
    public void WhatVariesOnBothSidesIsACellOfItsOwn()
    {
        SinkMeasurement[] mixed = [.. Runs.At(_base).Select((m, i) => i % 2 == 0 ? m : _changes["Method"](m))];
        Comparison c = Runs.Compare(mixed, mixed);
        Assert.Equal(ComparisonVerdict.NotComparable, c.Verdict);
        Assert.Contains("Method (Recvmsg, Recv on both sides)", c.Reason, StringComparison.Ordinal);
        Assert.EndsWith("-AllowDifference Method, or make it a cell of its own with -Per.", c.Reason, StringComparison.Ordinal);

        SinkMeasurement[] all = Runs.InTurn(mixed, [.. mixed.Select(_changes["Kernel"])]);
        Assert.Equal(["Method=Recvmsg", "Method=Recv"], Runs.By(all, "Kernel", new ComparisonPlan { Per = ["Method"] }).Select(x => x.Cell));
    }

    [Fact]
    public void AFactorThatWasLeftOutOfPerIsADifference()
    {
        SinkMeasurement[] all = Runs.InTurn([.. from q in new[] { 1, 2 } from k in new[] { "a", "b" } select Runs.At(_base, ("K", k), ("Q", q))]);
        Comparison c = Assert.Single(Runs.By(all, "K", new ComparisonPlan { Per = [] }));
        Assert.Equal((ComparisonVerdict.NotComparable, "Q"), (c.Verdict, Assert.Single(c.Differences).Name));
    }

    [Fact]
    public void AFactorThatGoesAlongWithTheLevelsMakesNoCells()
    {
        SinkMeasurement[] all = Runs.InTurn([.. from kernel in new[] { "old", "new" } select Runs.At(_base, ("Kernel", kernel), ("Image", $"bzImage-{kernel}"))]);
        Comparison c = Assert.Single(Runs.By(all, "Kernel"));
        Assert.Equal((ComparisonVerdict.NotComparable, "Image (bzImage-old and bzImage-new)"), (c.Verdict, Assert.Single(c.Differences).ToString()));
    }

    [Fact]
    public void KernelsMayWordTheirMitigationsDifferently()
    {
        static SinkMeasurement Newer(SinkMeasurement m, string retbleed) => m with
        {
            Environment = m.Environment with
            {
                Kernel = "6.12.0",
                Mitigations = new Dictionary<string, string> { ["retbleed"] = retbleed, ["meltdown"] = "Not affected", ["its"] = "Vulnerable" },
                Sysctls = new Dictionary<string, string>(m.Environment.Sysctls) { ["net.core.new"] = "1" },
            },
        };
        SinkMeasurement[] same = [.. Runs.At(_base).Select(m => Newer(m, "Mitigation: Safe RET"))], other = [.. Runs.At(_base).Select(m => Newer(m, "Vulnerable"))];
        ComparisonPlan plan = new() { AllowDifference = ["Kernel"] };

        Assert.Equal(ComparisonVerdict.NoDifference, Runs.Compare(Runs.At(_base), same, plan).Verdict);
        Assert.Equal("Mitigations.retbleed (Mitigation: untrained return thunk and Vulnerable)", Assert.Single(Runs.Compare(Runs.At(_base), other, plan).Differences, d => !d.Allowed).ToString());
    }

    [Fact]
    public void TheSameMachineMayHaveSeveralNames()
    {
        SinkMeasurement[] ssh = [.. Runs.At(_base).Select(m => m with { Host = new SshLabHost { Name = "dut" } })];
        Assert.Equal(ComparisonVerdict.NoDifference, Runs.Compare(Runs.At(_base), ssh).Verdict);
    }

    [Fact]
    public void TestbedsAreTheSameByAnyName()
    {
        static SinkMeasurement In(SinkMeasurement m, string bed) => m with { Host = NamespaceLabHost.OfTestbed($"{bed}-sink"), Flood = [m.Flood![0] with { Host = NamespaceLabHost.OfTestbed($"{bed}-gen") }] };
        Comparison c = Runs.Compare([.. Runs.At(_base).Select(m => In(m, "a") with { Environment = m.Environment with { BootId = "x" } })], [.. Runs.At(_base).Select(m => In(m, "b"))]);
        Assert.Equal(ComparisonVerdict.NoDifference, c.Verdict);
    }

    [Fact]
    public void TotalsNeedTheSameLength()
    {
        SinkMeasurement[] longer = [.. Runs.At(_base).Select(m => m with { Duration = 10 })];
        Assert.Equal(ComparisonVerdict.NoDifference, Runs.Compare(Runs.At(_base), longer).Verdict);
        Assert.Equal("Duration", Assert.Single(Runs.Compare(Runs.At(_base), longer, new ComparisonPlan { Metrics = ["Packets"] }).Differences).Name);
    }

    [Fact]
    public void TheFactorInWhichTwoGroupsDifferIsWhatIsCompared()
    {
        SinkMeasurement[] old = Runs.At(_base, ("RssQueues", 4)), now = [.. Runs.At(_base, ("RssQueues", 2)).Select(_changes["RssTable"])];
        Comparison c = Runs.Compare(old, now);
        Assert.Equal(("RssQueues", "4", "2", ComparisonVerdict.NoDifference), (c.By, c.Baseline, c.Candidate, c.Verdict));
    }
}
