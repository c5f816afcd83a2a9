using UdpLab.Wire;

namespace UdpLab.Tests;

/// <summary>Findings about netfilter and interfaces.</summary>
public sealed class NetworkFindingTests
{
    private const string Count = "/proc/sys/net/netfilter/nf_conntrack_count", Slot = "/sys/class/net/eth1/device/";

    private static readonly NetfilterFacts _hooked = new()
    {
        Hooks =
        [
            new NetfilterHook { Family = "ip", Hook = "prerouting", Priority = -400, Function = "ipv4_conntrack_defrag", Module = "nf_defrag_ipv4" },
            new NetfilterHook { Family = "ip", Hook = "prerouting", Priority = -200, Function = "ipv4_conntrack_in", Module = "nf_conntrack" },
        ],
        Chains = [],
        LegacyTables = [],
    };

    [Fact]
    public void ATrackerThatIsHookedIsToldByItsFunction()
    {
        LabFinding finding = Machines.One(Machines.With(Count, "12") with { Netfilter = _hooked }, "Conntrack");
        Assert.Equal((FindingStatus.Warning, "tracks packets: ipv4_conntrack_in in ip prerouting, 12 entries in the table"), (finding.Status, finding.Observed));
        Assert.Equal([new WantedSetting("host", "Notrack eth1", "udp")], finding.Repairs);
        Assert.False(Machines.One(Machines.Good() with { Netfilter = _hooked, Capabilities = 0 }, "Conntrack").CanRepair);
    }

    [Fact]
    public void ATrackerThatIsLoadedAndHookedIntoNothingCostsNothing()
    {
        Assert.Equal(FindingStatus.Pass, Machines.One(Machines.With(Count, "12"), "Conntrack").Status);
        Assert.Equal("nf_conntrack is not loaded", Machines.One(Machines.Good() with { Netfilter = new NetfilterFacts() }, "Conntrack").Observed);
    }

    [Fact]
    public void AnInterfaceThatIsExemptedPassesAndAnotherDoesNot()
    {
        NetfilterFacts exempted = _hooked with { Exempted = [Machines.Nic] };
        LabFinding finding = Machines.One(Machines.Good() with { Netfilter = exempted }, "Conntrack");
        Assert.Equal(FindingStatus.Pass, finding.Status);
        Assert.Contains("table udplab-eth1", finding.Observed, StringComparison.Ordinal);
        LabFinding both = Machines.One(Machines.Good() with { Netfilter = exempted, Interfaces = [Machines.Nic, "eth2"] }, "Conntrack");
        Assert.Equal([new WantedSetting("host", "Notrack eth2", "udp")], both.Repairs);
        Assert.Equal(FindingStatus.Warning, Machines.One(Machines.Good() with { Netfilter = exempted, Interfaces = [] }, "Conntrack").Status);
    }

