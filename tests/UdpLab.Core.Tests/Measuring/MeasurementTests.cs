using UdpLab.Wire;

namespace UdpLab.Tests;

public class MeasurementTests
{
    [Fact]
    public void LostOfAWholeFloodIsSentLessReceived() => Assert.Equal(40, Measure(sent: 100, Plays.Found(60, new HeaderFindings { Lost = 3 })).Lost);

    [Fact]
    public void StrangersAndRepetitionsAreNotReceivedPacketsOfTheFlood() =>
        Assert.Equal(45, Measure(sent: 100, Plays.Found(60, new HeaderFindings { Lost = 3, Duplicates = 4, BadMagic = 1 })).Lost);

    [Fact]
    public void LostIsNeverNegative() => Assert.Equal(0, Measure(sent: 50, Plays.Found(60, new HeaderFindings())).Lost);

    [Fact]
    public void WithoutHeadersAWholeFloodStillTells() => Assert.Equal(40, Measure(sent: 100, Plays.Found(60, headers: null)).Lost);

    [Fact]
    public void AfterAWarmupTheGapsInTheSequenceTell() =>
        Assert.Equal(3, Measure(sent: 100, Plays.Found(60, new HeaderFindings { Lost = 3 }), new SinkPlan { Warmup = 0.5 }).Lost);

    [Fact]
    public void SoTheyDoWhenPacketsCameOutsideTheWindow() =>
        Assert.Equal(3, Measure(sent: 100, Plays.Found(60, new HeaderFindings { Lost = 3 }) with { TotalPackets = 70 }).Lost);

    [Fact]
    public void SoTheyDoWhenTheSinkClosedTheWindow() =>
        Assert.Equal(3, Measure(sent: 100, Plays.Found(60, new HeaderFindings { Lost = 3 }), new SinkPlan { Count = 60 }, new WindowClosed { Id = 2, Reason = WindowEnd.Count }).Lost);

    [Fact]
    public void WithNeitherItIsNotKnown()
    {
        SinkMeasurement measurement = Measure(sent: 100, Plays.Found(60, headers: null), new SinkPlan { Warmup = 0.5 });

        Assert.Null(measurement.Lost);
        Assert.Null(measurement.LossPercent);
        Assert.Null(measurement.OutOfOrder);
    }

    [Fact]
    public void OutsideTrafficIsJudgedByItsSequence()
    {
        SinkMeasurement measurement = Outside(Plays.Found(60, new HeaderFindings { Lost = 2 }));

        Assert.Equal(2, measurement.Lost);
        Assert.Null(measurement.Flood);
        Assert.Null(measurement.Ledger.Sent);
    }

    [Fact]
    public void NumbersFollowFromEachOther()
    {
        SinkMeasurement measurement = Measure(sent: 80, Plays.Found(60, new HeaderFindings()));

        Assert.Equal(2.0, measurement.Seconds);
        Assert.Equal(30.0, measurement.Pps);
        Assert.Equal(2e9 / 60, measurement.NsPerPacket!.Value, 1e-3);
        Assert.Equal(1.0, measurement.CpuSeconds);
        Assert.Equal(1e9 / 60, measurement.CpuNsPerPacket!.Value, 1e-3);
        Assert.Equal(60 * 18 * 8 / 2.0 / 1e6, measurement.PayloadMbps!.Value, 1e-9);
        Assert.Equal(25.0, measurement.LossPercent!.Value, 1e-9);
        Assert.Equal(1, measurement.Batch);
        Assert.Equal(1, measurement.Sockets);
    }

    [Fact]
    public void WhatCameAtOneMomentHasNoRate()
    {
        // One packet, or one bundle.
        foreach (long packets in new[] { 1, 16L })
        {
            SinkMeasurement measurement = Measure(sent: packets, Plays.Found(packets, new HeaderFindings()) with { LastNanoseconds = 1_000_000_000, OpeningPackets = packets });

            Assert.Equal((null, null, null, null, null), (measurement.Seconds, measurement.Pps, measurement.NsPerPacket, measurement.PayloadMbps, measurement.CpuNsPerPacket));
            Assert.Equal(0.0, measurement.LossPercent);
        }
    }

