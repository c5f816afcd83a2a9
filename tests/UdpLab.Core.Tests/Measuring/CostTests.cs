namespace UdpLab.Tests;

/// <summary>Where a packet's time went: samples by layer, and the times they divide.</summary>
public sealed class CostTests
{
    private const string Recv = "sink;receive;entry_SYSCALL_64_after_hwframe_[k];do_syscall_64_[k];__x64_sys_recvmsg_[k];___sys_recvmsg_[k];udp_recvmsg_[k]";
    private const string Softirq = "handle_softirqs_[k];net_rx_action_[k];__napi_poll_[k];ixgbe_poll_[k]";

    /// <summary>100 samples of each layer.</summary>
    private const string Everything = $"""
        {Recv} 60
        {Recv};__skb_recv_udp_[k];_raw_spin_lock_bh_[k] 20
        {Recv};skb_consume_udp_[k];kfree_skb_[k] 10
        {Recv};move_addr_to_user_[k];_copy_to_user_[k];rep_movs_alternative_[k] 10
        {Recv};skb_copy_datagram_iter_[k];__skb_datagram_iter_[k];_copy_to_iter_[k];rep_movs_alternative_[k] 100
        {Recv};__skb_recv_udp_[k];__skb_wait_for_more_packets_[k];schedule_timeout_[k];schedule_[k];__schedule_[k];finish_task_switch.isra.0_[k] 100
        sink;receive 100
        sink;receive;asm_sysvec_apic_timer_interrupt_[k];hrtimer_interrupt_[k] 30
        sink;receive;asm_common_interrupt_[k];{Softirq} 100
        swapper;do_idle_[k];default_idle_[k] 900
        ksoftirqd/0;run_ksoftirqd_[k];{Softirq};napi_gro_receive_[k];dev_gro_receive_[k] 100
        ksoftirqd/0;{Softirq};napi_gro_receive_[k];__netif_receive_skb_core.constprop.0_[k] 50
        ksoftirqd/0;{Softirq};napi_gro_receive_[k];ip_rcv_[k];ip_rcv_core_[k] 100
        ksoftirqd/0;{Softirq};ip_rcv_[k];udp_rcv_[k];__udp_enqueue_schedule_skb_[k];_raw_spin_lock_[k] 100
        ksoftirqd/0;{Softirq};ip_rcv_[k];udp_rcv_[k];__udp_enqueue_schedule_skb_[k];sock_def_readable_[k];__wake_up_sync_key_[k];try_to_wake_up_[k] 50
        flood;sendto;__x64_sys_sendto_[k];ip_output_[k] 500
        """;

    [Theory]
    [InlineData(1.06, 1.06)]
    [InlineData(0.86, 1.06)]
    public void EveryNanosecondHasItsLayer(double cpu, double running)
    {
        // 530 samples of the sink, 100 of them in a softirq on top of it: charged to it, or, with its CPU time 100/530 below the
        // time it had a CPU, not.
        PacketCosts costs = Costs(Measurement(Everything, cpu, running)).Costs!;
        Assert.Equal((430, 500), (costs.ThreadSamples, costs.SoftirqSamples));
        Assert.Equal([200, 200, 200, 200], new[] { costs.SystemCallNs, costs.CopyNs, costs.WakeupNs, costs.UserNs }.Select(ns => Math.Round(ns, 6)));
        Assert.Equal(60, costs.RemainderNs, 6);
        Assert.Equal(500, costs.SoftirqNs, 6);
        Assert.Equal([150, 100, 100, 100, 50], new[] { costs.DriverNs, costs.GroNs, costs.IpNs, costs.UdpNs, costs.WakingNs }.Select(ns => Math.Round(ns!.Value, 6)));
        Assert.Equal(costs.TotalNs, costs.Parts.Where(p => !p.IsOfSoftirq).Sum(p => p.Nanoseconds), 6);
        Assert.Equal(costs.SoftirqNs, costs.Parts.Where(p => p.IsOfSoftirq).Sum(p => p.Nanoseconds), 6);
        Assert.Equal(100, costs.Parts.Where(p => !p.IsOfSoftirq).Sum(p => p.Percent), 6);
        Assert.InRange(costs.RemainderPercent, 4.4, 4.5);
        Assert.Equal("1,360 ns: softirq 500, wake-up 200, system call 200, copy 200, user 200, remainder 60", costs.ToString());
    }

