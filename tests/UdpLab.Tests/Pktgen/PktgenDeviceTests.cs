using System.Management.Automation;

namespace UdpLab.Tests.Pktgen;

/// <summary>Devices of the real module: every command is written and read back, every refusal is the kernel's or comes before it.</summary>
public sealed partial class PktgenTests
{
    /// <summary>A setting, the text expected in the file, and the property expected in the object.</summary>
    private static readonly (string Settings, string File, string Property, string Value)[] _settings =
    [
        ("-Count 12345", "count 12345 ", "Count", "12345"),
        ("-Count 0", "count 0 ", "Count", "0"),
        ("-DelayNs 1500", "delay: 1500 ", "DelayNs", "1500"),
        ("-RatePps 20000", "delay: 50000 ", "RatePps", "20000"),
        ("-PacketSize 100 -RateMbps 8", "delay: 100000 ", "RateMbps", "8"),
        ("-PacketSize 1514", "min_pkt_size: 1514  max_pkt_size: 1514", "PacketSize", "1514"),
        ("-MinPacketSize 60 -MaxPacketSize 1000 -Flag TXSIZE_RND", "min_pkt_size: 60  max_pkt_size: 1000", "MaxPacketSize", "1000"),
        ("-Imix '64,7 576,4 1500,1'", "imix_weights: 64,7 576,4 1500,1", "Imix", "64,7 576,4 1500,1"),
        ("-Imix '64,7', '576,4'", "imix_weights: 64,7 576,4", "Imix", "64,7 576,4"),
        ("-Imix @{ 64 = 7; 576 = 4 }", "imix_weights: 64,7 576,4", "Imix", "64,7 576,4"),
        ("-CloneSkb 64", "clone_skb: 64 ", "CloneSkb", "64"),
        ("-Burst 8", "burst: 8", "Burst", "8"),
        ("-Frags 3", "frags: 3 ", "Frags", "3"),
        ("-NumaNode 0", "node: 0", "NumaNode", "0"),
        ("-XmitMode netif_receive -Burst 4", "xmit_mode: netif_receive", "XmitMode", "netif_receive"),
        ("-XmitMode queue_xmit", "xmit_mode: xmit_queue", "XmitMode", "queue_xmit"),
        ("-Flows 64 -FlowLength 8", "flows: 64 flowlen: 8", "FlowLength", "8"),
        ("-Flows 64 -Flag FLOW_SEQ", "FLOW_SEQ", "Flows", "64"),
        ("-Destination 10.77.0.2", "dst_min: 10.77.0.2  dst_max: 10.77.0.2", "Destination", "10.77.0.2"),
        ("-Destination 198.18.0.0/24", "dst_min: 198.18.0.0  dst_max: 198.18.0.255", "Destination", "198.18.0.0-198.18.0.255"),
        ("-Source 198.18.0.1-198.18.0.9", "src_min: 198.18.0.1  src_max: 198.18.0.9", "Source", "198.18.0.1-198.18.0.9"),
        ("-Destination fd00::2 -Source fd00::1", "daddr: fd00::2  min_daddr: ::  max_daddr: ::", "Source", "fd00::1"),
        ("-Destination fd00:1::/64", "min_daddr: fd00:1::  max_daddr: fd00:1::ffff:ffff:ffff:ffff", "Destination", "fd00:1::-fd00:1::ffff:ffff:ffff:ffff"),
        ("-DestinationMac 52:54:00:01:00:02", "dst_mac: 52:54:00:01:00:02", "DestinationMac", "525400010002"),
        ("-SourceMac 02-00-00-00-00-07 -SourceMacCount 5", "src_mac: 02:00:00:00:00:07", "SourceMacCount", "5"),
        ("-DestinationMacCount 6", "dst_mac_count: 6", "DestinationMacCount", "6"),
        ("-DestinationPort 9", "udp_dst_min: 9  udp_dst_max: 9", "DestinationPort", "9"),
        ("-SourcePort 9-109 -Flag UDPSRC_RND", "udp_src_min: 9  udp_src_max: 109", "SourcePort", "9-109"),
        ("-QueueMap 0", "queue_map_min: 0  queue_map_max: 0", "QueueMap", "0"),
        ("-VlanId 7 -VlanPriority 3 -VlanCfi 1", "vlan_id: 7  vlan_p: 3  vlan_cfi: 1", "VlanPriority", "3"),
        ("-VlanId 7 -SvlanId 8 -SvlanPriority 2 -SvlanCfi 1", "svlan_id: 8  vlan_p: 2  vlan_cfi: 1", "SvlanPriority", "2"),
        ("-MplsLabel 0x1234, 0x5678", "mpls: 00001234, 00005678", "MplsLabel", "4660 22136"),
        ("-Tos 0x10", "tos: 0x10", "Tos", "16"),
        ("-TrafficClass 255", "traffic_class: 0xff", "TrafficClass", "255"),
        ("-SkbPriority 7", "skb_priority: 7", "SkbPriority", "7"),
        ("-Spi 77 -Flag IPSEC", "spi:77", "Spi", "77"),
        ("-Flag UDPCSUM, NO_TIMESTAMP, QUEUE_MAP_CPU", "UDPCSUM  NO_TIMESTAMP  QUEUE_MAP_CPU", "Flag", "UDPCSUM NO_TIMESTAMP QUEUE_MAP_CPU"),
        ("-Flag IPSRC_RND, IPDST_RND, UDPDST_RND, MACSRC_RND, MACDST_RND, MPLS_RND, QUEUE_MAP_RND, VID_RND, SVID_RND", "VID_RND  SVID_RND", "Burst", ""),
        ("-DebugLevel 0 -ClearCounters", "pkts-sofar: 0 ", "Sent", "0"),
    ];