    [Theory]
    [InlineData(5, 1, 2.0)]
    [InlineData(64, 16, 24.0)]
    [InlineData(5, 0, 2.5)]
    public void TheRateIsThatOfTheIntervalsBetweenPackets(long packets, long opening, double pps) =>
        Assert.Equal(pps, Measure(sent: packets, Plays.Found(packets, new HeaderFindings()) with { OpeningPackets = opening }).Pps);

    [Fact]
    public void IntervalsAreKept()
    {
        SinkMeasurement measurement = Measure(
            sent: 60,
            Plays.Found(60, new HeaderFindings()),
            null,
            new Interval { Id = 2, Seconds = 0.25, Length = 0.25, Packets = 10 },
            new Interval { Id = 2, Seconds = 0.75, Length = 0.5, Packets = 50 });

        Assert.Equal([(0.25, 10L, 40.0), (0.75, 50L, 100.0)], measurement.Intervals.Select(i => (i.Seconds, i.Packets, i.Pps)));
    }

    [Fact]
    public void WithoutHeadersNothingIsSaidOfThem()
    {
        SinkMeasurement measurement = Outside(Plays.Found(60, new HeaderFindings { BadMagic = 60 }));

        Assert.Equal((null, null, null, null, null), (measurement.Lost, measurement.LossPercent, measurement.LossBasis, measurement.OutOfOrder, measurement.Duplicates));
        Assert.Equal(60, measurement.BadMagic);
        Assert.Equal(MeasurementNoteCode.NoHeader, Assert.Single(measurement.Notes).Code);
    }

    [Theory]
    [InlineData(60, 24)]
    [InlineData(90, 7)]
    public void ThenTheSocketsDropsTell(long total, long lost)
    {
        // All packets arrived in the window, or some after it.
        SinkMeasurement measurement = Outside(Plays.Found(60, new HeaderFindings { BadMagic = 60 }) with { TotalPackets = total, TotalDatagrams = total, SocketDrops = 24, WindowDrops = 7 });

        Assert.Equal((lost, LossBasis.Sockets), (measurement.Lost, measurement.LossBasis));
        Assert.Equal(24, measurement.Ledger.Losses);
        Assert.Equal(total == 60 ? "24 drops" : "in all 24 drops", measurement.BiggestLoss);
    }

    [Fact]
    public void AFewStrangersAmongNumberedPacketsChangeNothing()
    {
        SinkMeasurement measurement = Outside(Plays.Found(60, new HeaderFindings { Lost = 2, OutOfOrder = 1, BadMagic = 5 }));

        Assert.Equal((2, LossBasis.Sequence, 1), (measurement.Lost, measurement.LossBasis, measurement.OutOfOrder));
        Assert.Empty(measurement.Notes);
    }

    [Theory]
    [InlineData("HostOrder", 3L, MeasurementNoteCode.HostByteOrder)]
    [InlineData("Repeated", null, MeasurementNoteCode.ForeignNumbers)]
    [InlineData("Implausible", null, MeasurementNoteCode.ForeignNumbers)]
    public void ForeignNumbersAreSaid(string trouble, long? lost, MeasurementNoteCode code)
    {
        SinkMeasurement measurement = Outside(Plays.Found(60, new HeaderFindings { Lost = 3, Duplicates = 2, Numbers = Enum.Parse<NumberTrouble>(trouble) }));

        Assert.Equal((lost, lost is null ? null : 2L), (measurement.Lost, measurement.Duplicates));
        Assert.Equal(code, Assert.Single(measurement.Notes).Code);
    }

    [Fact]
    public void NumbersInStepsTellNoLoss()
    {
        SinkMeasurement foreign = Outside(Plays.Found(60, new HeaderFindings { Lost = 59_941, Step = 1_000 }));
        Assert.Null(foreign.Lost);
        Assert.Contains("in steps of 1,000", Assert.Single(foreign.Notes).Message, StringComparison.Ordinal);

        // Of a flood of UdpLab's, a rule that drops every other packet leaves such numbers.
        SinkMeasurement own = Measure(sent: 100, Plays.Found(60, new HeaderFindings { Lost = 40, Step = 2 }), new SinkPlan { Warmup = 0.5 });
        Assert.Equal((40L, 0), (own.Lost, own.Notes.Count));
    }

