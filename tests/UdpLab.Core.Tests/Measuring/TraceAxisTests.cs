using UdpLab.Wire;

namespace UdpLab.Tests.Measuring;

/// <summary>Slots of a trace, and the bursts of losses in them.</summary>
public sealed class TraceAxisTests
{
    [Fact]
    public void SlotsHaveTheirTimeFromTheFirstPacketOn()
    {
        SinkTrace trace = Trace([0, 5, 7], (1, "SOCKET_RCVBUFF", 3), (1, null, 2));
        Assert.Equal([-0.01, 0, 0.01], trace.Slots.Select(s => s.Seconds));
        Assert.Equal([0, 5, 7], trace.Slots.Select(s => s.Received));
        Assert.Equal([0L, 5, 0], trace.Slots.Select(s => s.Lost));
        Assert.Equal([null, 5, null], trace.Slots.Select(s => s.Reader?.Running));
        Assert.Equal("SOCKET_RCVBUFF=3; no reason given=2", trace.Slots[1].Reasons.ToString());
        Assert.Equal((0.002, 4, 64), (trace.Slots[0].SoftirqSeconds, trace.Slots[0].NapiPolls, trace.Slots[0].NapiPackets));
        Assert.Equal((0.001, 0.002, 0.003, 0.004), (trace.Slots[2].RunningSeconds, trace.Slots[2].PreemptedSeconds, trace.Slots[2].WaitingSeconds, trace.Slots[2].AsleepSeconds));
    }

    [Fact]
    public void WhatAnotherProgramReceivedInASlotIsUnknown()
    {
        SinkTrace trace = SinkTrace.Of(Found([0, 0], []), 10_000_000, counts: false)!;
        Assert.All(trace.Slots, s => Assert.Null(s.Received));
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("0", "0+1")]
    [InlineData("3", "3+1")]
    [InlineData("0 1 2 3", "0+4")]
    [InlineData("0 2", "0+3")]
    [InlineData("0 3", "0+1 3+1")]
    public void AnEmptySlotDoesNotEndABurst(string lossy, string bursts)
    {
        SinkTrace trace = Trace([1, 1, 1, 1], [.. lossy.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(slot => (int.Parse(slot), (string?)"SOCKET_RCVBUFF", 10L))]);
        Assert.Equal(bursts, string.Join(' ', trace.Bursts.Select(b => $"{(int)Math.Round((b.Seconds + 0.01) * 100)}+{(int)Math.Round(b.Length * 100)}")));
        Assert.Equal(trace.Slots.Sum(s => s.Lost), trace.Bursts.Sum(b => b.Lost));
    }

    [Fact]
    public void ItSurvivesAResultFile()
    {
        SinkTrace trace = Trace([1, 2], (0, "SOCKET_RCVBUFF", 10));
        string line = System.Text.Encoding.UTF8.GetString(ResultLine.Of(new SinkMeasurement { Host = new LocalLabHost { Name = "dut" }, Ledger = new Ledger(), Trace = trace }));
        SinkTrace again = ((SinkMeasurement)Assert.Single(ResultReader.Read(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(line)), TestContext.Current.CancellationToken)).Value!).Trace!;
        Assert.Equal(trace.Slots.Select(s => s.ToString()), again.Slots.Select(s => s.ToString()));
        Assert.DoesNotContain("Slots", line);
    }

    [Theory]
    [InlineData(24, 0, 6, "ReaderAsleep", "80% while the reader slept")]
    [InlineData(6, 24, 0, "SinkStarved", "80% while the reader was awake but had no CPU")]
    [InlineData(6, 0, 24, "ReceiveBufferFull", "80% while the reader had its CPU: it was too slow")]
    [InlineData(0, 0, 0, "ReceiveBufferFull", "at the socket")]
    public void ABurstIsExplainedByWhatTheReaderDid(long asleep, long waiting, long running, string cause, string words)
    {
        UdpBottleneck found = BurstCause.Find(new TraceBurst
        {
            Seconds = 1.5,
            Length = 0.05,
            Lost = 30,
            Received = 70,
            Reasons = LabList.Table<string, long>([KeyValuePair.Create("SOCKET_RCVBUFF", 30L)]),
            Reader = new ReaderLosses { Asleep = asleep, Waiting = waiting, Running = running },
        }).Single();
        Assert.Equal((cause, 30.0), (found.Cause, found.Share));
        Assert.StartsWith("30 packets were lost in 50 ms from 1.50 s on", found.Title);
        Assert.Contains(words, found.Title);
        Assert.StartsWith("# ", found.Fix);
    }

    [Fact]
    public void LossesBeforeTheSocketAreNotTheReaders() =>
        Assert.Contains("NETFILTER_DROP", BurstCause.Find(new TraceBurst { Lost = 5, Reasons = LabList.Table<string, long>([KeyValuePair.Create("NETFILTER_DROP", 5L)]) })[0].Title);

    private static SinkTrace Trace(long[] received, params (int Slot, string? Reason, long Packets)[] losses) => SinkTrace.Of(Found(received, losses), 20_000_000, counts: true)!;

    private static TraceFindings Found(long[] received, (int Slot, string? Reason, long Packets)[] losses)
    {
        long[] Each(long number) => [.. received.Select(_ => number)];
        return new TraceFindings
        {
            Readers = [new ReaderFindings()],
            Axis = new AxisFindings
            {
                BeginNanoseconds = 10_000_000,
                EndNanoseconds = 10_000_000 + (10_000_000 * received.Length),
                SlotNanoseconds = 10_000_000,
                Received = received,
                Softirq = Each(2_000_000),
                Polls = Each(4),
                Polled = Each(64),
                Running = Each(1_000_000),
                Preempted = Each(2_000_000),
                Waiting = Each(3_000_000),
                Asleep = Each(4_000_000),
                Losses = [.. losses.Select(l => new SlotLosses { Slot = l.Slot, Reason = l.Reason, Running = l.Packets })],
            },
        };
    }
}