    /// <summary>All at once, each in a device of its own, since each request to an emulated guest takes its time.</summary>
    [Fact]
    public void EverySettingIsWrittenAndReadBack()
    {
        try
        {
            PSObject[] added = [.. _settings.Select((s, i) => lab.Session.One($"Add-PktgenDevice test0@{i} -Thread 0 -LabHost gen {s.Settings} -PassThru"))];
            string[] files = [.. _settings.Select((s, i) => lab.Text($"test0@{i}"))];
            Dictionary<string, PSObject> read = lab.Session.Give("Get-PktgenDevice -LabHost gen").ToDictionary(d => d.Text("Name"));
            Assert.All(_settings, (s, i) =>
            {
                Assert.Contains(s.File, files[i], StringComparison.Ordinal);
                Assert.Equal(s.Value, Words(added[i].Get(s.Property)));
                Assert.Equal(s.Value, Words(read[$"test0@{i}"].Get(s.Property)));
            });
        }
        finally
        {
            lab.Session.Give("Reset-Pktgen -LabHost gen");
        }

        Assert.Empty(lab.Devices());
    }

    [Fact]
    public void WhatWasSetCanBeSetBack()
    {
        lab.Session.Give("Add-PktgenDevice test0@0 -LabHost gen -VlanId 7 -SvlanId 8 -Destination fd00::/64 -XmitMode netif_receive -Burst 16 -Flag UDPCSUM -Flows 4");
        string fresh = lab.Session.One("""
            Set-PktgenDevice test0@0 -LabHost gen -VlanId -1 -Destination 10.77.0.2 -XmitMode start_xmit -Burst 1 -ClearFlag UDPCSUM -Flows 0
            (Get-PktgenDevice test0@0 -LabHost gen | ForEach-Object { $_.VlanId, $_.SvlanId, $_.Destination, $_.XmitMode, $_.Burst, (($_.Flag -ne 'SHARED') -join '+'), $_.Flows }) -join '|'
            """).ToString()!;
        Assert.Equal("||10.77.0.2||||0", fresh);
        lab.Session.Give("Reset-Pktgen -LabHost gen");
    }

