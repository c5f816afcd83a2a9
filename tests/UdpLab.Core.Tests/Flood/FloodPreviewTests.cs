using System.Net;
using UdpLab.Wire;

namespace UdpLab.Tests;

/// <summary>What -WhatIf says of a flood, and of devices of pktgen.</summary>
public class FloodPreviewTests
{
    private static readonly FloodReady _ready = new() { Backend = FloodBackend.Socket, Reason = "as asked", Interface = "eth0", Destination = "198.18.0.2", Source = "198.18.0.1", Threads = 1, Flows = 1 };

    [Fact]
    public void EverythingIsSaid()
    {
        FloodPreview preview = Preview(new FloodPlan { DestinationName = "dut", RatePps = 10_000 }, new OpenFlood { Port = 9, Duration = 3 }, _ready);
        Assert.Equal("198.18.0.2 (dut) port 9 from local", preview.Target);
        Assert.Equal("backend Socket, interface eth0, source 198.18.0.1, 60 bytes per packet, 10,000 packets/s, 3 s, 1 thread, 1 flow", preview.Description);
        Assert.False(preview.IsUnboundedOutside);
    }

    [Theory]
    [InlineData(FloodBackend.Xdp, "backend Xdp (if a trial frame gets through)")]
    [InlineData(FloodBackend.Auto, "backend Xdp (Socket if a trial frame does not get through)")]
    public void ATrialMayDecideTheBackend(FloodBackend asked, string says)
    {
        FloodPreview preview = Preview(new FloodPlan { Backend = asked }, new OpenFlood { Count = 1, Inject = true, Gso = 4 }, _ready with { Backend = FloodBackend.Xdp, NeedsTrial = true, Outside = true, Threads = 2, Flows = 16 });
        Assert.Equal($"{says}, interface eth0 (injected into its receive path), source 198.18.0.1, 60 bytes per packet, unlimited rate, 1 packet, 2 threads, 16 flows, 4 segments per send", preview.Description);
        Assert.True(preview.IsUnboundedOutside);
        Assert.Equal("198.18.0.2 port 0 from local", preview.Target);
    }

    [Fact]
    public void RampsAndPayloadsAreInFewWords()
    {
        Assert.Contains("a ramp of 1,000, 2,000 packets/s for 0.5 s each, until the sink has enough", Describe(new FloodPlan { StepRates = [1000, 2000], StepSeconds = 0.5 }), StringComparison.Ordinal);
        Assert.Contains("a ramp of 7 rates from 1 to 7 packets/s for 1 s each", Describe(new FloodPlan { StepRates = [1, 2, 3, 4, 5, 6, 7], StepSeconds = 1 }), StringComparison.Ordinal);
        Assert.Contains("a payload of 1 byte (60 bytes per packet)", Describe(new FloodPlan { Payloads = [[1]] }), StringComparison.Ordinal);
        Assert.Contains("2 payloads of 3 to 5 bytes in turn with pktgen's header (60 bytes per packet at most)", Describe(new FloodPlan { Payloads = [new byte[5], new byte[3]], PayloadHeader = true }), StringComparison.Ordinal);
        Assert.Contains(", the rate of -Pktgen, ", Describe(new FloodPlan { Pktgen = new PktgenSettings { DelayNs = 5 } }), StringComparison.Ordinal);
        Assert.EndsWith(", pktgen's delay 5; burst 2", Preview(new FloodPlan(), new OpenFlood { Pktgen = ["delay 5", "burst 2"] }, _ready).Description, StringComparison.Ordinal);
    }

    [Fact]
    public void DevicesOfPktgenAreDescribedOneByOne()
    {
        PktgenDevice plain = new() { Host = LabHosts.Local, Name = "eth0@0" }, full = new() { Host = LabHosts.Local, Name = "eth0@1", MinPacketSize = 60, MaxPacketSize = 60, DelayNs = 1000, Count = 5000, Destination = new("198.18.0.2"), Source = new("198.18.0.1"), DestinationPort = new("9-19") };
        Assert.Equal("no devices", PktgenPreview.Describe([], null));
        Assert.Equal(
            "eth0@0 to no address port 9, source the interface's,  to  bytes per packet, unlimited rate, until stopped; eth0@1 to 198.18.0.2 port 9-19, source 198.18.0.1, 60 bytes per packet, 1,000,000 packets/s, 5,000 packets, 2.5 s at most",
            PktgenPreview.Describe([plain with { MinPacketSize = null }, full], 2.5));
        Assert.Equal(["eth0@0"], PktgenPreview.UnboundedOutside([plain, full], new PktgenState { Outside = ["eth0@0", "eth0@1"] }).Select(device => device.Name));
    }

    private static FloodPreview Preview(FloodPlan plan, OpenFlood asked, FloodReady ready) => new(LabHosts.Local, plan, asked, ready);

    private static string Describe(FloodPlan plan) => Preview(plan, new OpenFlood(), _ready).Description;
}
