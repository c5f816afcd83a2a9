using UdpLab.Wire;

namespace UdpLab.Tests.Nic;

/// <summary>What is refused before anything is changed, and the order of the rest.</summary>
public sealed class PlanTests
{
    [Fact]
    public void FewerQueuesComeAfterTheTableThatUsesThem()
    {
        Assert.Equal(["RssTable", "Channels"], Plan(new() { CombinedQueues = 2, RssQueues = 2 }, combined: 4).Select(c => c.Setting));
        Assert.Equal(["Channels", "RssTable"], Plan(new() { CombinedQueues = 4, RssQueues = 3 }, combined: 2).Select(c => c.Setting));
    }

    [Fact]
    public void WhatIsSoAlreadyIsNoChange() =>
        Assert.Empty(Plan(new() { CombinedQueues = 4, RssQueues = 4, Mtu = 1500, Pause = NicPause.On, Features = new Dictionary<string, bool> { ["gro"] = true }, UdpHashFields = ["sdfn"] }));

    [Fact]
    public void ATableSetByHandStandsInTheWayOfFewerQueues()
    {
        LabException e = Refused(new() { CombinedQueues = 2 }, "CombinedQueues", table: "0-2 ×42, 3, 0");
        Assert.Contains("-RssQueues 2", e.Message, StringComparison.Ordinal);
        Assert.Equal("Channels", Assert.Single(Plan(new() { CombinedQueues = 2 })).Setting);
    }

    [Fact]
    public void WeightsBecomeRunsOfTheTableAsEthtoolMakesThem()
    {
        Assert.Equal("0 ×96, 1 ×32", Assert.Single(Plan(new() { RssWeight = [3, 1] })).After);
        Assert.Equal("1 ×42, 2 ×43, 3 ×43", Assert.Single(Plan(new() { RssWeight = [0, 1, 1, 1] })).After);
    }

    [Fact]
    public void WhatTheDriverMayForgetIsWrittenDownWithTheFirstChange()
    {
        SettingChange[] changes = Plan(new() { RxRing = 128, Mtu = 1400 });
        Assert.Equal(["Rings", "Mtu"], changes.Select(c => c.Setting));
        Assert.Contains("RssTable", changes[0].AtRisk.Keys);
        Assert.Equal(("1500", "tx=256"), (changes[0].AtRisk["Mtu"], changes[0].AtRisk["Rings"]));
        Assert.Equal("rx=128 tx=256", changes[1].AtRisk["Rings"]);
        Assert.DoesNotContain("Mtu", changes[1].AtRisk.Keys);
        Assert.Empty(Assert.Single(Plan(new() { RssQueues = 2 })).AtRisk);
    }

    [Fact]
    public void WhatIsAskedForAsItIsStaysWhenTheDriverMayForgetIt()
    {
        SettingChange rings = Assert.Single(Plan(new() { RxRing = 128, TxRing = 256, RssQueues = 4, Pause = NicPause.On, Coalescing = new Dictionary<string, object?> { ["RxFrames"] = 1 } }));
        Assert.Equal("rx=128", rings.After);
        Assert.Equal(["Coalescing rx-frames=1", "Pause rx=on tx=on", "Rings tx=256", "RssTable 0-3 ×32"], rings.MustStay!.Select(h => $"{h.Key} {h.Value}").Order(StringComparer.Ordinal));
        Assert.Empty(Plan(new() { RssQueues = 4 }));
    }

    [Fact]
    public void InterruptsOfAQueueGoToOneCpuAndOthersStay()
    {
        SettingChange change = Assert.Single(Plan(new() { IrqAffinity = new CpuAssignment("Spread") }));
        Assert.Equal("31=0 32=0 33=1 34=1", change.After);
        Assert.Equal("31=1 32=1 33=3 34=3", Assert.Single(Plan(new() { IrqAffinity = new CpuAssignment("1,3") })).After);
        Assert.Equal("33=2", Assert.Single(Plan(new() { IrqAffinity = new CpuAssignment(new System.Collections.Hashtable { ["virtio0-input.1"] = 2 }) })).After);
    }

    [Fact]
    public void ShortNamesOfFeaturesStandForTheKernels()
    {
        SettingChange change = Assert.Single(Plan(new() { Features = new Dictionary<string, bool> { ["tso"] = false, ["generic-receive-offload"] = false } }));
        Assert.Equal("tx-tcp-segmentation=off rx-gro=off", change.After);
    }