    [Theory]
    [InlineData("test0@0", "-CloneSkb 5 -XmitMode netif_receive", "InvalidArgument.CloneSkb", "netif_receive")]
    [InlineData("veth0", "-CloneSkb 5", "InvalidArgument.CloneSkb", "veth0 (veth)")]
    [InlineData("lo", "-CloneSkb 5", "InvalidArgument.CloneSkb", "loopback")]
    [InlineData("veth0", "-Burst 5", "InvalidArgument.Burst", "netif_receive")]
    [InlineData("test0@0", "-Burst 5 -XmitMode queue_xmit", "InvalidArgument.Burst", "queue_xmit")]
    [InlineData("test0@0", "-Imix '64,1 128,2' -CloneSkb 4", "InvalidArgument.Imix", "-CloneSkb 4")]
    [InlineData("test0@0", "-VlanPriority 3", "InvalidArgument.VlanId", "need a -VlanId")]
    [InlineData("test0@0", "-SvlanId 3", "InvalidArgument.SvlanId", "-VlanId")]
    [InlineData("test0@0", "-MinPacketSize 100 -MaxPacketSize 60", "InvalidArgument.MinPacketSize", "above")]
    [InlineData("test0@0", "-NumaNode 99", "InvalidArgument.NumaNode", "node not possible")]
    [InlineData("nosuch0", "-Count 1", "NotFound.Interface", "no such interface")]
    [InlineData("nosuch0@x", "-Thread 7", "InvalidArgument.Thread", "0,1")]
    [InlineData("'../pgctrl'", "-Count 1", "InvalidArgument.Name", "not a pktgen device name")]
    [InlineData("'test0;reboot'", "-Count 1", "NotFound.Interface", "test0;reboot: no such interface")]
    public void WhatCannotWorkIsRefusedAndNothingIsLeft(string device, string settings, string errorId, string says)
    {
        ErrorRecord error = lab.Session.Run($"Add-PktgenDevice {device} -LabHost gen {settings}").MustFail(errorId);
        Assert.Contains(says, error.Exception.Message, StringComparison.Ordinal);
        Assert.Empty(lab.Devices());
    }

    [Fact]
    public void ASourceOfTheOtherFamilyIsNotWritten()
    {
        lab.Session.Give("Add-PktgenDevice test0@0 -LabHost gen -Destination 10.0.0.2 -Source 10.0.0.1; Set-PktgenDevice test0@0 -LabHost gen -Destination fd00::2");
        lab.Session.Run("Set-PktgenDevice test0@0 -LabHost gen -Source 10.0.0.9").MustFail("InvalidArgument.Source");
        Assert.Equal("10.0.0.1", lab.Session.One("Set-PktgenDevice test0@0 -LabHost gen -Destination 10.0.0.2 -PassThru").Text("Source"));
        lab.Session.Give("Reset-Pktgen -LabHost gen");
    }

    [Fact]
    public void OneTagOfTwoIsTakenAway()
    {
        lab.Session.Give("Add-PktgenDevice test0@0 -LabHost gen -VlanId 7 -SvlanId 8");
        Assert.Equal("7|", lab.Session.One("Set-PktgenDevice test0@0 -LabHost gen -VlanId 7 -SvlanId -1 -PassThru | ForEach-Object { '{0}|{1}' -f $_.VlanId, $_.SvlanId }").ToString());
        lab.Session.Give("Reset-Pktgen -LabHost gen");
    }

