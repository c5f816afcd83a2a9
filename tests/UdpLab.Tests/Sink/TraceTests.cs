using System.Management.Automation;

namespace UdpLab.Tests.Sink;

/// <summary>Measure-Sink -Trace: the kernel's own reasons for losses.</summary>
[Collection(Machine.Name)]
public class TraceTests(TwoQueueBed bed) : IClassFixture<TwoQueueBed>
{
    [Theory]
    [InlineData("-Backend Socket", "")]
    [InlineData("-Backend Xdp", "")]
    [InlineData("-Backend Socket -Gso 16", "-Gro")]
    [InlineData("-Backend Socket -Flows 16", "-Sockets 2")]
    public void ReasonsAreTheLosses(string flood, string sink)
    {
        PSObject measurement = bed.Session.One($"Invoke-UdpFlood -LabHost $bed.Generator {flood} -Count 60000 | Measure-Sink -LabHost $bed.Sink -Trace -ReceiveBuffer 4096 {sink}");

        Assert.Equal(0, measurement.Long("Ledger.Unexplained"));
        Assert.InRange(measurement.Long("Ledger.Losses"), 1, 60000);

        // What a full ring refuses has no reason: it is no packet of the stack yet.
        PSObject[] losses = [.. measurement.All("Ledger.Entries").Where(e => e.Get("IsLoss") is true && e.Long("Packets") > 0 && e.Text("Layer") is "Ip" or "Udp" && e.Text("Counter") != "drops of other sockets")];
        Assert.All(losses, e => Assert.Equal(e.Long("Packets"), e.All("Reasons").Sum(r => r.Long("Packets"))));
        PSObject full = Assert.Single(losses.Single(e => e.Text("Counter") == "RcvbufErrors").All("Reasons"));
        Assert.Equal("SOCKET_RCVBUFF", full.Text("Name"));
        Assert.Equal(full.Long("Packets"), new[] { "Running", "Preempted", "Waiting", "Asleep", "Unknown" }.Sum(state => full.Long("Reader." + state)));
        Assert.NotNull(full.Get("Function"));
    }

    [Fact]
    public void WhatNoCounterHasIsNamed()
    {
        ErrorRecord error = bed.Session.Run("Invoke-UdpFlood -LabHost $bed.Generator -Destination $bed.SinkAddress -DestinationMac 02:00:00:00:00:99 -RatePps 10000 -Count 300 | Measure-Sink -LabHost $bed.Sink -Trace -Timeout 20").MustFail("NoPacket");

        Assert.Contains("Ip: OTHERHOST 300", error.ToString());
        PSObject ledger = PSObject.AsPSObject(error.TargetObject);
        Assert.Equal((0, 300), (ledger.Long("Unexplained"), ledger.Long("Losses")));
    }

    /// <summary>Their UDP socket is bound and never read.</summary>
    [Theory]
    [InlineData("PacketRing")]
    [InlineData("AfXdp")]
    public void WhatASocketDropsIsNoLossOfAMethodThatSeesFrames(string method)
    {
        ErrorRecord error = bed.Session.Run($"Measure-Sink {method} -LabHost $bed.Sink -Trace -Timeout 1").MustFail("InvalidArgument.Trace");
        Assert.Contains(method, error.ToString());
        Assert.Contains("Recvmmsg", error.ToString());
    }

    [Fact]
    public void WithoutItNothingIsTraced()
    {
        PSObject measurement = bed.Session.One("Invoke-UdpFlood -LabHost $bed.Generator -RatePps 10000 -Count 300 | Measure-Sink -LabHost $bed.Sink -ReceiveBuffer 8000000");
        Assert.Null(measurement.Get("Trace"));
    }
}
