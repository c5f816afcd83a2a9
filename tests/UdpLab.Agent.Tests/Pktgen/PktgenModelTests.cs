using UdpLab.Agent.Kernel;
using UdpLab.Agent.Pktgen;
using UdpLab.Wire;

namespace UdpLab.Agent.Tests;

/// <summary>What the file should contain after a command, and what is wrong with a combination before it is written.</summary>
public sealed class PktgenModelTests
{
    private const string Fresh = """
        Params: count 1000  min_pkt_size: 60  max_pkt_size: 60
             frags: 0  delay: 0  clone_skb: 0  ifname: eth0@0
             flows: 0 flowlen: 0
             queue_map_min: 0  queue_map_max: 0
             dst_min:   dst_max: 
             src_min:   src_max: 
             src_mac: 52:54:00:00:00:01 dst_mac: 00:00:00:00:00:00
             udp_src_min: 9  udp_src_max: 9  udp_dst_min: 9  udp_dst_max: 9
             src_mac_count: 0  dst_mac_count: 0
             Flags: SHARED  
        Current:
             pkts-sofar: 0  errors: 0
             flows: 0
        Result: Idle
        """;

    private static readonly PktgenDeviceFacts _nic = new("eth0@0", "eth0", "ixgbe", 4, new Version(6, 12));
    private static readonly PktgenDeviceFacts _veth = new("veth0@0", "veth0", "veth", 4, new Version(6, 1));

    [Theory]
    [InlineData("ratep 3", "delay", "333333333")]
    [InlineData("rate 1", "delay", "480000")]
    [InlineData("delay 2147483647", "delay", "18446744073709551615")]
    [InlineData("burst 0", "burst", "1")]
    [InlineData("tos B8", "tos", "0xb8")]
    [InlineData("dst 10.0.0.1", "dst_min", "10.0.0.1")]
    [InlineData("dst6 FD00:0::1", "daddr", "fd00::1")]
    [InlineData("mpls 00000100", "mpls", "00000100")]
    public void ACommandChangesWhatTheKernelWouldChange(string command, string key, string value)
    {
        PktgenModel model = Model(command);
        Assert.Equal(value, model[key]);
    }

    [Fact]
    public void TagsAndLabelsSwitchEachOtherOff()
    {
        Assert.False(Model("vlan_id 5", "mpls 00000001").Has("vlan_id"));
        Assert.False(Model("mpls 00000001", "vlan_id 5").Has("mpls"));
        PktgenModel none = Model("vlan_id 5", "svlan_id 6", "vlan_id 9999");
        Assert.False(none.Has("vlan_id") || none.Has("svlan_id") || none.Has("vlan_p"));
    }

    [Fact]
    public void AFileThatSaysSomethingElseIsADifference()
    {
        PktgenModel model = PktgenModel.Of(PktgenText.Parse(Fresh));
        string[] keys = model.Apply("count", "5");
        Assert.Equal("count is 1000", model.Difference(PktgenText.Parse(Fresh), keys));
        Assert.Null(model.Difference(PktgenText.Parse(Fresh.Replace("1000", "5", StringComparison.Ordinal)), keys));
        keys = model.Apply("flag", "UDPCSUM");
        Assert.Equal("flag UDPCSUM is off", model.Difference(PktgenText.Parse(Fresh), keys));
        keys = model.Apply("burst", "4");
        Assert.Equal("the file has no burst", model.Difference(PktgenText.Parse(Fresh), keys));
    }

    [Theory]
    [InlineData(true, "CloneSkb", "clone_skb 4", "xmit_mode netif_receive")]
    [InlineData(false, "CloneSkb", "clone_skb 4")]
    [InlineData(false, "Burst", "burst 4")]
    [InlineData(true, "Burst", "burst 4", "xmit_mode queue_xmit")]
    [InlineData(true, "Imix", "imix_weights 64,1", "clone_skb 4")]
    [InlineData(true, "ClearFlag", "flag !SHARED", "burst 4")]
    [InlineData(true, "VlanId", "vlan_p 4")]
    [InlineData(true, "SvlanId", "svlan_id 4")]
    [InlineData(true, "MinPacketSize", "min_pkt_size 100")]
    [InlineData(true, "SourcePort", "udp_src_min 100")]
    [InlineData(true, "QueueMap", "queue_map_min 3")]
    public void WhatCannotWorkNamesItsParameter(bool nic, string parameter, params string[] commands)
    {
        AgentException refusal = Assert.Throws<AgentException>(() => PktgenRules.Require(nic ? _nic : _veth, Model(commands), []));
        Assert.Equal((FailureCode.InvalidArgument, parameter), (refusal.Code, refusal.Parameter));
    }