    /// <summary>To remove one device again, pktgen can only empty its thread.</summary>
    [Fact]
    public void WhatIsRefusedDoesNotTouchTheOthersOfItsThread()
    {
        lab.Guests.Run("gen", "modprobe dummy; ip link add down0 type dummy; ip link set down0 up");
        lab.Session.Give("Add-PktgenDevice down0@a -LabHost gen -Count 77");
        lab.Guests.Run("gen", "ip link set down0 down");
        string before = lab.Text("down0@a");
        lab.Session.Run("Add-PktgenDevice test0@b -LabHost gen -CloneSkb 1 -Imix '60,1'").MustFail("InvalidArgument.Imix");
        Assert.Equal(["down0@a"], lab.Devices());
        lab.Session.Give("Add-PktgenDevice test0@b -LabHost gen");
        Assert.Contains("down0 is down", lab.Session.Run("Remove-PktgenDevice test0@b -LabHost gen").MustFail("Busy.Name").Exception.Message, StringComparison.Ordinal);
        Assert.Equal(["down0@a", "test0@b"], lab.Devices());
        Assert.Equal(before, lab.Text("down0@a"));
        lab.Session.Give("Reset-Pktgen -LabHost gen");
        lab.Guests.Run("gen", "ip link del down0");
    }

    [Fact]
    public void HostsComeDownThePipeline()
    {
        lab.Session.Give("Add-PktgenDevice test0@0 -LabHost gen; Get-LabHost gen | Set-PktgenDevice test0@0 -Count 5");
        Assert.Equal("5", lab.Session.One("Get-LabHost gen | Get-PktgenDevice").Text("Count"));
        Assert.Equal("5", lab.Session.One("Get-PktgenDevice -LabHost gen | Start-Pktgen").Text("Sent"));
        lab.Session.Give("Get-LabNic test0 -LabHost gen | Add-PktgenDevice -Thread 1");
        Assert.Equal(["test0@0", "test0@1"], lab.Devices());
        Assert.Equal("gen", lab.Session.One("Get-LabHost gen | Reset-Pktgen -PassThru").Text("Name"));
        Assert.Equal("gen", lab.Session.One("Stop-Pktgen -LabHost gen -PassThru").Text("Name"));
        Assert.Empty(lab.Devices());
    }

    [Theory]
    [InlineData("-DelayNs 5 -RatePps 5", "InvalidArgument.DelayNs")]
    [InlineData("-MplsLabel 16 -VlanId 5", "InvalidArgument.MplsLabel")]
    [InlineData("-Destination 10.0.0.1 -Source fd00::1", "InvalidArgument.Source")]
    [InlineData("-Source fd00::/64", "InvalidArgument.Source")]
    [InlineData("-Destination fd00::1-fd00::9", "InvalidArgument.Destination")]
    [InlineData("-Flag UDPCSUM -ClearFlag UDPCSUM", "InvalidArgument.ClearFlag")]
    [InlineData("-Flag IPV6", "InvalidArgument.Flag")]
    [InlineData("-Count -1", "ParameterArgumentValidationError")]
    [InlineData("-Destination 1.2.3.999", "ParameterArgumentTransformationError")]
    [InlineData("-DestinationPort 70000", "CannotConvertArgumentNoMessage")]
    [InlineData("-Imix '64'", "CannotConvertArgumentNoMessage")]
    [InlineData("-Flag NOSUCH", "CannotConvertArgumentNoMessage")]
    [InlineData("-XmitMode nosuch", "ParameterArgumentTransformationError")]
    public void WhatIsNoValueIsRefusedBeforeTheHostIsAsked(string settings, string errorId)
    {
        lab.Session.Run($"Add-PktgenDevice test0 -LabHost gen {settings}").MustFail(errorId);
        Assert.Empty(lab.Devices());
    }

    /// <summary>Linux 6.7 has a flag SHARED, which is on by default; earlier kernels accept the write but report "unknown".</summary>
    [Fact]
    public void AFlagOfALaterKernelIsRefused()
    {
        bool known = KnowsShared();
        ErrorRecord error = lab.Session.Run("Add-PktgenDevice test0@0 -LabHost gen -ClearFlag SHARED -Burst 4").MustFail(known ? "InvalidArgument.ClearFlag" : "InvalidArgument.Flag");
        Assert.Contains(known ? "cannot be combined with" : "unknown", error.Exception.Message, StringComparison.Ordinal);
        Assert.Empty(lab.Devices());
    }