    [Fact]
    public void TheWindowsLossAndTheWholeRunsAreToldApart()
    {
        SinkMeasurement measurement = Measure(sent: 100, Plays.Found(60, new HeaderFindings()) with { TotalPackets = 90, SocketDrops = 10 }, new SinkPlan { Warmup = 0.5 });

        Assert.Equal((0.0, "in all 10 drops"), (measurement.LossPercent, measurement.BiggestLoss));
        Assert.Equal("none", Measure(sent: 60, Plays.Found(60, new HeaderFindings())).BiggestLoss);
    }

    /// <summary>Slots that end too early, or lack losses, are no complete picture, and a note says so.</summary>
    [Theory]
    [InlineData(20_000_000, false, "")]
    [InlineData(20_000_001, false, "end after 0 s")]
    [InlineData(20_000_000, true, "more slots and for more causes")]
    public void ATraceThatDoesNotCoverAllSaysSo(long end, bool full, string words)
    {
        AxisFindings axis = new() { EndNanoseconds = end, SlotNanoseconds = 10_000_000, Softirq = [0, 0], LossesFull = full };
        SinkMeasurement measurement = Measure(sent: 60, Plays.Found(60, null) with { Trace = new TraceFindings { Axis = axis } });
        MeasurementNote[] notes = [.. measurement.Notes.Where(n => n.Code == MeasurementNoteCode.AxisFull)];
        Assert.Equal(words.Length > 0, notes.Length == 1);
        Assert.All(notes, n => Assert.Contains(words, n.Message, StringComparison.Ordinal));
        Assert.Equal(MeasurementState.Completed, measurement.State);
    }

    private static readonly DeviceCounters _device = new() { Name = "eth1", Index = 7, Up = true, CarrierChanges = 3 };

    [Theory]
    [InlineData("was removed")]
    [InlineData("was replaced")]
    [InlineData("was set down")]
    [InlineData("lost or regained its link")]
    public void AnInterfaceThatGoesAwayIsSaid(string words)
    {
        DeviceCounters before = _device, after = words switch
        {
            "was removed" => new() { Name = "eth1" },
            "was replaced" => _device with { Index = 8 },
            "was set down" => _device with { Up = false },
            _ => _device with { CarrierChanges = 5 },
        };
        SinkMeasurement sinks = Measure(sent: 60, Plays.Found(60, new HeaderFindings()) with { Before = Plays.Reading(before), After = Plays.Reading(after) });
        Assert.Equal((MeasurementState.Incomplete, MeasurementNoteCode.Interrupted), (sinks.State, Assert.Single(sinks.Notes).Code));
        Assert.Contains(words, sinks.Notes[0].Message, StringComparison.Ordinal);

        SinkMeasurement generators = Measure(60, Plays.Found(60, new HeaderFindings()), null, Plays.End(60) with { Before = Plays.Reading(before), After = Plays.Reading(after) });
        Assert.Equal((MeasurementState.Incomplete, words == "lost or regained its link" ? FloodState.Completed : FloodState.Failed), (generators.State, generators.Flood![0].State));
        Assert.Contains(words, Assert.Single(generators.Flood[0].Notes), StringComparison.Ordinal);

        SinkMeasurement still = Measure(sent: 60, Plays.Found(60, new HeaderFindings()) with { Before = Plays.Reading(_device), After = Plays.Reading(_device) });
        Assert.Equal(MeasurementState.Completed, still.State);
    }

    [Fact]
    public void AReceptionThatBrokeOffIsIncomplete()
    {
        SinkMeasurement measurement = Outside(Plays.Found(60, new HeaderFindings()) with { Problems = ["Receiving failed."], Broken = true });
        Assert.Equal((MeasurementState.Incomplete, MeasurementNoteCode.Interrupted), (measurement.State, Assert.Single(measurement.Notes).Code));
    }

