using CsCheck;
using UdpLab.Wire;

namespace UdpLab.Tests;

/// <summary>Device files of 3.10 to 6.12 give the same properties; what a kernel does not print is null.</summary>
public sealed class PktgenDeviceParserTests
{
    private static readonly string _folder = Path.Combine(AppContext.BaseDirectory, "data", "pktgen");

    [Fact]
    public void AFreshDeviceOf61HasItsDefaults()
    {
        PktgenDevice device = Parse("6.1-01");
        Assert.Equal((1000L, 0UL, 0, 0), (device.Count, device.DelayNs, device.MinPacketSize, device.CloneSkb));
        Assert.Null(device.Burst);
        Assert.Null(device.XmitMode);
        Assert.Null(device.VlanId);
        Assert.Null(device.Imix);
        Assert.Null(device.Destination);
        Assert.Null(device.RatePps);
        Assert.Empty(device.Flag);
        Assert.Equal((PktgenDeviceState.Idle, 0L), (device.State, device.Sent));
    }

    [Fact]
    public void AFreshDeviceOf612IsShared() => Assert.Equal(["SHARED"], Parse("6.12-01").Flag);

    [Fact]
    public void AfterEveryCommand612HasThemAll()
    {
        PktgenDevice device = All("6.12").Single(d => d.Frags == 99);
        Assert.Equal((99999999, 64, 8), (device.MinPacketSize, device.Flows, device.FlowLength));
        Assert.Equal(("fd00::2", "fd00::1", "9-109", "0-5"), (device.Destination!.ToString(), device.Source!.ToString(), device.SourcePort!.ToString(), device.QueueMap!.ToString()));
        Assert.Equal([0u], device.MplsLabel);
        Assert.Equal(((byte)16, 0), (device.Tos, device.NumaNode));
        Assert.Equal(["IPV6", "UDPCSUM", "NO_TIMESTAMP", "QUEUE_MAP_CPU", "SHARED"], device.Flag);
        Assert.Equal(PktgenDeviceState.Failed, device.State);
    }

    [Fact]
    public void ARunHasItsNumbers()
    {
        PktgenDevice device = All("6.12").Single(d => d.Result.StartsWith("OK: 4503523", StringComparison.Ordinal));
        Assert.Equal((200000L, 0L, 4.503523, PktgenDeviceState.Completed), (device.Sent, device.Errors, device.Seconds, device.State));
        Assert.Equal(44409, (int)device.Pps);
        Assert.Equal(21.3, device.Mbps!.Value, 1);
    }

    [Fact]
    public void WhileItRunsItSaysSo()
    {
        PktgenDevice device = All("6.12").Single(d => d.State == PktgenDeviceState.Running);
        Assert.Equal((47709L, 1.264697), (device.Sent, device.Seconds));
    }

    [Theory]
    [InlineData(5000, "Stopped")]
    [InlineData(2728, "Completed")]
    [InlineData(0, "Completed")]
    public void ARunIsCompleteWhenItHasSentItsCount(long count, string state) =>
        Assert.Equal(state, PktgenDeviceParser.Parse(LabHosts.Local, File($"Params: count {count}  min_pkt_size: 60  max_pkt_size: 60\nCurrent:\n     pkts-sofar: 2728  errors: 0\nResult: OK: 689411(c5000+d684411) usec, 2728 (60byte,0frags)\n  3957pps 1Mb/sec (1899360bps) errors: 0\n"), false).State.ToString());

    [Fact]
    public void Linux310GivesTheSameNames()
    {
        PktgenDevice device = Parse("3.10-01");
        Assert.Equal((5_000_000L, 1_000_000, 256, 32), (device.Count, device.CloneSkb, device.Flows, device.FlowLength));
        Assert.Equal("10.10.11.2-10.10.11.9", device.Destination!.ToString());
        Assert.Null(device.Source);
        Assert.Equal((5, 1, 0, 6, 2, 1), (device.VlanId, device.VlanPriority, device.VlanCfi, device.SvlanId, device.SvlanPriority, device.SvlanCfi));
        Assert.Equal(((byte)0x10, (byte)0x20), (device.Tos, device.TrafficClass));
        Assert.Equal(["UDPSRC_RND", "QUEUE_MAP_CPU", "NODE"], device.Flag);
        Assert.Equal((5_000_000L, 39193L, 13.101142), (device.Sent, device.Errors, device.Seconds));
        Assert.Null(device.SkbPriority);
    }

    [Fact]
    public void TheFlagThatOldKernelsPrintRightBehindTheSpiIsOne()
    {
        PktgenDevice device = PktgenDeviceParser.Parse(LabHosts.Local, File("Params: count 0  min_pkt_size: 0  max_pkt_size: 0\n     Flags: UDPCSUM  IPSEC  spi:77MACSRC_RND  MACDST_RND  \nResult: Idle\n"), false);
        Assert.Equal(["UDPCSUM", "IPSEC", "MACSRC_RND", "MACDST_RND"], device.Flag);
        Assert.Equal(77u, device.Spi);
    }

    [Fact]
    public void WhatTheKernelKeptThoughItIsNoAddressIsNull() =>
        Assert.Null(PktgenDeviceParser.Parse(LabHosts.Local, File("Params: count 0  min_pkt_size: 0  max_pkt_size: 0\n     dst_min: 1.2.3.999  dst_max: notanip\nResult: Idle\n"), false).Destination);

    [Fact]
    public void AThreadHasItsDevices()
    {
        PktgenThread thread = PktgenThread.Parse(LabHosts.Local, new PktgenFile { Name = "kpktgend_1", Cpu = 1, Text = "Running: veth0@1 \nStopped: lo veth0 \nResult: OK: add_device=veth0\n" });
        Assert.Equal(["veth0@1"], thread.Running);
        Assert.Equal(["lo", "veth0"], thread.Stopped);
        Assert.Equal(("OK: add_device=veth0", 1), (thread.Result, thread.Cpu));
    }

    [Fact]
    public void ADamagedTextIsReadAsFarAsItIsWhole() => Mutation.Of(Texts()).Sample(
        (original, damaged) =>
        {
            PktgenDevice device = PktgenDeviceParser.Parse(LabHosts.Local, File(damaged), false);
            HashSet<string> lines = [.. original.Split('\n')];

            // An intact line with a unique key gives the same number as before.
            string[] counts = [.. damaged.Split('\n').Where(l => l.Contains("count ", StringComparison.Ordinal) && !l.Contains("mac", StringComparison.Ordinal))];
            return counts is not [var line] || !lines.Contains(line) || !damaged.StartsWith(line, StringComparison.Ordinal)
                || device.Count == long.Parse(line.Split(' ')[2], System.Globalization.CultureInfo.InvariantCulture);
        },
        iter: 10_000);

    private static string[] Texts() => [.. Directory.GetFiles(_folder).Order(StringComparer.Ordinal).Select(System.IO.File.ReadAllText)];

    private static PktgenDevice Parse(string name) => PktgenDeviceParser.Parse(LabHosts.Local, File(System.IO.File.ReadAllText(Path.Combine(_folder, name + ".txt"))), false);

    private static IEnumerable<PktgenDevice> All(string version) => Directory.GetFiles(_folder, version + "-*.txt").Select(f => Parse(Path.GetFileNameWithoutExtension(f)));

    private static PktgenFile File(string text) => new() { Name = "veth0", Text = text };
}