    [Fact]
    public void ASourceOfTheOtherFamilyIsRefused()
    {
        PktgenModel wanted = Model("dst6 fd00::2", "src_min 10.0.0.1");
        AgentException refusal = Assert.Throws<AgentException>(() => PktgenRules.Require(_nic, wanted, [("src_min", "10.0.0.1")]));
        Assert.Equal("Source", refusal.Parameter);
        Assert.Contains("-Source 10.0.0.1 is IPv4, and the device sends IPv6 to fd00::2", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("4.16", "NODE", "NODE_ALLOC")]
    [InlineData("3.10", "!NODE", "!NODE_ALLOC")]
    [InlineData("4.17", "NODE", "NODE")]
    [InlineData("3.10", "UDPCSUM", "UDPCSUM")]
    public void AnOldKernelIsToldItsOwnNameOfAFlag(string kernel, string flag, string spelled) =>
        Assert.Equal(spelled, (_nic with { Kernel = Version.Parse(kernel) }).Spelled("flag", flag));

    [Theory]
    [InlineData(true, "clone_skb 4", "burst 4")]
    [InlineData(false, "burst 4", "xmit_mode netif_receive")]
    [InlineData(true, "vlan_id 5", "svlan_id 6", "vlan_p 1")]
    [InlineData(true, "flag !SHARED")]
    public void WhatWorksIsLetBe(bool nic, params string[] commands) => PktgenRules.Require(nic ? _nic : _veth, Model(commands), []);

    [Theory]
    [InlineData("becomes 14,925,373 pps", "ratep 14880000")]
    [InlineData("becomes 80,000 pps", "ratep 10000", "burst 8")]
    [InlineData("UDPSRC_RND", "clone_skb 5", "flag UDPSRC_RND")]
    [InlineData("the destination address", "burst 5", "dst_min 10.0.0.1", "dst_max 10.0.0.9")]
    [InlineData("the destination address", "burst 5", "dst6 fd00::", "dst6_min fd00::", "dst6_max fd00::ff")]
    [InlineData("the source port", "burst 5", "dst6 fd00::1", "udp_src_max 99")]
    [InlineData("no IPv6 destination", "src6 fd00::1")]
    [InlineData("has 4 transmit queues", "queue_map_max 7")]
    [InlineData("become 62", "vlan_id 5")]
    public void WhatMisleadsIsTold(string says, params string[] commands) =>
        Assert.Contains(says, string.Join('\n', PktgenRules.Warnings(_nic, Model(commands), commands.Select(Split))), StringComparison.Ordinal);

    [Theory]
    [InlineData("ratep 20000")]
    [InlineData("ratep 3")]
    [InlineData("queue_map_max 7", "flag QUEUE_MAP_CPU")]
    [InlineData("clone_skb 5")]
    public void WhatDoesAsItSaysIsNot(params string[] commands) => Assert.Empty(PktgenRules.Warnings(_nic, Model(commands), commands.Select(Split)));

    [Fact]
    public void TheCommandsOfADeviceMakeItAgain()
    {
        string[] commands = ["count 7", "burst 3", "vlan_id 5", "vlan_p 2", "dst_min 10.0.0.1", "dst_max 10.0.0.9", "tos 10", "flag UDPCSUM", "delay 5", "xmit_mode netif_receive", "udp_src_max 99"];
        PktgenModel model = Model(commands);
        PktgenModel again = Model([.. model.Commands()]);
        Assert.Equal(model.Commands(), again.Commands());
        Assert.All(commands, c => Assert.Contains(c, model.Commands()));
    }

    [Theory]
    [InlineData("eth0", true)]
    [InlineData("eth0@1", true)]
    [InlineData("eth0@any", true)]
    [InlineData("", false)]
    [InlineData("@1", false)]
    [InlineData("a@b@c", false)]
    [InlineData("..", false)]
    [InlineData("../pgctrl", false)]
    [InlineData("pgctrl", false)]
    [InlineData("kpktgend_0", false)]
    [InlineData("eth0 x", false)]
    [InlineData("eth0\ncount 0", false)]
    [InlineData("an-interface-16ch", false)]
    [InlineData("eth0@a-word-that-is-much-too-long-", false)]
    public void OnlyADevicesNameIsOne(string name, bool good)
    {
        if (good)
        {
            PktgenDeviceFacts.RequireName(name);
        }
        else
        {
            Assert.Equal("Name", Assert.Throws<AgentException>(() => PktgenDeviceFacts.RequireName(name)).Parameter);
        }
    }

    private static PktgenModel Model(params string[] commands)
    {
        PktgenModel model = PktgenModel.Of(PktgenText.Parse(Fresh));
        foreach ((string name, string value) in commands.Select(Split))
        {
            model.Apply(name, value);
        }

        return model;
    }

    private static (string Name, string Value) Split(string command) => (command.Split(' ', 2)[0], command.Split(' ', 2)[1]);

    [Theory]
    [InlineData("OK: 4503523(c4406436+d97086) usec, 200000 (60byte,0frags)", false, true)]
    [InlineData("ERROR: Device is not up", false, true)]
    [InlineData("Idle", false, false)]
    [InlineData("OK: count=5", false, false)]
    [InlineData("", false, false)]
    [InlineData("Idle", true, true)]
    [InlineData("OK: count=5", true, true)]
    public void ADeviceThatHasNoRunBehindItIsNotTheOneThatRan(string result, bool neverBegan, bool accounted) =>
        Assert.Equal(accounted, PktgenRun.IsAccounted(PktgenText.Parse(Fresh.Replace("Idle", result, StringComparison.Ordinal)), neverBegan));
}