    [Fact]
    public void WithoutSamplesOfSoftirqsTheyAreNotDivided()
    {
        PacketCosts costs = Costs(Measurement($"{Recv} 300", 1, 1)).Costs!;
        Assert.Equal((500.0, null, null), (Math.Round(costs.SoftirqNs, 6), costs.DriverNs, costs.UdpNs));
        Assert.Equal([CostLayer.Softirq, CostLayer.Wakeup, CostLayer.SystemCall, CostLayer.Copy, CostLayer.User, CostLayer.Remainder], costs.Parts.Select(p => p.Layer));
    }

    [Fact]
    public void OnlyTheWindowCounts()
    {
        // Half of the first slot, and half of the last but one.
        SinkMeasurement measurement = Measurement($"{Recv} 300", 1, 1);
        TraceAxis axis = new() { BeginSeconds = -0.005, SlotSeconds = 0.01, SoftirqSeconds = [0.004, .. Enumerable.Repeat(0.001, 99), 0.008, 0.009] };
        measurement = measurement with { Seconds = 1, Trace = new SinkTrace { Axis = axis } };
        Assert.Equal((0.002 + 0.099 + 0.004) * 1e9 / 1e6, Costs(measurement).Costs!.SoftirqNs, 6);
    }

    [Fact]
    public void WhatIsMissingIsNamed()
    {
        SinkMeasurement whole = Measurement($"{Recv} 300", 1, 1);
        Assert.Null(Costs(whole).CostsMissing);
        Assert.Equal("-Trace", Costs(whole with { Trace = null }).CostsMissing);
        Assert.Equal("-Profile", Costs(whole with { Profile = null }).CostsMissing);
        Assert.Equal((null, null), (Costs(whole with { Profile = null, Trace = null }).CostsMissing, Costs(whole with { Profile = null, Trace = null }).Costs));
        Assert.Contains("CPU time", Costs(whole with { UserSeconds = null, SystemSeconds = null }).CostsMissing!, StringComparison.Ordinal);
        Assert.Contains("200 samples", Costs(whole with { Profile = Profiles.Folded($"{Recv} 199") }).CostsMissing!, StringComparison.Ordinal);
        Assert.Contains("softirq", Costs(whole with { Trace = new SinkTrace() }).CostsMissing!, StringComparison.Ordinal);
        Assert.Contains("packets", Costs(whole with { Packets = 0, OpeningPackets = 0 }).CostsMissing!, StringComparison.Ordinal);
    }

    [Fact]
    public void AServersThreadsAreThoseThatWereMeasured()
    {
        SinkMeasurement server = Measurement($"{Recv.Replace("sink;", "dnsmasq;", StringComparison.Ordinal)} 300\n{Recv} 300", 1, 1) with { Process = "dnsmasq" };
        Assert.Equal(300, Costs(server).Costs!.ThreadSamples);
        Assert.Equal(600, Costs(server with { PerThread = [new MeasuredThread { Name = "dnsmasq" }, new MeasuredThread { Name = "sink" }] }).Costs!.ThreadSamples);
    }

    [Fact]
    public void EveryLayerOfTheCatalogueIsOne()
    {
        Assert.All(CostLayers.All.InSoftirq, l => Assert.InRange(l.Layer, CostLayer.Driver, CostLayer.Waking));
        Assert.All(CostLayers.All.InThread, l => Assert.InRange(l.Layer, CostLayer.Wakeup, CostLayer.Remainder));
    }

    private static SinkMeasurement Costs(SinkMeasurement measurement) => CostBuilder.Complete(measurement);

    /// <summary>A million packets in two seconds, half a second of softirq among them.</summary>
    private static SinkMeasurement Measurement(string folded, double cpu, double running) => new()
    {
        Host = new LocalLabHost { Name = "dut" },
        Ledger = new Ledger(),
        Packets = 1_000_001,
        OpeningPackets = 1,
        Seconds = 2,
        UserSeconds = cpu / 4,
        SystemSeconds = cpu * 3 / 4,
        Profile = Profiles.Folded(folded),
        Trace = new SinkTrace { Axis = new TraceAxis { BeginSeconds = 0, SlotSeconds = 0.01, SoftirqSeconds = [.. Enumerable.Repeat(0.0025, 200)], RunningSeconds = [.. Enumerable.Repeat(running / 200, 200)] } },
    };
}