    [Fact]
    public void SettingsOfTheHostAreItsOwnTarget()
    {
        SettingChange change = Assert.Single(Plan(new() { BusyRead = 50 }));
        Assert.Equal(("host", "Sysctl net.core.busy_read", "0", "50"), (change.Target, change.Setting, change.Before, change.After));
    }

    [Fact]
    public void EachRefusalNamesItsParameter()
    {
        Refused(new() { RxQueues = 2 }, "RxQueues", FailureCode.NotSupported);
        Refused(new() { CombinedQueues = 5 }, "CombinedQueues");
        Refused(new() { CombinedQueues = 0 }, "CombinedQueues");
        Refused(new() { RssQueues = 5 }, "RssQueues");
        Refused(new() { RssQueues = 2, RssWeight = [1] }, "RssQueues");
        Refused(new() { RssWeight = [0, 0] }, "RssWeight");
        Refused(new() { RssWeight = [1, 1, 1, 1, 1] }, "RssWeight");
        Refused(new() { RssWeight = [200] }, "RssWeight");
        Refused(new() { RssKey = "00:11" }, "RssKey");
        Refused(new() { UdpHashFields = ["xyz"] }, "UdpHashFields");
        Refused(new() { RxRing = 512 }, "RxRing");
        Refused(new() { Mtu = 10 }, "Mtu");
        Refused(new() { Coalescing = new Dictionary<string, object?> { ["TxUsecs"] = 1 } }, "Coalescing", FailureCode.NotSupported);
        Refused(new() { Coalescing = new Dictionary<string, object?> { ["Colour"] = 1 } }, "Coalescing");
        Refused(new() { Coalescing = new Dictionary<string, object?> { ["RxUsecs"] = -1 } }, "Coalescing");
        Refused(new() { Features = new Dictionary<string, bool> { ["lro"] = true } }, "Feature", FailureCode.NotSupported);
        Refused(new() { Features = new Dictionary<string, bool> { ["warp"] = true } }, "Feature");
        Refused(new() { IrqAffinity = new CpuAssignment("9") }, "IrqAffinity");
        Refused(new() { IrqAffinity = new CpuAssignment("None") }, "IrqAffinity");
        Refused(new() { Rps = new CpuAssignment(new System.Collections.Hashtable { [7] = 0 }) }, "Rps");
        Refused(new() { Xps = new CpuAssignment("0") }, "Xps", FailureCode.NotSupported);
        Refused(new() { ThreadedNapi = true }, "ThreadedNapi", FailureCode.NotSupported);
        Refused(new() { BusyPoll = 50 }, "BusyPoll", FailureCode.NotSupported);
        Refused(new() { FlowRules = [new NicFlowRule("dst-port 9 queue 1")] }, "FlowRule", FailureCode.NotSupported);
    }

    [Fact]
    public void WhatContradictsItselfIsRefused()
    {
        LabException e = Refused(new() { Features = new Dictionary<string, bool> { ["gro"] = true, ["rx-gro"] = false } }, "Feature");
        Assert.Equal("-Feature @{ gro = $True; rx-gro = $False }: both stand for rx-gro; give one of them.", e.Message);
        Refused(new() { Features = new Dictionary<string, bool> { ["tso"] = false, ["tx-tcp-segmentation"] = true } }, "Feature");
        Assert.Equal("Features", Assert.Single(Plan(new() { Features = new Dictionary<string, bool> { ["gro"] = false, ["rx-gro"] = false } })).Setting);
        Refused(new() { Coalescing = new Dictionary<string, object?> { ["RxUsecs"] = 1, ["rx-usecs"] = 2 } }, "Coalescing");
        Assert.Equal("rx-usecs=2", Assert.Single(Plan(new() { Coalescing = new Dictionary<string, object?> { ["RxUsecs"] = 2, ["rx-usecs"] = "2" } })).After);
        Refused(new() { UdpHashFields = ["none", "sdfn"] }, "UdpHashFields");
    }

    [Theory]
    [InlineData("none")]
    [InlineData("None")]
    public void NothingCanBeHashed(string none) => Assert.Equal("none", Assert.Single(Plan(new() { UdpHashFields = [none] })).After);

    [Theory]
    [InlineData(100, "give 64 or 128.")]
    [InlineData(3, "give 2 or 4.")]
    [InlineData(255, "give 128 or 256.")]
    public void ARingOfVirtioIsAPowerOfTwo(int size, string says)
    {
        Assert.EndsWith(says, Refused(new() { RxRing = size }, "RxRing").Message, StringComparison.Ordinal);
        Assert.EndsWith(says, Refused(new() { TxRing = size }, "TxRing").Message, StringComparison.Ordinal);
        Assert.Null(RingSizes.Nearest("e1000e", size, 4096));
        Assert.Null(RingSizes.Nearest("virtio_net", 1000, 1000));
    }

