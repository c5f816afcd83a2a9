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

        measurement.MustAddUp();
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

        Assert.Contains("Ip: OTHERHOST 300", error.Exception.Message);
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
        Assert.Contains(method, error.Exception.Message);
        Assert.Contains("Recvmmsg", error.Exception.Message);
    }

    /// <summary>The sink's agent is stopped until packets are lost, again and again, under a paced flood: each time is a burst that begins in its slot.</summary>
    [Fact]
    public void PausesOfTheSinkAreBursts()
    {
        ScriptRun run = bed.Session.Start("Invoke-UdpFlood -LabHost $bed.Generator -Backend Socket -RatePps 20000 -Duration 4 | Measure-Sink -LabHost $bed.Sink -Trace -ReceiveBuffer 150000");
        int agent = 0;
        Assert.True(Machine.Becomes(() => run.ShowsProgress && (agent = Agents.Own.FirstOrDefault(id => Agents.HasThread(id, "sink"))) > 0, 60), "The pipeline did not start.");

        // When it was stopped at the earliest, and when it had lost packets at the latest.
        List<(DateTimeOffset Stopped, DateTimeOffset Seen)> pauses = [];
        while (pauses.Count < 3 && !run.HasEnded)
        {
            long lost = Lost();
            DateTimeOffset stopped = DateTimeOffset.UtcNow;
            Tool.Run("kill", "-STOP", $"{agent}");
            Assert.True(Machine.Becomes(() => Lost() > lost || run.HasEnded, 30), "Nothing was lost.");
            if (!run.HasEnded)
            {
                pauses.Add((stopped, DateTimeOffset.UtcNow));
            }

            Assert.True(Machine.Becomes(() => Lost() > lost + 300 || run.HasEnded, 30), "Too little was lost.");
            Thread.Sleep(30);
            Tool.Run("kill", "-CONT", $"{agent}");
            Thread.Sleep(100);
        }

        PSObject measurement = Assert.Single(run.Wait().Output);
        PSObject[] bursts = [.. measurement.All("Trace.Bursts")];
        Assert.Equal(measurement.All("Trace.Reasons").Sum(r => r.Long("Packets")), bursts.Sum(b => b.Long("Lost")));
        Assert.Equal(measurement.Long("Ledger.Received"), measurement.All("Trace.Slots").Sum(s => s.Long("Received")));
        PSObject longest = bursts.MaxBy(b => (double)b.Get("ReaderTime.AsleepSeconds")!)!;
        Assert.True(longest.Get("ReaderTime.AsleepSeconds") is > 0.02 && longest.Long("Reader.Asleep") > 100, string.Join("; ", bursts.Select(b => b.ToString())));

        // The clocks are compared once, to a few milliseconds at worst.
        DateTimeOffset began = (DateTimeOffset)measurement.Get("Started")!;
        const double slot = 0.01, clocks = 0.005;
        Assert.All(pauses, pause => Assert.Contains(bursts, burst => burst.Double("Seconds") + slot + clocks > (pause.Stopped - began).TotalSeconds && burst.Double("Seconds") - clocks < (pause.Seen - began).TotalSeconds));

        long Lost() => long.Parse(File.ReadAllText($"/proc/{agent}/net/snmp").Split('\n').Last(l => l.StartsWith("Udp:", StringComparison.Ordinal)).Split(' ')[5]);
    }

    [Fact]
    public void ItsCostIsMeasuredWithTheSameFlood()
    {
        IReadOnlyList<PSObject> all = bed.Session.Give("Invoke-UdpFlood -LabHost $bed.Generator -RatePps 10000 -Duration 0.3 | Measure-Sink Recvmsg, Recvmmsg -LabHost $bed.Sink -TraceCost -ReceiveBuffer 8000000");
        Assert.Equal([true, true], all.Select(m => m.Get("Trace") is not null));
        Assert.Equal([true, false], all.Select(m => m.Get("TraceCost") is not null));
        Assert.Equal(all[0].Double("Pps"), all[0].Double("TraceCost.PpsWith"));
        Assert.Equal(all[0].Double("CpuNsPerPacket"), all[0].Double("TraceCost.CpuNsWith"));
        Assert.True(all[0].Double("TraceCost.PpsWithout") > 0);
        Assert.Contains("-ProfileCost", bed.Session.Run("Measure-Sink -LabHost $bed.Sink -TraceCost -ProfileCost").MustFail("InvalidArgument.TraceCost").Exception.Message);
    }

    [Fact]
    public void WithoutItNothingIsTraced()
    {
        PSObject measurement = bed.Session.One("Invoke-UdpFlood -LabHost $bed.Generator -RatePps 10000 -Count 300 | Measure-Sink -LabHost $bed.Sink -ReceiveBuffer 8000000");
        Assert.Null(measurement.Get("Trace"));
    }
}
