namespace UdpLab.Tests;

/// <summary>A measurement's counters, its own CPU time and its host are evidence too.</summary>
public sealed class MeasurementDiagnosisTests
{
    private const string Copying = "sink;udp_recvmsg;copy_to_iter 600\nsink;udp_recvmsg 600";

    [Fact]
    public void ASinkThatWaitsAndLosesNothingIsIdle()
    {
        UdpBottleneck[] found = Find(cpuSeconds: 0.4, lost: 0, Copying);
        Assert.Equal(["SinkIdle", "CopyToUser"], found.Select(b => b.Cause));
        Assert.Equal(80, found[0].Share, 0.1);
        Assert.Contains("20% of a CPU", found[0].Evidence[0], StringComparison.Ordinal);
    }

    [Fact]
    public void OneThatLosesAndWaitsForACpuIsKeptFromRunning()
    {
        UdpBottleneck[] found = [.. BottleneckFinder.Find(Measurement(cpuSeconds: 0.4, lost: 500, Copying) with { WaitSeconds = 1.2 })];
        Assert.Equal(["ReceiveBufferFull", "SinkStarved", "CopyToUser"], found.Select(b => b.Cause));
        Assert.Contains(found[1].Evidence, e => e.Contains("waited for a CPU for 1.20 s", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(0.001)]
    public void OneThatLosesAndNeverWaitsHasBursts(double? waited)
    {
        // The second one woke 100,000 times at 15 microseconds each, which does not count as waiting either.
        UdpBottleneck[] found = [.. BottleneckFinder.Find(Measurement(cpuSeconds: 0.4, lost: 500, Copying) with { WaitSeconds = waited })];
        Assert.Equal(["ReceiveBufferFull", "CopyToUser"], found.Select(b => b.Cause));
        Assert.Contains("bursts", found[0].Explanation, StringComparison.Ordinal);
        UdpBottleneck[] waking = [.. BottleneckFinder.Find(Measurement(cpuSeconds: 0.4, lost: 500, Copying) with { WaitSeconds = 1.5, Wakeups = 100_000 })];
        Assert.DoesNotContain(waking, b => b.Cause == "SinkStarved");
    }

    [Theory]
    [InlineData(1.5, true)]
    [InlineData(0.2, true)]
    [InlineData(0.01, false)]
    public void WithoutCompanyASinkIsSlowToWakeAndNotStarved(double company, bool starved)
    {
        UdpBottleneck[] found = [.. BottleneckFinder.Find(Measurement(cpuSeconds: 0.4, lost: 500, Copying) with { WaitSeconds = 1.2, CompanySeconds = company })];
        Assert.Equal(starved, found.Any(b => b.Cause == "SinkStarved"));
    }

    [Theory]
    [InlineData("swapper", 1, false)]
    [InlineData("stress", 0, false)]
    [InlineData("stress", 1, true)]
    public void OnlyWhatRunsOnTheSinksCpuIsCompany(string other, int cpu, bool company)
    {
        // The sink is pinned to CPU 1, and the kernel does not report how long it waited.
        string text = string.Concat(Enumerable.Range(0, 300).Select(i => Sample("sink", 1, i, "udp_recvmsg") + Sample(other, cpu, i, "do_work")));
        SinkMeasurement measurement = Measurement(cpuSeconds: 0.4, lost: 500, null) with { PerSocket = [new SinkSocketResult { Cpu = 1, Packets = 500 }], Profile = Profiles.Script(text) };
        UdpBottleneck? starved = BottleneckFinder.Find(measurement).FirstOrDefault(b => b.Cause == "SinkStarved");

        Assert.Equal(company, starved is not null);
        Assert.Equal(company, starved?.Evidence.Contains("50.0% of the samples of the sink's CPU are from stress") ?? false);
        static string Sample(string command, int cpu, int i, string function) =>
            string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{command} 1 [{cpu:D3}] {i}.000001: 1 cpu-clock: \n\t          401000 {function} ([kernel.kallsyms])\n\n");
    }

    [Fact]
    public void TheBiggestNamedLossComesFirstWithItsRemedy()
    {
        Ledger ledger = new()
        {
            Sent = 1000,
            Received = 400,
            Entries =
            [
                Loss(LedgerLayer.Ip, "IPReversePathFilter", 560),
                Loss(LedgerLayer.Udp, "RcvbufErrors", 40),
            ],
        };
        UdpBottleneck[] found = [.. BottleneckFinder.Find(Measurement(cpuSeconds: 0.4, lost: 0, null) with { Packets = 400, Ledger = ledger })];

        Assert.Equal(["ReversePathFilter", "ReceiveBufferFull"], found.Select(b => b.Cause));
        Assert.Equal([56.0, 4.0], found.Select(b => Math.Round(b.Share, 6)));
        Assert.Contains("rp_filter to 2", found[0].Advice, StringComparison.Ordinal);
        Assert.DoesNotContain(found, b => b.Advice.Contains("Send more", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(1000, 1000, "after IP")]
    [InlineData(1000, 50, "between the sink's interface and IP")]
    [InlineData(50, 50, "before the sink's interface")]
    public void WhatNoCounterHasIsPlacedAndTheFindingsAreItsCandidates(long arrived, long taken, string where)
    {
        Ledger ledger = new()
        {
            Sent = 1000,
            Received = 50,
            Entries =
            [
                new() { Layer = LedgerLayer.Nic, Counter = "rx_packets", Packets = arrived },
                new() { Layer = LedgerLayer.Ip, Counter = "InReceives", Packets = taken },
            ],
        };
        SinkMeasurement measurement = Measurement(cpuSeconds: 0.1, lost: 0, Copying) with { Packets = 50, Ledger = ledger };
        UdpBottleneck found = BottleneckFinder.Find(measurement with { Environment = new() { Findings = [Finding("Netfilter", FindingStatus.Warning, "ip fw in (input, 1 rules)"), Finding("Conntrack", FindingStatus.Pass, "no")] } })[0];

        Assert.Equal(("UnexplainedLoss", 95.0), (found.Cause, found.Share));
        Assert.Contains(where, found.Title, StringComparison.Ordinal);
        Assert.Contains("Warning: Netfilter: ip fw in (input, 1 rules)", found.Evidence);
        Assert.DoesNotContain(found.Evidence, e => e.Contains("Conntrack", StringComparison.Ordinal));
        Assert.DoesNotContain(BottleneckFinder.Find(measurement), b => b.Cause == "SinkIdle");
        Assert.Equal(where == "after IP", BottleneckFinder.Find(measurement)[0].Advice.Contains("log_martians", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(50, 95.0)]
    [InlineData(1000, 0.0)]
    public void AMeasurementThatWasInterruptedIsNeitherIdleNorFiltered(long received, double share)
    {
        const string note = "Interface sink0 was removed during the measurement";
        SinkMeasurement measurement = Measurement(cpuSeconds: 0.1, lost: 0, null) with
        {
            Packets = received,
            Ledger = new() { Sent = 1000, Received = received },
            Notes = [new MeasurementNote(MeasurementNoteCode.Interrupted, note)],
            Environment = new() { Findings = [Finding("Netfilter", FindingStatus.Warning, "rules")] },
        };
        UdpBottleneck found = Assert.Single(BottleneckFinder.Find(measurement));

        Assert.Equal(("Interrupted", share), (found.Cause, found.Share));
        Assert.Equal(note, found.Evidence[0]);
    }

    [Fact]
    public void AReaderOfManyPacketsPerCallIsNotAdvisedToBeOne()
    {
        const string text = "sink;udp_recvmsg 600\nsink;do_syscall_64;syscall_exit_to_user_mode 600";
        SinkMeasurement single = Measurement(1.9, 500, text), many = single with { Method = ReceiveMethod.Recvmmsg, Batch = 64 };
        Assert.Contains(BottleneckFinder.Find(single), b => b.Title.Contains("one packet per call", StringComparison.Ordinal));
        foreach (UdpBottleneck bottleneck in (UdpBottleneck[])[.. BottleneckFinder.Find(many), .. BottleneckFinder.Find(Profiles.Folded(text.Replace("do_syscall_64", "do_syscall_64;__sys_recvmmsg", StringComparison.Ordinal)))])
        {
            Assert.DoesNotContain("one packet per call", bottleneck.Title, StringComparison.Ordinal);
            Assert.DoesNotContain("-Method Recvmmsg", bottleneck.Advice, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void ABusyOneIsNeitherWhateverTheSamplesOfWakingSay() =>
        Assert.Equal(["ReceiveBufferFull", "CopyToUser"], Find(cpuSeconds: 1.9, lost: 500, Copying + "\nsink;udp_recvmsg;__skb_wait_for_more_packets;schedule_timeout;schedule 700").Select(b => b.Cause));

    [Fact]
    public void OfSeveralThreadsTheBusiestCounts()
    {
        SinkMeasurement measurement = Measurement(2.0, 0, null) with { PerSocket = [new SinkSocketResult { Packets = 950 }, new SinkSocketResult { Packets = 25 }, new SinkSocketResult { Packets = 25 }] };
        Assert.DoesNotContain(BottleneckFinder.Find(measurement), b => b.Cause == "SinkIdle");
    }

    [Fact]
    public void WithoutAProfileCountersStillTell()
    {
        UdpBottleneck found = Assert.Single(Find(cpuSeconds: 1.9, lost: 500, null));
        Assert.Equal("ReceiveBufferFull", found.Cause);
        Assert.Equal(50, found.Share, 0.1);
        Assert.Contains(found.Evidence, e => e.Contains("RcvbufErrors: 500 of 1,000", StringComparison.Ordinal));
        Assert.Contains("net.core.rmem_default=212992", found.Evidence);
        Assert.Equal("NoKnownCause", Assert.Single(Find(cpuSeconds: 1.9, lost: 0, null)).Cause);
    }

    [Fact]
    public void LossesStandBehindWhatTheSamplesShow()
    {
        string text = "ksoftirqd/0;net_rx_action;udp_queue_rcv_one_skb;__udp_enqueue_schedule_skb;sk_skb_reason_drop 600\nsink;udp_recvmsg 600";
        UdpBottleneck found = Assert.Single(Find(cpuSeconds: 1.9, lost: 500, text));
        Assert.Equal("ReceiveBufferFull", found.Cause);
        Assert.Contains(found.Evidence, e => e.Contains("RcvbufErrors", StringComparison.Ordinal));
        Assert.Contains(found.Evidence, e => e.Contains("sk_skb_reason_drop", StringComparison.Ordinal));
    }

    [Fact]
    public void ThatSamplesSayNothingDoesNotFollowAKnownCause() =>
        Assert.Equal(["ReceiveBufferFull"], Find(cpuSeconds: 1.9, lost: 500, "sink;udp_recvmsg;something_new 600\nsink;udp_recvmsg 600").Select(b => b.Cause));

    [Fact]
    public void TheHostsFactsAreShownWhereTheyMatter()
    {
        UdpBottleneck found = Find(cpuSeconds: 1.9, lost: 0, "sink;udp_recvmsg 600\nsink;do_syscall_64;syscall_exit_to_user_mode 600")[0];
        Assert.Equal("SystemCall", found.Cause);
        Assert.Contains("Mitigation.retbleed=Mitigation: untrained return thunk", found.Evidence);
        Assert.DoesNotContain(found.Evidence, e => e.Contains("meltdown", StringComparison.Ordinal));
    }

    private static LabFinding Finding(string check, FindingStatus status, string observed) =>
        new() { Host = LabHosts.Local, Check = check, Status = status, Observed = observed, Expected = "", Reason = "", Source = "" };

    private static LedgerEntry Loss(LedgerLayer layer, string counter, long packets) => new() { Layer = layer, Counter = counter, Packets = packets, IsLoss = true, Source = "/proc" };

    private static UdpBottleneck[] Find(double cpuSeconds, long lost, string? folded) => [.. BottleneckFinder.Find(Measurement(cpuSeconds, lost, folded))];

    internal static SinkMeasurement Measurement(double cpuSeconds, long lost, string? folded) => new()
    {
        Host = LabHosts.Local,
        Packets = 1000 - lost,
        Seconds = 2,
        SystemSeconds = cpuSeconds,
        Wakeups = 100,
        PerSocket = [new SinkSocketResult { Packets = 1000 - lost }],
        Environment = new()
        {
            Kernel = "6.1.0",
            Sysctls = new Dictionary<string, string> { ["net.core.rmem_default"] = "212992" },
            Mitigations = new Dictionary<string, string> { ["retbleed"] = "Mitigation: untrained return thunk", ["meltdown"] = "Not affected" },
        },
        Ledger = new Ledger { Sent = 1000, Received = 1000 - lost, Entries = [new LedgerEntry { Layer = LedgerLayer.Udp, Counter = "RcvbufErrors", Packets = lost, IsLoss = true, Source = "/proc/net/snmp" }] },
        Profile = folded is null ? null : Profiles.Folded(folded),
    };
}