    [Fact]
    public void ItIsRecordedHowItWasMeasured()
    {
        SinkPlan plan = new() { SteerByCpu = true, Sockets = 2, BusyPoll = 50, Connect = true, Warmup = 0.5, Count = 60, ReceiveBuffer = 4096, Cpus = [1], Interface = "eth1", Check = false };
        SinkMeasurement measurement = Measure(sent: 60, Plays.Found(60, null), plan);

        Assert.Equal((true, 50, true, 0.5, 60L, null), (measurement.SteerByCpu, measurement.BusyPoll, measurement.Connect, measurement.Warmup, measurement.Count, measurement.Duration));
        Assert.Equal((4096, 4096, "eth1", false), (measurement.ReceiveBufferAsked, measurement.ReceiveBuffer, measurement.Interface, measurement.Check));
        Assert.Equal([1], measurement.Cpu);

        // The kernel doubles what it grants: 4,096 is half of it.
        Assert.Contains("net.core.rmem_max", Assert.Single(measurement.Notes, n => n.Code == MeasurementNoteCode.ReceiveBufferCapped).Message, StringComparison.Ordinal);
        Assert.Empty(Measure(sent: 60, Plays.Found(60, null), new SinkPlan { ReceiveBuffer = 2048 }).Notes);
    }

    [Fact]
    public void ItIsRecordedHowWasFlooded()
    {
        using FakeAgent agent = new(Plays.FloodPlay(Plays.End(10)));
        using FloodGroup group = FloodGroup.Open([new FakeHost("gen", agent)], new FloodPlan { Destination = System.Net.IPAddress.Loopback, Count = 10, Cpus = [1, 0], Burst = 5, Gso = 2, Inject = true }, null, default);
        UdpFlood flood = group.Start(default)[0];
        Assert.Equal((10L, null, 5, 2, true), (flood.Count, flood.Duration, flood.Burst, flood.Gso, flood.Inject));
        Assert.Equal([1, 0], flood.Cpu);
    }

    [Fact]
    public void WhatGoesAlongCostsOnlyItself()
    {
        Counters lame = new() { Snmp = "Ip: InReceives InAddrErrors\nIp: 5 2\nUdp: InDatagrams NoPorts\n", Softnet = "00000001\n", Unreadable = ["/proc/net/netstat could not be read: gone."] };
        NicFacts nic = new() { Name = "eth1", Identity = "", Settings = new() { ["Mtu"] = "many" }, Counters = new DeviceCounters { Name = "eth1" } };
        SinkMeasurement measurement = Outside(Plays.Found(60, new HeaderFindings()) with
        {
            Before = lame,
            After = lame with { Snmp = "Ip: InReceives InAddrErrors\nIp: 9 3\nUdp: InDatagrams NoPorts\n" },
            Nic = new NicState { Items = [nic], Present = [], HostSettings = [], HostIdentity = "" },
            Problems = ["the latencies could not be read: no."],
        });

        Assert.Equal((60, MeasurementState.Completed), (measurement.Packets, measurement.State));
        Assert.Null(measurement.Nic!.Mtu);
        Assert.Null(measurement.Ledger.KernelReceived);
        Assert.Equal(1, measurement.Ledger.Entries.Single(e => e.Counter == "InAddrErrors").Packets);
        Assert.Equal(4, measurement.Ledger.Entries.Single(e => e.Counter == "InReceives").Packets);
        Assert.All(measurement.Notes, n => Assert.Equal(MeasurementNoteCode.Unreadable, n.Code));
        Assert.All(
            ["latencies", "/proc/net/netstat", "/proc/net/snmp, line 3", "softnet_stat"],
            word => Assert.Contains(measurement.Notes, n => n.Message.Contains(word, StringComparison.Ordinal)));
    }

