using System.Collections;
using System.Net;
using CsCheck;

namespace UdpLab.Tests;

/// <summary>Values of pktgen's settings, and the commands they become.</summary>
public sealed class PktgenValueTests
{
    [Theory]
    [InlineData("198.18.0.1", "198.18.0.1", "198.18.0.1", "198.18.0.1")]
    [InlineData("198.18.0.1-198.18.0.9", "198.18.0.1", "198.18.0.9", "198.18.0.1-198.18.0.9")]
    [InlineData("198.18.0.77/24", "198.18.0.0", "198.18.0.255", "198.18.0.0-198.18.0.255")]
    [InlineData("198.18.0.1/32", "198.18.0.1", "198.18.0.1", "198.18.0.1")]
    [InlineData("0.0.0.0/0", "0.0.0.0", "255.255.255.255", "0.0.0.0-255.255.255.255")]
    [InlineData("fd00::1", "fd00::1", "fd00::1", "fd00::1")]
    [InlineData("fd00::/126", "fd00::", "fd00::3", "fd00::-fd00::3")]
    public void AnAddressRange(string text, string first, string last, string written)
    {
        PktgenAddressRange range = new(text);
        Assert.Equal((IPAddress.Parse(first), IPAddress.Parse(last), written), (range.First, range.Last, range.ToString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("1.2.3.999")]
    [InlineData("1.2.3")]
    [InlineData("9000")]
    [InlineData("198.18.0.010")]
    [InlineData("198.18.0.010/24")]
    [InlineData("0x7f000001")]
    [InlineData("notanip")]
    [InlineData("10.0.0.9-10.0.0.1")]
    [InlineData("10.0.0.1-fd00::1")]
    [InlineData("10.0.0.1-10.0.0.2-10.0.0.3")]
    [InlineData("10.0.0.0/33")]
    [InlineData("10.0.0.0/-1")]
    [InlineData("10.0.0.1\ncount 0")]
    [InlineData("fe80::1%2")]
    public void NoAddressRange(string text) => Assert.Throws<FormatException>(() => new PktgenAddressRange(text));

    [Fact]
    public void APrefixIsAllOfItsAddresses() => Gen.Select(Gen.UInt, Gen.Int[0, 32]).Sample((address, bits) =>
    {
        byte[] bytes = BitConverter.GetBytes(address);
        PktgenAddressRange range = new($"{new IPAddress(bytes)}/{bits}");
        uint first = Number(range.First), last = Number(range.Last), mask = bits == 0 ? 0 : uint.MaxValue << (32 - bits);
        return range.IsPrefix && first == (Number(new IPAddress(bytes)) & mask) && last == (first | ~mask);
    });

    [Theory]
    [InlineData("9", 9, 9)]
    [InlineData("9-109", 9, 109)]
    [InlineData("0-65535", 0, 65535)]
    public void ARange(string text, int first, int last) => Assert.Equal((first, last), (new PktgenRange(text).First, new PktgenRange(text).Last));

    [Theory]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("70000")]
    [InlineData("9-8")]
    [InlineData("1-2-3")]
    [InlineData("abc")]
    public void NoRange(string text) => Assert.Throws<FormatException>(() => new PktgenRange(text));

    [Fact]
    public void AMixOfSizes()
    {
        Assert.Equal("64,7 576,4 1500,1", new PktgenImix("64,7  576,4 1500,1").ToString());
        Assert.Equal("64,7 576,4", new PktgenImix(new Hashtable { [576] = 4, [64] = 7 }).ToString());
        foreach (string bad in new[] { "", "64", "64,0", "41,1", "64,1,2", "a,b", string.Join(' ', Enumerable.Repeat("64,1", 21)) })
        {
            Assert.Throws<FormatException>(() => new PktgenImix(bad));
        }
    }

    [Fact]
    public void SettingsBecomeTheKernelsCommands()
    {
        string[] commands = PktgenCommands.Of(new PktgenSettings
        {
            Count = 7,
            PacketSize = 60,
            RatePps = 1000,
            Destination = new("10.0.0.0/30"),
            Source = new("10.0.0.9"),
            DestinationPort = new("9"),
            SourcePort = new("9-19"),
            VlanId = -1,
            Tos = 0xb8,
            MplsLabel = [0x10],
            XmitMode = PktgenXmitMode.queue_xmit,
            Flag = [PktgenFlag.UDPCSUM],
            ClearFlag = [PktgenFlag.NO_TIMESTAMP],
            ClearCounters = true,
        });
        Assert.Equal(
            [
                "pkt_size 60", "count 7", "ratep 1000", "flag !IPV6", "dst_min 10.0.0.0", "dst_max 10.0.0.3", "src_min 10.0.0.9", "src_max 10.0.0.9", "udp_dst_min 9", "udp_dst_max 9",
                "udp_src_min 9", "udp_src_max 19", "vlan_id 9999", "mpls 00000010", "tos b8", "xmit_mode queue_xmit", "flag !NO_TIMESTAMP", "flag UDPCSUM", "clear_counters",
            ],
            commands);
    }

    [Fact]
    public void LabelsAndTagsAreRefusedTogether()
    {
        Assert.Equal("MplsLabel", Assert.Throws<LabException>(() => PktgenCommands.Of(new PktgenSettings { MplsLabel = [16], VlanId = 5 })).Parameter);
        Assert.Equal("MplsLabel", Assert.Throws<LabException>(() => PktgenCommands.Of(new PktgenSettings { MplsLabel = [16], SvlanId = 5 })).Parameter);
    }

    [Fact]
    public void EveryFlagOfTheKernelIsOne()
    {
        // "Available flags" of 6.1 (captures/pktgen-commands-6.1.txt), and SHARED of 6.7.
        const string known = "IPSRC_RND, IPDST_RND, UDPSRC_RND, UDPDST_RND, MACSRC_RND, MACDST_RND, TXSIZE_RND, IPV6, MPLS_RND, VID_RND, SVID_RND, FLOW_SEQ, QUEUE_MAP_RND, QUEUE_MAP_CPU, UDPCSUM, NO_TIMESTAMP, IPSEC, NODE, SHARED";
        Assert.Equal(known.Split(", ").Order(), Enum.GetNames<PktgenFlag>().Order());
    }

    [Theory]
    [InlineData("Count", 10_000_000_000L)]
    [InlineData("Count", -1L)]
    [InlineData("PacketSize", 41)]
    [InlineData("VlanId", 4096)]
    [InlineData("SvlanPriority", 8)]
    [InlineData("Flows", 65537)]
    [InlineData("Burst", 0)]
    public void WhatTheKernelWouldTakeForSomethingElseIsRefused(string setting, object value)
    {
        PktgenSettings settings = new();
        typeof(PktgenSettings).GetProperty(setting)!.SetValue(settings, value);
        LabException refusal = Assert.Throws<LabException>(() => PktgenCommands.Of(settings));
        Assert.Equal(("InvalidArgument", setting), (refusal.Kind, refusal.Parameter));
        Assert.Contains($"-{setting} {value}", refusal.Message, StringComparison.Ordinal);
    }

    private static uint Number(IPAddress address) => System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(address.GetAddressBytes());
}
