namespace UdpLab.Tests;

/// <summary>What other profiles show, and what none can show.</summary>
public sealed class DiagnosisTests
{
    private const string Recv = "sink;recvmsg;entry_SYSCALL_64_after_hwframe;do_syscall_64;__sys_recvmsg;___sys_recvmsg;____sys_recvmsg;sock_recvmsg;inet_recvmsg;udp_recvmsg";
    private const string Softirq = "asm_common_interrupt;common_interrupt;irq_exit_rcu;handle_softirqs;net_rx_action;__napi_poll;ixgbe_poll;napi_gro_receive;ip_rcv;ip_local_deliver;udp_rcv;udp_queue_rcv_one_skb;__udp_enqueue_schedule_skb";

    [Fact]
    public void ALockIsTheReadersOrTheProducersByWhoCalled()
    {
        Assert.Equal("ReceiveQueueLock", Profiles.Folded($"{Recv};__skb_recv_udp;_raw_spin_lock_bh;native_queued_spin_lock_slowpath 900\n{Recv};copy_to_iter 40\n{Recv} 60").Causes()[0]);
        Assert.Equal("EnqueueLock", Profiles.Folded($"swapper;cpu_startup_entry;{Softirq};_raw_spin_lock;native_queued_spin_lock_slowpath 900\n{Recv};copy_to_iter 40").Causes()[0]);
        Assert.Equal("SocketLock", Profiles.Folded($"{Recv};skb_free_datagram_locked;lock_sock_fast;_raw_spin_lock_bh 900\n{Recv};copy_to_iter 40").Causes()[0]);
    }

    [Fact]
    public void WhoWasInterruptedIsNotWhoCalled()
    {
        string[] causes = Profiles.Folded($"{Recv};{Softirq};_raw_spin_lock;native_queued_spin_lock_slowpath 900\n{Recv};copy_to_iter 40").Causes();
        Assert.Contains("EnqueueLock", causes);
        Assert.DoesNotContain("ReceiveQueueLock", causes);
        Assert.Contains("SharedCpu", causes);
    }

    [Fact]
    public void AReaderThatGoesToSleepContendsForNothing() =>
        Assert.DoesNotContain("ReceiveQueueLock", Profiles.Folded($"{Recv};__skb_recv_udp;__skb_wait_for_more_packets;prepare_to_wait_exclusive;_raw_spin_lock_irqsave 901\n{Recv};copy_to_iter 300").Causes());

    [Fact]
    public void ASendersOwnSoftirqsAreNoSharedCpu()
    {
        const string loopback = "flood;sendmmsg;__sys_sendmmsg;udp_sendmsg;__dev_queue_xmit;__local_bh_enable_ip;do_softirq;__do_softirq;net_rx_action;process_backlog;ip_rcv";
        Assert.DoesNotContain("SharedCpu", Profiles.Folded($"{loopback} 900\n{Recv};copy_to_iter 300").Causes());
    }

    [Fact]
    public void EveryLostPacketCarriedUpAndDroppedIsTold() =>
        Assert.Equal("ReceiveBufferFull", Profiles.Folded($"ksoftirqd/0;run_ksoftirqd;{Softirq};sk_skb_reason_drop;kfree_skbmem;kmem_cache_free 800\nksoftirqd/0;{Softirq} 300\n{Recv} 50").Causes()[0]);