    [Theory]
    [InlineData("inet fw: ct", "ip filter", "0", FindingStatus.Warning, "rules of inet fw: ct")]
    [InlineData(null, "ip nat", "0", FindingStatus.Warning, "table ip nat of iptables")]
    [InlineData(null, null, "7", FindingStatus.Warning, "its table is not empty")]
    [InlineData(null, null, "0", FindingStatus.Pass, "no rule here needs it")]
    [InlineData(null, "ip filter", "0", FindingStatus.Advice, "not known")]
    public void WhereTheKernelListsNoHooksThereIsEvidence(string? tracking, string? table, string count, FindingStatus status, string says)
    {
        ReadinessFacts facts = Machines.With(Count, count) with
        {
            Netfilter = new NetfilterFacts { Obstacle = "the kernel does not list its hooks", Chains = [], Tracking = tracking is null ? [] : [tracking], LegacyTables = table is null ? [] : [table] },
        };
        LabFinding finding = Machines.One(facts, "Conntrack");
        Assert.Equal(status, finding.Status);
        Assert.Contains(says, finding.Observed, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatAnOrdinaryUserCannotSeeOfNetfilterIsNotGuessed()
    {
        ReadinessFacts facts = Machines.ForNobody(Machines.With(Count, "0")) with { Netfilter = new NetfilterFacts { Obstacle = "netfilter's netlink interface needs CAP_NET_ADMIN" } };
        Assert.Equal(FindingStatus.Advice, Machines.One(facts, "Conntrack").Status);
        Assert.Equal(FindingStatus.Advice, Machines.One(facts, "Netfilter").Status);
        Assert.Contains("CAP_NET_ADMIN", Machines.One(facts, "Netfilter").Observed, StringComparison.Ordinal);
    }

    [Fact]
    public void RulesInThePathAreListedButForOurOwnAndThoseThatForward()
    {
        NftChain[] chains =
        [
            new NftChain { Family = "inet", Table = "fw", Name = "in", Hook = "input", Rules = 3 },
            new NftChain { Family = "inet", Table = "udplab-eth1", Name = "prerouting", Hook = "prerouting", Rules = 1 },
            new NftChain { Family = "ip", Table = "r", Name = "f", Hook = "forward", Rules = 9 },
            new NftChain { Family = "bridge", Table = "b", Name = "p", Hook = "prerouting", Rules = 9 },
        ];
        LabFinding finding = Machines.One(Machines.Good() with { Netfilter = new NetfilterFacts { Chains = chains, LegacyTables = [] } }, "Netfilter");
        Assert.Equal((FindingStatus.Warning, "inet fw in (input, 3 rules)", false), (finding.Status, finding.Observed, finding.CanRepair));
        Assert.Equal(FindingStatus.Advice, Machines.One(Machines.Good() with { Netfilter = new NetfilterFacts { Chains = [chains[0] with { Rules = 0 }], LegacyTables = [] } }, "Netfilter").Status);
        Assert.Equal(FindingStatus.Pass, Machines.One(Machines.Good() with { Netfilter = new NetfilterFacts { Chains = chains[1..], LegacyTables = [] } }, "Netfilter").Status);
    }

    [Theory]
    [InlineData("autoneg=on rx=on tx=off", FindingStatus.Warning)]
    [InlineData("autoneg=off rx=off tx=on", FindingStatus.Warning)]
    [InlineData("autoneg=on rx=off tx=off", FindingStatus.Pass)]
    public void Pause(string setting, FindingStatus status)
    {
        LabFinding finding = Machines.One(Machines.WithSetting("Pause", setting), "Pause");
        Assert.Equal(status, finding.Status);
        Assert.Equal(status == FindingStatus.Pass ? null : NicPause.Off, finding.NicRepair?.Pause);
        Assert.False(Machines.One(Machines.ForNobody(Machines.WithSetting("Pause", setting)), "Pause").CanRepair);
    }

    [Fact]
    public void ADeviceWithoutFlowControlHasNone()
    {
        LabFinding finding = Machines.One(Machines.WithNic(nic => nic with { Settings = [] }), "Pause");
        Assert.Equal((FindingStatus.Pass, "the device has no flow control"), (finding.Status, finding.Observed));
    }

    [Fact]
    public void OffloadsThatBundlePackets()
    {
        LabFinding gro = Machines.One(Machines.WithNic(nic => nic with { Features = new() { ["rx-gro"] = true } }), "Gro");
        Assert.Equal((FindingStatus.Advice, false), (gro.Status, gro.NicRepair!.Features["rx-gro"]));
        LabFinding list = Machines.One(Machines.WithNic(nic => nic with { Features = new() { ["rx-gro"] = true, ["rx-gro-list"] = true } }), "Gro");
        Assert.Equal((FindingStatus.Warning, false), (list.Status, list.NicRepair!.Features["rx-gro-list"]));
        Assert.Equal(FindingStatus.Pass, Machines.One(Machines.WithNic(nic => nic with { Driver = "veth", Features = new() { ["rx-gro"] = true } }), "Gro").Status);
        Assert.Equal(FindingStatus.Warning, Machines.One(Machines.WithNic(nic => nic with { Features = new() { ["rx-lro"] = true } }), "Lro").Status);
        LabFinding stuck = Machines.One(Machines.WithNic(nic => nic with { Features = new() { ["rx-lro"] = true }, FixedFeatures = ["rx-lro"] }), "Lro");
        Assert.Equal((FindingStatus.Advice, false), (stuck.Status, stuck.CanRepair));
    }

    [Theory]
    [InlineData("rx=256 tx=256", 4096, 1024)]
    [InlineData("rx=64 tx=256", 512, 512)]
    public void ASmallRingIsMadeLarger(string rings, int most, int wanted)
    {
        LabFinding finding = Machines.One(Machines.WithNic(nic => nic with { Maxima = new() { ["rx-ring"] = most }, Settings = new() { ["Rings"] = rings } }), "RxRing");
        Assert.Equal((FindingStatus.Advice, wanted), (finding.Status, finding.NicRepair!.RxRing));
    }

    [Fact]
    public void HashingByAddressesOnlyMattersWhereThereAreQueues()
    {
        Assert.Equal(["sdfn"], Machines.One(Machines.WithSetting("UdpHashFields", "sd"), "UdpHash").NicRepair!.UdpHashFields!);
        Assert.Equal(FindingStatus.Pass, Machines.One(Machines.WithNic(nic => nic with { ReceiveRings = 1, Settings = new() { ["UdpHashFields"] = "sd" } }), "UdpHash").Status);
        Assert.Equal(FindingStatus.Advice, Machines.One(Machines.WithSetting("Channels", "combined=1"), "RxQueue").Status);

        // ice: four queues, either combined or separate.
        LabFinding either = Machines.One(Machines.WithNic(nic => nic with { Maxima = new() { ["combined"] = 4, ["rx"] = 4, ["tx"] = 4 }, Settings = new() { ["Channels"] = "rx=0 tx=0 combined=4" } }), "RxQueue");
        Assert.Equal((FindingStatus.Pass, "4 of at most 4, for 8 CPUs"), (either.Status, either.Observed));
    }

    [Fact]
    public void InterruptsThatShareACpuWhileOthersAreFreeAreSpread()
    {
        static ReadinessFacts On(params string[] cpus) => Machines.WithNic(nic => nic with { Irqs = [.. cpus.Select((cpu, queue) => new NicIrqFacts { Irq = 60 + queue, Name = $"eth1-TxRx-{queue}", Affinity = "0-7", Effective = cpu })] });

        Assert.Equal(FindingStatus.Pass, Machines.One(On("0", "1", "2", "3"), "IrqAffinity").Status);
        LabFinding crowded = Machines.One(On("0", "0", "2"), "IrqAffinity");
        Assert.Equal(FindingStatus.Warning, crowded.Status);
        Assert.Contains("CPU 0 serves several", crowded.Observed, StringComparison.Ordinal);
        Assert.True(crowded.NicRepair!.IrqAffinity!.IsSpread);

        // Ten queues for eight CPUs must share.
        Assert.Equal(FindingStatus.Pass, Machines.One(On([.. Enumerable.Range(0, 10).Select(q => $"{q % 8}")]), "IrqAffinity").Status);
        ReadinessFacts far = Machines.WithNic(nic => nic with { NearCpus = "0-3" });
        Assert.Contains("not all on the card's node (CPUs 0-3)", Machines.One(far, "IrqAffinity").Observed, StringComparison.Ordinal);
        Assert.Equal(FindingStatus.Advice, Machines.One(Machines.WithNic(nic => nic with { Irqs = [new NicIrqFacts { Irq = 1, Name = "eth1-0", Affinity = "0-7" }] }), "IrqAffinity").Status);
    }

    [Theory]
    [InlineData("iavf-0000:00:05.0:mbx")]
    [InlineData("eth1:mbx")]
    [InlineData("eth1-slowpath")]
    [InlineData("qed-sp-0-84:00.0")]
    [InlineData("i40e-0000:03:00.0:misc")]
    [InlineData("ena-mgmnt@pci:0000:00:05.0")]
    [InlineData("eth1-event-4")]
    [InlineData("mlx5_async0@pci:0000:03:00.0")]
    [InlineData("nicvf-qset-err-0")]
    [InlineData("hclge-misc-0000:7d:00.0")]
    [InlineData("ionic-adminq")]
    [InlineData("eth1")]
    public void AMailboxIsNoQueueWhateverTheInterfaceIsCalled(string other)
    {
        foreach (string name in new[] { "eth1", "event0", "mgmt1", "link0" })
        {
            LabFinding finding = Machines.One(
                Machines.WithNic(nic => nic with
                {
                    Name = name,
                    Irqs = [new NicIrqFacts { Irq = 59, Name = other.Replace("eth1", name, StringComparison.Ordinal), Affinity = "0", Effective = "0" }, .. Enumerable.Range(0, 4).Select(queue => new NicIrqFacts { Irq = 60 + queue, Name = $"{name}-TxRx-{queue}", Affinity = $"{queue}", Effective = $"{queue}" })],
                }),
                "IrqAffinity");

            Assert.Equal((FindingStatus.Pass, $"{name}-TxRx-0: CPU 0, {name}-TxRx-1: CPU 1, {name}-TxRx-2: CPU 2, {name}-TxRx-3: CPU 3"), (finding.Status, finding.Observed));
        }
    }

    [Fact]
    public void VectorsOfOneQueueCannotBeApart()
    {
        string[] names = ["eth1-rx-0", "eth1-fp-0", "eth1-rx-1"], cpus = ["0", "0", "1"];
        LabFinding finding = Machines.One(Machines.WithNic(nic => nic with { Irqs = [.. names.Select((name, at) => new NicIrqFacts { Irq = 60 + at, Name = name, Affinity = cpus[at], Effective = cpus[at] })] }), "IrqAffinity");

        Assert.Equal(FindingStatus.Pass, finding.Status);
    }

    [Fact]
    public void ANewAffinityCountsBeforeTheNextInterruptMakesItEffective()
    {
        static ReadinessFacts Asked(params string[] cpus) => Machines.WithNic(nic => nic with { Irqs = [.. cpus.Select((cpu, queue) => new NicIrqFacts { Irq = 60 + queue, Name = $"eth1-TxRx-{queue}", Affinity = cpu, Effective = "7" })] });

        LabFinding spread = Machines.One(Asked("0", "1", "2", "3"), "IrqAffinity");
        Assert.Equal((FindingStatus.Pass, "eth1-TxRx-0: CPU 0, eth1-TxRx-1: CPU 1, eth1-TxRx-2: CPU 2, eth1-TxRx-3: CPU 3"), (spread.Status, spread.Observed));
        Assert.Equal(FindingStatus.Warning, Machines.One(Asked("0", "0", "2"), "IrqAffinity").Status);
        Assert.Equal(FindingStatus.Advice, Machines.One(Asked("0-3"), "IrqAffinity").Status);
    }

    [Fact]
    public void InterruptsThatOnlyTellOfSentPacketsDoNotCount()
    {
        NicIrqFacts[] irqs = [new() { Irq = 1, Name = "virtio2-input.0", Affinity = "0", Effective = "0" }, new() { Irq = 2, Name = "virtio2-output.0", Affinity = "0", Effective = "0" }, new() { Irq = 3, Name = "virtio2-config", Affinity = "0-7", Effective = "0" }];
        LabFinding finding = Machines.One(Machines.WithNic(nic => nic with { Irqs = irqs }), "IrqAffinity");
        Assert.Equal((FindingStatus.Pass, "virtio2-input.0: CPU 0"), (finding.Status, finding.Observed));
    }

    [Theory]
    [InlineData("8.0 GT/s PCIe", "8", 10_000, FindingStatus.Pass, "63 Gbit/s")]
    [InlineData("8.0 GT/s PCIe", "8", 100_000, FindingStatus.Warning, "link of 100 Gbit/s")]
    [InlineData("5.0 GT/s PCIe", "8", 10_000, FindingStatus.Advice, "32 Gbit/s")]
    [InlineData("2.5 GT/s", "1", 10_000, FindingStatus.Warning, "2 Gbit/s")]
    [InlineData("Unknown", "0", 10_000, FindingStatus.Pass, "not in a PCI Express slot")]
    public void ASlotCarriesTheLinkOrNot(string speed, string width, int link, FindingStatus status, string says)
    {
        ReadinessFacts facts = Machines.WithNic(nic => nic with { SpeedMbps = link });
        facts.Files[Slot + "current_link_speed"] = speed;
        facts.Files[Slot + "current_link_width"] = width;
        LabFinding finding = Machines.One(facts, "PcieWidth");
        Assert.Equal(status, finding.Status);
        Assert.Contains(says, finding.Observed, StringComparison.Ordinal);
    }

    [Fact]
    public void NoLinkIsAFailure() => Assert.Equal(FindingStatus.Failure, Machines.One(Machines.WithNic(nic => nic with { LinkUp = false }), "Link").Status);

    [Fact]
    public void TheLinksSpeedIsToldInFrames() => Assert.Contains("14,880,952", Machines.One(Machines.Good(), "Link").Observed, StringComparison.Ordinal);
}
