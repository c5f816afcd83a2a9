using System.Management.Automation;

namespace UdpLab.Tests.Sink;

/// <summary>Measure-Sink -Interval: one measurement after the other, like vmstat.</summary>
[Collection(Machine.Name)]
public class IntervalTests(TwoQueueBed bed) : IClassFixture<TwoQueueBed>
{
    [Theory]
    [InlineData("-ReceiveBuffer 4096")]
    [InlineData("-ReceiveBuffer 4096 -Method Recvmmsg -Sockets 2")]
    [InlineData("-NoCheck")]
    public void TheIntervalsOfAnOverloadAreTheWholeFlood(string sink)
    {
        IReadOnlyList<PSObject> parts = bed.Session.Give($"Invoke-UdpFlood -LabHost $bed.Generator -Backend Xdp -Flows 16 -Duration 1.1 | Measure-Sink -LabHost $bed.Sink -Interval 0.3 {sink}");

        // A busy machine cuts late, but never without a gap.
        Assert.InRange(parts.Count, 2, 5);
        long sent = parts[0].Long("Flood.Sent");
        long generator = parts.Sum(p => PSObject.AsPSObject(p.Get("Ledger")).Counted("tx_dropped"));
        Assert.Equal(sent, parts.Sum(p => p.Long("Ledger.Received") + p.Long("Ledger.Losses")) - generator);
        Assert.All(parts, p =>
        {
            Assert.Equal(0, p.Long("Ledger.KernelDifference"));
            Assert.Equal(p.Long("Packets"), p.Long("Ledger.Received"));
            Assert.Equal(p.Long("Packets"), p.All("PerSocket").Sum(s => s.Long("Packets")));
            Assert.Equal(0.3, p.Double("Duration"));
            Assert.Null(p.Get("Ledger.Sent"));
            Assert.NotEmpty(p.All("Environment.OnlineCpus"));
        });
    }

    [Fact]
    public void EachHasItsOwnTime()
    {
        PSObject[] parts = [.. bed.Session.Give("Invoke-UdpFlood -LabHost $bed.Generator -RatePps 5000 -Duration 1.5 | Measure-Sink -LabHost $bed.Sink -Interval 0.5 -ReceiveBuffer 8000000")];

        Assert.Equal(parts[0].Long("Flood.Sent"), parts.Sum(p => p.Long("Packets")));
        Assert.Equal(0, parts.Sum(p => p.Long("Lost")));
        PSObject[] busy = [.. parts.Where(p => p.Long("Packets") > 1)];
        Assert.InRange(busy.Sum(p => p.Double("Seconds")), 1, 1.5 + Machine.Soon);
        Assert.Equal(busy, busy.OrderBy(p => p.Get("Started")));
        Assert.All(busy, p => Assert.InRange(p.Double("Pps"), 1, 1e6));
    }

    [Fact]
    public void OneInWhichNothingCameIsMeasuredToo()
    {
        IReadOnlyList<PSObject> parts = bed.Session.Give("Measure-Sink -LabHost $bed.Sink -Interval 0.2 -Duration 0.5");

        Assert.Equal(3, parts.Count);
        Assert.All(parts, p =>
        {
            Assert.Equal((0L, 0L), (p.Long("Packets"), p.Long("Ledger.Received")));
            Assert.Equal((0.0, 0.0, null), (p.Double("Pps"), p.Double("PayloadMbps"), (object?)p.Get("NsPerPacket")));
        });
        Assert.InRange(parts.Sum(p => p.Double("Seconds")), 0.5, Machine.Soon);
        Assert.InRange(((DateTimeOffset)parts[2].Get("Started")! - (DateTimeOffset)parts[0].Get("Started")!).TotalSeconds, 0.39, Machine.Soon);
    }

    [Fact]
    public void ACountEndsIt()
    {
        IReadOnlyList<PSObject> parts = bed.Session.Give("Invoke-UdpFlood -LabHost $bed.Generator -RatePps 5000 -Duration 60 | Measure-Sink -LabHost $bed.Sink -Interval 0.2 -Count 2000 -ReceiveBuffer 8000000");

        Assert.Equal(2000, parts.Sum(p => p.Long("Packets")));
        Assert.Equal("Completed", parts[0].Text("Flood.State"));
    }

    [Fact]
    public void CtrlCEndsItAndWhatWasGivenStands()
    {
        ScriptRun run = bed.Session.Start("Measure-Sink -LabHost $bed.Sink -Interval 0.2");
        Assert.True(Machine.Becomes(() => run.Output.Count >= 2, 60), "There are no measurements.");
        int[] agents = [.. Agents.Own.Where(Agents.Works)];

        Assert.InRange(run.Stop().TotalSeconds, 0, Machine.Soon);
        Assert.True(run.WasStopped);
        Assert.True(Machine.Becomes(() => !agents.Any(Agents.IsAlive), Machine.Soon), "An agent is still running.");
        Assert.Empty(run.HostWarnings);
    }

    [Theory]
    [InlineData("-Warmup 1", "InvalidArgument.Interval", "-Warmup")]
    [InlineData("-Timeout 1", "InvalidArgument.Interval", "-Timeout")]
    [InlineData("-Repeat 2", "InvalidArgument.Interval", "-Repeat")]
    [InlineData("-Profile", "InvalidArgument.Interval", "-Profile")]
    [InlineData("-ProfileCost", "InvalidArgument.Interval", "-Profile")]
    [InlineData("-Method Recv, Read", "InvalidArgument.Method", "Recv, Read")]
    public void WhatDoesNotGoWithItIsRefused(string other, string id, string named) =>
        Assert.Contains(named, bed.Session.Run($"Measure-Sink -Interval 1 {other}").MustFail(id).Exception.Message, StringComparison.Ordinal);
}
