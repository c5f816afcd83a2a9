using UdpLab.Agent.Kernel;

namespace UdpLab.Agent.Tests.Kernel;

public sealed class BtfTests
{
    [Fact]
    public void ItKnowsTheRunningKernel()
    {
        Btf btf = OfKernel();
        Assert.Equal(0, btf.Offset("sk_buff", "next"));
        Assert.Equal(0, btf.Offset("iphdr", "version"));
        Assert.Equal((2, 9, 12, 16), (btf.Offset("udphdr", "dest"), btf.Offset("iphdr", "protocol"), btf.Offset("iphdr", "saddr"), btf.Offset("iphdr", "daddr")));
        Assert.Equal(24, btf.Offset("ipv6hdr", "daddr"));
        Assert.InRange(btf.Offset("sock", "__sk_common", "skc_net", "net")!.Value, 8, 200);
        Assert.Null(btf.Offset("sk_buff", "no such member"));
        Assert.Null(btf.Offset("no such structure", "x"));
        Assert.Empty(btf.Names("no such enumeration"));
        Assert.Null(btf.ArgumentsOf("no_such_tracepoint"));
        Assert.InRange(btf.ArgumentsOf("kfree_skb")!.Value, 2, 6);
    }

    /// <summary>As pahole prints them for 6.18.</summary>
    [Fact]
    public void OffsetsAreThoseOfPahole()
    {
        Btf btf = OfKernel();
        Assert.SkipUnless(KernelRelease.Text.StartsWith("6.18", StringComparison.Ordinal), "These are the offsets of Linux 6.18.");
        Assert.Equal(
            (16, 24, 32, 156, 178, 180, 192),
            (btf.Offset("sk_buff", "dev"), btf.Offset("sk_buff", "sk"), btf.Offset("sk_buff", "tstamp"), btf.Offset("sk_buff", "napi_id"), btf.Offset("sk_buff", "transport_header"), btf.Offset("sk_buff", "network_header"), btf.Offset("sk_buff", "head")));
        Assert.Equal((224, 264), (btf.Offset("net_device", "ifindex"), btf.Offset("net_device", "nd_net")));
        Assert.Equal(4, btf.ArgumentsOf("kfree_skb"));
        Dictionary<long, string> reasons = btf.Names("skb_drop_reason");
        Assert.Equal(("SKB_DROP_REASON_NO_SOCKET", "SKB_DROP_REASON_SOCKET_RCVBUFF", "SKB_DROP_REASON_UDP_CSUM"), (reasons[3], reasons[6], reasons[11]));
    }

    [Fact]
    public void WhatIsNoBtfIsRefused()
    {
        Assert.Throws<InvalidDataException>(() => new Btf([]));
        Assert.Throws<InvalidDataException>(() => new Btf(new byte[100]));
        byte[] cut = [0x9f, 0xeb, 1, 0, 24, 0, 0, 0, 0, 0, 0, 0, 100, 0, 0, 0, 100, 0, 0, 0, 100, 0, 0, 0];
        Assert.Throws<InvalidDataException>(() => new Btf(cut));
    }

    private static Btf OfKernel()
    {
        Btf? btf = Btf.OfKernel();
        Assert.SkipWhen(btf is null, $"This kernel has no {Btf.KernelPath}.");
        return btf!;
    }
}
