using UdpLab.Wire;

namespace UdpLab.Tests;

/// <summary>A measurement of another program's sockets, from what an agent says about them.</summary>
public sealed class SocketWatchTests
{
    private static readonly SinkPlan _plan = new() { Check = false, Duration = 2, Watch = new SocketWatchPlan { Port = 53 } };

    [Fact]
    public void ItSaysWhoseTheSocketsAre()
    {
        SinkMeasurement m = Measure(Found());
        Assert.Equal((null, "dnsmasq", 8), (m.Method, m.Process, m.ProcessId));
        Assert.Equal((PacketBasis.Sockets, MeasurementState.Completed), (m.PacketBasis, m.State));
        Assert.Equal((7L, LossBasis.Sockets, 100 * 7.0 / 107), (m.Lost, m.LossBasis, m.LossPercent));
        Assert.Equal((60.0, 2), (m.QueuePercent, m.PerThread.Count));
        Assert.Equal(("127.0.0.1", 53, 5UL, "dnsmasq"), (m.PerSocket[0].Address, m.PerSocket[0].Port, m.PerSocket[0].Cookie, m.PerSocket[0].Process));
        Assert.Empty(m.Notes);
        Assert.StartsWith("dnsmasq 100 packets", m.ToString(), StringComparison.Ordinal);
        Assert.Equal("Measure-UdpSocket -LabHost 'dns' -Port 9 -Duration 2", Assert.Single(RepeatCommands.Of([m])));
    }