    [Fact]
    public void AnInterfaceThatIsDownIsNamedAsSuch()
    {
        lab.Guests.Run("gen", "modprobe dummy; ip link add down0 type dummy");
        Assert.Contains("ip link set down0 up", lab.Session.Run("Add-PktgenDevice down0 -LabHost gen").MustFail("InvalidArgument.Interface").Exception.Message, StringComparison.Ordinal);
        lab.Guests.Run("gen", "ip link del down0");
    }

    [Fact]
    public void OneOfSeveralIsRemovedAndTheOthersStayAsTheyWere()
    {
        lab.Session.Give("Add-PktgenDevice test0@a, test0@b, test0@c -Thread 0 -LabHost gen -Count 77 -Destination 10.77.0.2-10.77.0.9 -VlanId 5 -VlanPriority 2 -Burst 3 -Flag UDPSRC_RND, UDPCSUM -SourcePort 9-99 -Tos 16 -Imix '64,1 99,2'");
        string before = Settings("test0@c");
        PSObject removed = lab.Session.One("Remove-PktgenDevice test0@b -LabHost gen -PassThru");
        Assert.Equal(("test0@b", 77L, "gen"), (removed.Text("Name"), removed.Long("Count"), removed.Text("Host")));
        Assert.Equal(["test0@a", "test0@c"], lab.Devices());
        Assert.Equal(before, Settings("test0@c"));
        lab.Session.Give("Get-PktgenDevice -LabHost gen | Remove-PktgenDevice");
        Assert.Empty(lab.Devices());
    }

    [Fact]
    public void AFlagThatWasClearedIsNotSetWhenADeviceIsPutBack()
    {
        Assert.SkipUnless(KnowsShared(), "No flag of this kernel is set in a fresh device.");
        lab.Session.Give("Add-PktgenDevice test0@a -LabHost gen -ClearFlag SHARED; Add-PktgenDevice test0@b -LabHost gen; Remove-PktgenDevice test0@b -LabHost gen");
        Assert.Empty(lab.Session.Give("(Get-PktgenDevice test0@a -LabHost gen).Flag"));
        lab.Session.Give("Reset-Pktgen -LabHost gen");
    }

    [Fact]
    public void WarningsNameTheRealRateAndTheQueuesThereAre()
    {
        ScriptRun run = lab.Session.Run("Add-PktgenDevice test0@0 -LabHost gen -RatePps 13000000 -QueueMap 0-3 -Burst 2 -Flag UDPSRC_RND -SourcePort 9-99 -Count 10").MustBeClean();
        Assert.Contains(run.Warnings, w => w.Contains("26,315,789 pps", StringComparison.Ordinal));
        Assert.Contains(run.Warnings, w => w.Contains("1 transmit queues", StringComparison.Ordinal));
        Assert.Contains(run.Warnings, w => w.Contains("UDPSRC_RND", StringComparison.Ordinal));

        // And what the kernel only logs when it runs.
        run = lab.Session.Run("Start-Pktgen -LabHost gen").MustBeClean();
        Assert.Contains(run.Warnings, w => w.Contains("queue_map_max", StringComparison.Ordinal) && w.Contains("resetting", StringComparison.Ordinal));
        lab.Session.Give("Reset-Pktgen -LabHost gen");
    }

    [Fact]
    public void WhatIfChangesNothing()
    {
        lab.Session.Give("Add-PktgenDevice test0@0 -LabHost gen -WhatIf; Reset-Pktgen -LabHost gen -PassThru -WhatIf; Start-Pktgen -LabHost gen -WhatIf; Stop-Pktgen -LabHost gen -PassThru -WhatIf");
        Assert.Empty(lab.Devices());
    }

    private bool KnowsShared() => Version.Parse(lab.Session.One("(Get-LabHost gen).Kernel").ToString()!.Split('-', '+')[0]) >= new Version(6, 7);

    private string Settings(string device) => lab.Text(device).Split("Current:")[0];

    private static string Words(object? value) => value is System.Collections.IEnumerable list and not string ? string.Join(' ', list.Cast<object>().Where(word => !"SHARED".Equals(word))) : value?.ToString() ?? "";
}