    [Fact]
    public void RulesAreKeptWithWhatADriverMayForgetThemOver() =>
        Assert.Equal("other", Assert.Single(Plan(new() { Features = new Dictionary<string, bool> { ["gro"] = false } }, rules: 4)).AtRisk["FlowRule 3"]);

    [Fact]
    public void RulesTakeFreePlacesFromTheEndAndAreChecked()
    {
        SettingChange[] changes = Plan(new() { FlowRules = [new NicFlowRule("dst-port 9 queue 1"), new NicFlowRule { DestinationPort = 10, Queue = 2 }] }, rules: 4);
        Assert.Equal([("FlowRule 2", "udp4 dst-port 9 queue 1"), ("FlowRule 1", "udp4 dst-port 10 queue 2")], changes.Select(c => (c.Setting, c.After)));
        Assert.Throws<LabException>(() => Plan(new() { FlowRules = [new NicFlowRule("dst-port 9 queue 4")] }, rules: 4));
        Assert.Throws<LabException>(() => Plan(new() { FlowRules = [new NicFlowRule { Queue = 1 }] }, rules: 4));
        Assert.Throws<LabException>(() => Plan(new() { FlowRules = [new NicFlowRule { Source = System.Net.IPAddress.Loopback, Destination = System.Net.IPAddress.IPv6Loopback, Queue = 1 }] }, rules: 4));
        Assert.Throws<LabException>(() => Plan(new() { FlowRules = [new NicFlowRule { DestinationPort = 9 }] }, rules: 4));
        Assert.Throws<FormatException>(() => new NicFlowRule("src-ip 10.0.0.1 dst-ip ::1 queue 1"));
        Assert.True(new NicFlowRule("dst-ip 2001:db8::1 queue 1").Ipv6);
    }

    private static LabException Refused(NicSettings wanted, string parameter, FailureCode code = FailureCode.InvalidArgument, string table = "0-3 ×32")
    {
        LabException e = Assert.Throws<LabException>(() => Plan(wanted, table: table));
        Assert.Equal((code, parameter), (e.Code, e.Parameter));
        Assert.StartsWith($"-{parameter}", e.Message, StringComparison.Ordinal);
        return e;
    }

    private static SettingChange[] Plan(NicSettings wanted, int combined = 4, string? table = null, int? rules = null)
    {
        NicFacts facts = new()
        {
            Name = "eth0",
            Identity = "b/1/2",
            Driver = "virtio_net",
            Maxima = new() { ["combined"] = 4, ["rx-ring"] = 256, ["tx-ring"] = 256, ["mtu"] = 9000, ["mtu-min"] = 68 },
            ReceiveRings = combined,
            Settings = new()
            {
                ["Channels"] = $"combined={combined}",
                ["Rings"] = "rx=256 tx=256",
                ["Mtu"] = "1500",
                ["Features"] = "tx-tcp-segmentation=on rx-gro=on",
                ["RssTable"] = table ?? (combined == 4 ? "0-3 ×32" : "0-1 ×64"),
                ["RssKey"] = string.Join(':', Enumerable.Repeat("00", 40)),
                ["UdpHashFields"] = "sdfn",
                ["Pause"] = "autoneg=on rx=on tx=on",
                ["Coalescing"] = "rx-usecs=0 rx-frames=1",
                ["IrqAffinity"] = "30=0-3 31=0-3 32=0-3 33=0-3 34=0-3",
                ["Rps"] = "rx-0=none rx-1=none",
            },
            Features = new() { ["tx-tcp-segmentation"] = true, ["rx-gro"] = true, ["rx-lro"] = false },
            FixedFeatures = ["rx-lro"],
            FlowRulePlaces = rules,
            FlowRules = rules is null ? [] : new() { [3] = "other" },
            Irqs = [Irq(30, "virtio0-config"), Irq(31, "virtio0-input.0"), Irq(32, "virtio0-output.0"), Irq(33, "virtio0-input.1"), Irq(34, "virtio0-output.1")],
            Counters = new DeviceCounters { Name = "eth0" },
        };
        NicState state = new() { Items = [facts], Present = ["eth0"], HostIdentity = "b/1", HostSettings = new() { [SettingNames.BusyRead] = "0" } };
        return new NicPlan(LabHosts.Local, state, facts, [0, 1, 2, 3]).Of(wanted);
    }

    private static NicIrqFacts Irq(int number, string name) => new() { Irq = number, Name = name, Affinity = "0-3" };
}