    [Fact]
    public void WhatIsNotExactIsNoted()
    {
        SinkResult found = Found();
        found.Watch!.Inexact = "it takes CAP_BPF";
        found.Watch.LeftBytes = 768;
        found.Watch.Threads = [];
        found.UserSeconds = found.SystemSeconds = null;
        SinkMeasurement m = Measure(found with { Bytes = null });
        Assert.Equal(PacketBasis.Host, m.PacketBasis);
        Assert.Equal([MeasurementNoteCode.CountOfHost, MeasurementNoteCode.Unreadable, MeasurementNoteCode.LeftInQueue], m.Notes.Select(n => n.Code));
        Assert.Equal((null, null, null), (m.CpuSeconds, m.CpuNsPerPacket, m.PayloadMbps));
        Assert.Contains("not only of port 53: it takes CAP_BPF", m.Notes[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AServerThatEndsMakesItIncomplete()
    {
        SinkResult found = Found();
        found.Watch!.Events = ["dnsmasq (8) ended, 1.0 s after the measurement began."];
        SinkMeasurement m = Measure(found);
        Assert.Equal((MeasurementState.Incomplete, MeasurementNoteCode.Interrupted), (m.State, Assert.Single(m.Notes).Code));
    }

    [Fact]
    public void ItsBottlenecksAreThoseOfAServer()
    {
        SinkMeasurement busy = Measure(Found()) with { PerThread = [new MeasuredThread { Name = "a", UserSeconds = 1.9 }, new MeasuredThread { Name = "b" }] };
        Assert.Contains("dnsmasq's 2 threads", SinkPace.Of(busy)!.Evidence[0], StringComparison.Ordinal);
        Assert.Equal(95, SinkPace.Of(busy)!.CpuPercent, 6);
        SinkMeasurement idle = busy with { Ledger = new() { Received = 100 }, PerThread = [new MeasuredThread { Name = "a", UserSeconds = 0.1 }] };
        Assert.StartsWith("The server is idle", Assert.Single(BottleneckFinder.Find(idle)).Title, StringComparison.Ordinal);
        Ledger lossy = new() { Received = 100, Entries = [new LedgerEntry { Layer = LedgerLayer.Udp, Counter = "RcvbufErrors", IsLoss = true, Packets = 50 }] };
        Assert.Contains("so-rcvbuf", BottleneckFinder.Find(busy with { Ledger = lossy })[0].Advice, StringComparison.Ordinal);
    }

    [Fact]
    public void NoPacketIsNoMeasurement()
    {
        Collected collected = Run(Found() with { Packets = 0, TotalPackets = 0, SocketDrops = 0 });
        Assert.StartsWith("No packet reached port 53 of dns within 2 s.", Assert.Single(collected.Empty), StringComparison.Ordinal);
    }

    [Fact]
    public void AServerThatDropsAllIsMeasured()
    {
        SinkMeasurement hung = Measure(Found() with { Packets = 0, TotalPackets = 0, Bytes = 0, FirstNanoseconds = 0, LastNanoseconds = 0, BeginNanoseconds = 1_000_000_000 });
        Assert.Equal((0L, 7L, LossBasis.Sockets), (hung.Packets, hung.Lost, hung.LossBasis));
    }

    [Fact]
    public void WhoElseReadsTheSocketsIsNoted()
    {
        SinkResult found = Found();
        found.Watch!.Sharers = [new SocketHolder { Id = 9, Name = "worker" }, new SocketHolder { Id = 10, Name = "worker" }];
        MeasurementNote note = Assert.Single(Measure(found).Notes);
        Assert.Equal(MeasurementNoteCode.SharedSocket, note.Code);
        Assert.Contains("worker (9), worker (10)", note.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(40, 40)]
    [InlineData(70, 43)]
    public void WhatWentToOtherSocketsOfThePortIsNotLost(long elsewhere, long flooded)
    {
        SinkResult found = Found();
        found.Watch!.Elsewhere = elsewhere;
        SinkMeasurement m = Run(found, Plays.End(150)).Only;
        Assert.Equal((7L, LossBasis.Sockets, MeasurementNoteCode.OtherSockets), (m.Lost, m.LossBasis, Assert.Single(m.Notes).Code));
        Assert.Equal((flooded, 150 - 100 - 7 - flooded), (m.Ledger.Packets(LedgerLayer.Socket, "other sockets of the port"), m.Ledger.Unexplained));
    }

    [Fact]
    public void RepliesOfTheServerAreNotWhatItReceived()
    {
        SinkResult found = Found() with { Packets = 1800, TotalPackets = 2000, TotalDatagrams = 2000, WindowDrops = 0, SocketDrops = 0 };
        found.Watch!.Inexact = "it takes CAP_BPF";
        SinkMeasurement m = Run(found, Plays.End(1000) with { Replies = new ReplyFindings { Packets = 1000 } }, "dns").Only;
        Assert.Equal((900L, 1000L, 0L), (m.Packets, m.Ledger.Received, m.Ledger.Unexplained));
        Assert.Contains("1,000 replies", m.Notes[0].Message, StringComparison.Ordinal);

        // Those that another host received were never among them.
        Assert.Equal(1800, Run(found, Plays.End(2000) with { Replies = new ReplyFindings { Packets = 1000 } }).Only.Packets);
    }

    [Fact]
    public void ItComparesOnlyWithItsKind()
    {
        SinkMeasurement server = Measure(Found());
        Condition[] conditions = [.. MeasurementConditions.OfRun(server)];
        Assert.Contains(conditions, c => c is { Name: "Method", Value: "dnsmasq" });
        Assert.Contains(conditions, c => c is { Name: "PacketBasis", Value: "Sockets" });
    }

    private static SinkMeasurement Measure(SinkResult found) => Run(found).Only;

    private static Collected Run(SinkResult found)
    {
        Collected collected = new();
        using FakeAgent agent = new(Plays.SinkPlay(found, new WindowClosed { Id = 2, Reason = WindowEnd.Duration }));
        collected.Measure(new FakeHost("dns", agent), _plan);
        return collected;
    }

    private static Collected Run(SinkResult found, FloodResult flood, string generator = "gen")
    {
        Collected collected = new();
        using FakeAgent sink = new(Plays.SinkPlay(found)), sender = new(Plays.FloodPlay(flood));
        collected.Measure(new FakeHost("dns", sink), _plan with { Duration = null }, new FakeHost(generator, sender));
        return collected;
    }

    private static SinkResult Found() => Plays.Found(100, null) with
    {
        WindowDrops = 7,
        SocketDrops = 7,
        Wakeups = 4,
        Sockets = [new SocketFindings { Packets = 100, Bytes = 1800, Drops = 7, Watched = new WatchedSocket { Address = "127.0.0.1", Port = 53, Cookie = 5, Holder = new SocketHolder { Id = 8, Name = "dnsmasq" }, ReceiveBuffer = 212992, QueuePercent = 60, MeanQueuePercent = 2 } }],
        Watch = new WatchFindings
        {
            Processes = [new SocketHolder { Id = 8, Name = "dnsmasq" }],
            Threads = [new ThreadFindings { ProcessId = 8, Id = 8, Name = "dnsmasq", UserSeconds = 0.25, SystemSeconds = 0.75, Wakeups = 4 }, new ThreadFindings { ProcessId = 8, Id = 9, Name = "dnsmasq" }],
        },
    };
}
