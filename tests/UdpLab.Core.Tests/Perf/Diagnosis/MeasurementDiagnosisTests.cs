namespace UdpLab.Tests;

/// <summary>A measurement's counters, its own CPU time and its host are evidence too.</summary>
public sealed class MeasurementDiagnosisTests
{
    private const string Copying = "sink;udp_recvmsg;copy_to_iter 600\nsink;udp_recvmsg 600";

    [Fact]
    public void A_sink_that_waits_and_loses_nothing_is_idle()
    {
        UdpBottleneck[] found = Find(cpuSeconds: 0.4, lost: 0, Copying);
        Assert.Equal(["SinkIdle", "CopyToUser"], found.Select(b => b.Cause));
        Assert.Equal(80, found[0].Share, 0.1);
        Assert.Contains("20% of a CPU", found[0].Evidence[0], StringComparison.Ordinal);
    }

    [Fact]
    public void One_that_loses_meanwhile_was_kept_from_running() => Assert.Equal(["SinkStarved", "CopyToUser", "ReceiveBufferFull"], Find(cpuSeconds: 0.4, lost: 500, Copying).Select(b => b.Cause));

    [Fact]
    public void A_busy_one_is_neither_whatever_the_samples_of_waking_say() =>
        Assert.Equal(["CopyToUser", "ReceiveBufferFull"], Find(cpuSeconds: 1.9, lost: 500, Copying + "\nsink;udp_recvmsg;__skb_wait_for_more_packets;schedule_timeout;schedule 700").Select(b => b.Cause));

    [Fact]
    public void Of_several_threads_the_busiest_counts()
    {
        SinkMeasurement measurement = Measurement(2.0, 0, null) with { PerSocket = [new SinkSocketResult { Packets = 950 }, new SinkSocketResult { Packets = 25 }, new SinkSocketResult { Packets = 25 }] };
        Assert.DoesNotContain(BottleneckFinder.Find(measurement), b => b.Cause == "SinkIdle");
    }

    [Fact]
    public void Without_a_profile_counters_still_tell()
    {
        UdpBottleneck found = Assert.Single(Find(cpuSeconds: 1.9, lost: 500, null));
        Assert.Equal("ReceiveBufferFull", found.Cause);
        Assert.Equal(50, found.Share, 0.1);
        Assert.Contains(found.Evidence, e => e.Contains("RcvbufErrors: 500 of 1,000", StringComparison.Ordinal));
        Assert.Contains("net.core.rmem_default=212992", found.Evidence);
        Assert.Equal("NoKnownCause", Assert.Single(Find(cpuSeconds: 1.9, lost: 0, null)).Cause);
    }

    [Fact]
    public void Losses_stand_behind_what_the_samples_show()
    {
        string text = "ksoftirqd/0;net_rx_action;udp_queue_rcv_one_skb;__udp_enqueue_schedule_skb;sk_skb_reason_drop 600\nsink;udp_recvmsg 600";
        UdpBottleneck found = Assert.Single(Find(cpuSeconds: 1.9, lost: 500, text));
        Assert.Equal("ReceiveBufferFull", found.Cause);
        Assert.Contains(found.Evidence, e => e.Contains("RcvbufErrors", StringComparison.Ordinal));
        Assert.Contains(found.Evidence, e => e.Contains("sk_skb_reason_drop", StringComparison.Ordinal));
    }

    [Fact]
    public void That_samples_say_nothing_comes_last() =>
        Assert.Equal(["ReceiveBufferFull", "NoKnownCause"], Find(cpuSeconds: 1.9, lost: 500, "sink;udp_recvmsg;something_new 600\nsink;udp_recvmsg 600").Select(b => b.Cause));

    [Fact]
    public void The_hosts_facts_are_shown_where_they_matter()
    {
        UdpBottleneck found = Find(cpuSeconds: 1.9, lost: 0, "sink;udp_recvmsg 600\nsink;do_syscall_64;syscall_exit_to_user_mode 600")[0];
        Assert.Equal("SystemCall", found.Cause);
        Assert.Contains("Mitigation.retbleed=Mitigation: untrained return thunk", found.Evidence);
        Assert.DoesNotContain(found.Evidence, e => e.Contains("meltdown", StringComparison.Ordinal));
    }

    private static UdpBottleneck[] Find(double cpuSeconds, long lost, string? folded) => [.. BottleneckFinder.Find(Measurement(cpuSeconds, lost, folded))];

    private static SinkMeasurement Measurement(double cpuSeconds, long lost, string? folded) => new()
    {
        Host = LabHosts.Local,
        Packets = 1000 - lost,
        Seconds = 2,
        SystemSeconds = cpuSeconds,
        Wakeups = 100,
        PerSocket = [new SinkSocketResult { Packets = 1000 - lost }],
        Environment = new Dictionary<string, string>
        {
            ["Kernel"] = "6.1.0",
            ["net.core.rmem_default"] = "212992",
            ["Mitigation.retbleed"] = "Mitigation: untrained return thunk",
            ["Mitigation.meltdown"] = "Not affected",
        },
        Ledger = new Ledger { Sent = 1000, Received = 1000 - lost, Entries = [new LedgerEntry { Layer = LedgerLayer.Udp, Counter = "RcvbufErrors", Packets = lost, IsLoss = true, Source = "/proc/net/snmp" }] },
        Profile = folded is null ? null : Profiles.Folded(folded),
    };
}