    [Fact]
    public void TheEnvironmentIsOfTheMeasurement()
    {
        ReadinessFacts facts = new()
        {
            Kernel = "6.1.0",
            OnlineCpus = [0, 1, 2],
            CpuModel = "Fast",
            Frequencies = [new FrequencyPolicy { Name = "policy0", Governor = "schedutil", Driver = "acpi-cpufreq" }],
            Files = new()
            {
                ["/proc/sys/net/core/rmem_max"] = "8000000",
                ["/proc/sys/net/ipv4/udp_mem"] = "1\t2\t3",
                ["/proc/sys/kernel/kptr_restrict"] = "1",
                ["/sys/devices/system/cpu/smt/active"] = "1",
                ["/proc/sys/net/ipv4/conf/all/rp_filter"] = "1",
                ["/proc/sys/net/ipv4/conf/eth1/rp_filter"] = "2",
                ["/proc/sys/net/ipv4/conf/eth2/rp_filter"] = "0",
                ["/sys/devices/system/clocksource/clocksource0/current_clocksource"] = "tsc",
                ["/sys/devices/system/cpu/vulnerabilities/retbleed"] = "Not affected",
            },
        };
        NicFacts nic = new() { Name = "eth1", Identity = "", Settings = [], Counters = new DeviceCounters { Name = "eth1" } };
        SinkResult found = Plays.Found(60, new HeaderFindings()) with { Nic = new NicState { Items = [nic], Present = [], HostSettings = [], HostIdentity = "" } };
        MeasurementEnvironment environment = Outside(found, facts).Environment;

        Assert.Equal([0, 1, 2], environment.OnlineCpus);
        Assert.Equal((3, "Fast", "tsc", "schedutil", true), (environment.Cpus, environment.CpuModel, environment.ClockSource, environment.Governor, environment.Smt));
        Assert.Equal(("8000000", "1 2 3", "Not affected"), (environment.Sysctls["net.core.rmem_max"], environment.Sysctls["net.ipv4.udp_mem"], environment.Mitigations["retbleed"]));
        Assert.Equal(("1", "2", false), (environment.Sysctls["net.ipv4.conf.all.rp_filter"], environment.Sysctls["net.ipv4.conf.eth1.rp_filter"], environment.Sysctls.ContainsKey("net.ipv4.conf.eth2.rp_filter")));
        Assert.False(environment.Sysctls.ContainsKey("kernel.kptr_restrict"));
        Assert.Contains("8000000", environment.Findings.Single(f => f.Check == "ReceiveBuffer").Observed, StringComparison.Ordinal);
        Assert.Contains("schedutil", environment.Findings.Single(f => f.Check == "Governor").Observed, StringComparison.Ordinal);
        Assert.DoesNotContain(environment.Findings, f => f.Check == "Pktgen");

        MeasurementEnvironment unread = Outside(found).Environment;
        Assert.Equal(("6.1.0", "x86_64", "one", 2, null), (unread.Kernel, unread.Architecture, unread.BootId, unread.Cpus, unread.CpuModel));
        Assert.Empty(unread.Findings);
    }

    [Fact]
    public void AGeneratorThatGoesAwayLeavesWhatWasReceived()
    {
        using FakeAgent generator = new([.. Plays.FloodPlay(Plays.End(100))[..5], "exit"]);
        using FakeAgent receiver = new(Plays.SinkPlay(Plays.Found(60, new HeaderFindings { Lost = 3 })));
        Collected collected = new();
        Assert.Throws<LabException>(() => collected.Measure(new FakeHost("sink", receiver), new SinkPlan(), new FakeHost("gen", generator)));

        SinkMeasurement measurement = collected.Only;
        Assert.Equal((MeasurementState.Incomplete, FloodState.Failed), (measurement.State, measurement.Flood![0].State));
        Assert.Equal((null, 3, LossBasis.Sequence), (measurement.Ledger.Sent, measurement.Lost, measurement.LossBasis));
    }

    private static SinkMeasurement Outside(SinkResult result, ReadinessFacts? facts = null)
    {
        using FakeAgent agent = new(Plays.SinkPlay(result, facts, new WindowClosed { Id = 2, Reason = WindowEnd.Duration }));
        Collected collected = new();
        collected.Measure(new FakeHost("sink", agent), new SinkPlan());
        return collected.Only;
    }

    private static SinkMeasurement Measure(long sent, SinkResult result, SinkPlan? plan = null, params Reply[] meanwhile) =>
        Measure(sent, result, plan, Plays.End(sent), meanwhile);

    private static SinkMeasurement Measure(long sent, SinkResult result, SinkPlan? plan, FloodResult end, params Reply[] meanwhile)
    {
        Assert.Equal(sent, end.Sent);
        using FakeAgent generator = new(Plays.FloodPlay(end));
        using FakeAgent receiver = new(Plays.SinkPlay(result, meanwhile));
        Collected collected = new();
        collected.Measure(new FakeHost("sink", receiver), plan ?? new SinkPlan(), new FakeHost("gen", generator));
        return collected.Only;
    }
}