    [Fact]
    public void SharesAreOfAllSamplesAndInOrder()
    {
        IReadOnlyList<UdpBottleneck> found = BottleneckFinder.Find(Profiles.Folded($"{Recv};skb_consume_udp;page_frag_free 200\n{Recv};__skb_datagram_iter;_copy_to_iter 300\n{Recv} 500"));
        Assert.Equal(["CopyToUser", "PageFree"], found.Select(b => b.Cause));
        Assert.Equal([30.0, 20.0], found.Select(b => b.Share));
        Assert.Contains("_copy_to_iter < __skb_datagram_iter", found[0].Evidence[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nft_do_chain", "Netfilter")]
    [InlineData("fib_table_lookup", "RouteLookup")]
    [InlineData("udp4_lib_lookup2.isra.0", "SocketLookup")]
    [InlineData("entry_SYSCALL_64_after_hwframe", "SystemCall")]
    [InlineData("avc_has_perm_noaudit", "SecurityModule")]
    [InlineData("__slab_free.isra.0", "SlabFree")]
    [InlineData("mem_cgroup_charge_skmem", "MemoryCgroup")]
    public void ACauseIsToldFromItsFunctions(string function, string cause)
    {
        Assert.Equal(cause, Profiles.Folded($"{Recv};{function} 400\n{Recv} 600").Causes()[0]);
        Assert.Equal(cause, Profiles.Report($"# Overhead  Symbol\n    40.00%  [k] {function}\n    25.00%  [k] udp_recvmsg\n").Causes()[0]);
    }

    [Theory]
    [InlineData(199, "TooFewSamples")]
    [InlineData(200, "CopyToUser")]
    public void Under200SamplesThereIsNoVerdict(int samples, string cause) => Assert.Equal(cause, Assert.Single(Profiles.Folded($"{Recv};_copy_to_iter {samples}").Causes()));

    [Fact]
    public void NorWithoutAny() => Assert.Equal("TooFewSamples", Assert.Single(new PerfProfile(new PerfProfileBuilder("cpu-clock", new FrameTable())).Causes()));

    [Fact]
    public void WhatIsUnknownIsSaidToBe()
    {
        Assert.Equal("NoKnownCause", Assert.Single(Profiles.Folded($"{Recv};something_new 900\n{Recv};copy_to_iter 20").Causes()));
        UdpBottleneck other = Assert.Single(BottleneckFinder.Find(Profiles.Folded("postgres;main;native_queued_spin_lock_slowpath 900\npostgres;main;__slab_free 900")));
        Assert.Equal("NoKnownCause", other.Cause);
        Assert.Contains("None of its functions belong to UDP", other.Explanation, StringComparison.Ordinal);
        Assert.NotEmpty(other.Evidence);
    }

    [Fact]
    public void AnIdleSinkIsSaidFirst()
    {
        Assert.Equal("SinkIdle", Profiles.Report("# Overhead  Symbol\n 45.00%  [k] intel_idle\n 20.00%  [k] copy_user_enhanced_fast_string\n 10.00%  [k] udp_recvmsg\n").Causes()[0]);
        Assert.Equal("SinkIdle", Profiles.Folded($"{Recv};__skb_recv_udp;__skb_wait_for_more_packets;schedule_timeout;schedule;__schedule;finish_task_switch.isra.0 701\n{Recv};copy_to_iter 300").Causes()[0]);
        Assert.Equal(["SinkIdle"], Profiles.Folded("swapper;cpu_startup_entry;do_idle;default_idle_call;pv_native_safe_halt 5000\nswapper;do_idle 1").Causes());
    }

    [Fact]
    public void IdleCpusOfALargeHostSayNothingOfTheSink() =>
        Assert.Equal("CopyToUser", Profiles.Folded($"swapper;do_idle;intel_idle 90001\n{Recv};copy_to_iter 1000\n{Recv} 1000").Causes()[0]);

    [Theory]
    [InlineData("cmpxchg_double_slab.isra.51", "cmpxchg_double_slab")]
    [InlineData("udp_queue_rcv_one_skb.part.0.constprop.3", "udp_queue_rcv_one_skb")]
    [InlineData("foo.cold", "foo")]
    [InlineData("foo.llvm.1234567890123", "foo")]
    [InlineData("udp_recvmsg+0x1f", "udp_recvmsg")]
    [InlineData("recvmsg@plt", "recvmsg")]
    [InlineData("recvmsg@@GLIBC_2.2.5", "recvmsg")]
    [InlineData("plain", "plain")]
    [InlineData(".isra.0", ".isra.0")]
    [InlineData("[unknown]", "[unknown]")]
    public void NamesAreComparedWithoutWhatCompilersAdd(string name, string plain) => Assert.Equal(plain, FunctionName.Plain(name));

    /// <summary>Read in every way that it can be cut, it would take years.</summary>
    [Fact]
    public void ANameOfManySuffixesIsReadOnce()
    {
        string name = "f" + string.Concat(Enumerable.Repeat(".isra.1", 200)) + "!";
        Assert.Equal(name, FunctionName.Plain(name));
    }

    [Theory]
    [InlineData("4.13.0", "4.13", true)]
    [InlineData("4.9.7-rt", "4.13", false)]
    [InlineData("6.18.44-fc-v657", "4.13", true)]
    [InlineData("6.2.0", "6.18", false)]
    [InlineData("3.10.0-514.el7.x86_64", "4.10", false)]
    [InlineData("3.10.0-693.21.1.el7.x86_64", "4.10", true)]
    [InlineData("4.11.0-44.el7a.x86_64", "4.10", true)]
    [InlineData("strange", "4.10", null)]
    [InlineData(null, "4.10", null)]
    public void AReleaseHasACureOrNot(string? running, string release, bool? has) => Assert.Equal(has, KernelRelease.Has(running, release, 693));
}
