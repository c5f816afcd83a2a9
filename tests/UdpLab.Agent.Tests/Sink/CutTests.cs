using UdpLab.Agent.Sink;
using UdpLab.Wire;

namespace UdpLab.Agent.Tests;

/// <summary>Windows of a measurement that goes on: each conserves, and together they are the whole.</summary>
[Collection(Machine.Name)]
public class CutTests
{
    private static readonly OpenFlood _flood = new() { Backend = FloodBackend.Socket, Destination = Trial.Loopback, Flows = 16 };

    // Senders hand packets to a socket in batches (udp_prod_queue of Linux 6.18).
    private const long MostInFlight = 1000;

    [Theory]
    [InlineData(ReceiveMethod.Recvmsg, 1, true)]
    [InlineData(ReceiveMethod.Recvmmsg, 1, true)]
    [InlineData(ReceiveMethod.Recvmsg, 3, true)]
    [InlineData(ReceiveMethod.Recvmmsg, 4, false)]
    public void TheWindowsOfAnOverloadAreTheWhole(ReceiveMethod method, int sockets, bool check)
    {
        using AgentProcess agent = AgentProcess.Start();
        Trial trial = Trial.OnLoopback(agent).Open(new OpenSink { Address = Trial.Loopback, Sockets = sockets, ReceiveBuffer = 4096 });
        trial.Arm(new Measure { Method = method, Stays = true, Check = check });
        long window = agent.Send(new OpenWindow());
        agent.Wait<Armed>(window);
        long running = trial.Start(_flood);
        List<SinkResult> parts = [];

        // Until each cut has something to divide.
        while (parts.Count < 20 || parts.Count(p => p.Packets > 0 && p.SocketDrops > 0) < 3)
        {
            Assert.InRange(parts.Count, 0, 2000);
            parts.Add(agent.Ask<SinkResult>(new CutWindow { Window = window }));
        }

        trial.End(running);

        // What is still in the sockets belongs to no window that is cut.
        Assert.True(Machine.Becomes(() => agent.Ask<SinkStatus>(new ReadSink()) is var status && status.Packets + status.Drops >= trial.Sent, 20), "Packets were left in the sockets.");
        parts.Add(agent.Ask<SinkResult>(new CutWindow { Window = window, Close = true }));
        trial.Finish().MustConserve();
        SinkResult whole = trial.Result;
        Assert.Equal(
            (whole.Packets, whole.Bytes, whole.TotalPackets, whole.TotalDatagrams, whole.SocketDrops),
            (parts.Sum(p => p.Packets), parts.Sum(p => p.Bytes), parts.Sum(p => p.TotalPackets), parts.Sum(p => p.TotalDatagrams), parts.Sum(p => p.SocketDrops)));
        Assert.Equal(check, whole.Headers is not null);
        Assert.Equal(
            (whole.Headers?.Lost ?? 0, whole.Headers?.OutOfOrder ?? 0, whole.Headers?.Duplicates ?? 0, whole.Headers?.BadMagic ?? 0),
            (parts.Sum(p => p.Headers?.Lost ?? 0), parts.Sum(p => p.Headers?.OutOfOrder ?? 0), parts.Sum(p => p.Headers?.Duplicates ?? 0), parts.Sum(p => p.Headers?.BadMagic ?? 0)));
        Assert.InRange(parts.Sum(p => p.UserSeconds + p.SystemSeconds)!.Value, 1e-6, (whole.UserSeconds + whole.SystemSeconds)!.Value);
        Assert.Equal(whole.UdpDelta("InErrors"), parts.Sum(p => p.UdpDelta("InErrors")));
        foreach (SinkResult part in parts)
        {
            // No other socket of the suite's namespace receives meanwhile.
            Assert.Equal(part.UdpDelta("InDatagrams"), part.TotalDatagrams);

            // What the kernel drops during the reading may be in one count and not yet in the other: a batch of senders' packets.
            Assert.InRange(part.UdpDelta("InErrors") - part.SocketDrops!.Value, -MostInFlight, MostInFlight);
            Assert.Equal(part.TotalPackets, part.Packets);
            Assert.Equal(part.Packets, part.Sockets.Sum(s => s.Packets));
            Assert.Equal(part.SocketDrops, part.Sockets.Sum(s => s.Drops));
            Assert.InRange(part.LastNanoseconds, part.FirstNanoseconds, part.EndNanoseconds);
        }

        foreach ((SinkResult part, SinkResult next) in parts.Zip(parts.Skip(1)))
        {
            Assert.Equal(part.EndNanoseconds, next.BeginNanoseconds);
        }
    }

    [Fact]
    public void AWindowThatNothingReachesIsEmpty()
    {
        using AgentProcess agent = AgentProcess.Start();
        Trial trial = Trial.OnLoopback(agent).Open(new OpenSink { Address = Trial.Loopback });
        trial.Arm(new Measure { Stays = true, Timeout = 0 });
        long window = agent.Send(new OpenWindow { WithFacts = true });
        Assert.NotNull(agent.Wait<Armed>(window).Facts);
        SinkResult part = agent.Ask<SinkResult>(new CutWindow { Window = window });
        Assert.Equal((0, 0, 0, 0), (part.Packets, part.TotalPackets, part.FirstNanoseconds, part.SocketDrops));
        Assert.InRange(part.EndNanoseconds, part.BeginNanoseconds + 1, long.MaxValue);

        // It stays, though no packet came in its timeout.
        Assert.True(Machine.Becomes(() => agent.Ask<SinkStatus>(new ReadSink()) is { Packets: 0, Drops: 0, Pps: 0, Problem: null }, 20));
        Assert.DoesNotContain(agent.Replies, r => r is WindowClosed or Interval);
        trial.Finish();
        Assert.Equal(0, trial.Result.Packets);
    }

    [Fact]
    public void WindowsOverlapAndEachHasItsOwn()
    {
        using AgentProcess agent = AgentProcess.Start();
        Trial trial = Trial.OnLoopback(agent).Open(new OpenSink { Address = Trial.Loopback, ReceiveBuffer = 4_000_000 });
        trial.Arm(new Measure { Stays = true });
        long first = agent.Send(new OpenWindow());
        Send(trial, agent, 300);
        long second = agent.Send(new OpenWindow());
        Send(trial, agent, 200);
        SinkResult early = agent.Ask<SinkResult>(new CutWindow { Window = first });
        Send(trial, agent, 100);
        SinkResult late = agent.Ask<SinkResult>(new CutWindow { Window = second, Close = true });
        SinkResult rest = agent.Ask<SinkResult>(new CutWindow { Window = first, Close = true });
        Assert.Equal((500, 300, 100), (early.Packets, late.Packets, rest.Packets));

        // Three floods, each of which begins with number 0: none is lost, and none is a duplicate.
        trial.Finish();
        Assert.Equal(600, trial.Result.Packets);
        Assert.Equal(new HeaderFindings(), trial.Result.Headers);
        Assert.Equal(FailureCode.Protocol, agent.Refused(new CutWindow { Window = first }).Code);
        Assert.Contains(agent.Replies, r => r is Interval i && i.Id == trial.MeasureId);
    }

    [Fact]
    public void TheRestOfAWindowIsWhatFollowsItsLastCut()
    {
        using AgentProcess agent = AgentProcess.Start();
        Trial trial = Trial.OnLoopback(agent).Open(new OpenSink { Address = Trial.Loopback, ReceiveBuffer = 4_000_000 });
        trial.Arm(new Measure());
        long window = agent.Send(new OpenWindow());
        Send(trial, agent, 50);
        SinkResult part = agent.Ask<SinkResult>(new CutWindow { Window = window });
        Send(trial, agent, 20);
        SinkResult rest = agent.Ask<SinkResult>(new FinishMeasure { Window = window });
        Assert.Equal((50, 20), (part.Packets, rest.Packets));
    }

    [Theory]
    [InlineData(10, 14, 12, 12)]
    [InlineData(10, 14, 9, 10)]
    [InlineData(10, 14, 99, 14)]
    [InlineData(10, 14, null, 10)]
    public void DropsDuringAReadingAgreeWithTheKernelsCountIfTheyCan(int low, int high, int? errors, int expected) =>
        Assert.Equal([(uint)expected, 7u], SinkReading.Between([(uint)low, 7], [(uint)high, 7], [0, 7], errors));

    [Fact]
    public void TheLongerTheFewerIntervals()
    {
        IntervalLog log = new();
        List<Interval> reported = [];
        for (int i = 1; i <= 100_000; i++)
        {
            log.Add(new Interval { Seconds = i / 4.0, Length = 0.25, Packets = i, EndNanoseconds = i });
        }

        log.Report(7, r => reported.Add((Interval)r));
        Assert.InRange(reported.Count, 512, 1024);
        Assert.Equal((5_000_050_000, 25_000.0, 100_000), (reported.Sum(i => i.Packets), reported.Sum(i => i.Length), reported[^1].EndNanoseconds));
        Assert.All(reported, i => Assert.Equal(7, i.Id));
        Assert.Single(reported.SkipLast(1).Select(i => i.Length).Distinct());
    }

    /// <summary>Sends this many, and waits until they are received and nothing more comes.</summary>
    private static void Send(Trial trial, AgentProcess agent, long count)
    {
        long before = agent.Ask<SinkStatus>(new ReadSink()).Packets;
        trial.Send(new OpenFlood { Backend = FloodBackend.Socket, Destination = Trial.Loopback, Count = count });
        Assert.True(Machine.Becomes(() => agent.Ask<SinkStatus>(new ReadSink()).Packets == before + count, 20));
        AwaitSilence(agent);
    }

    /// <summary>Waits until nothing comes any more; a window must be open.</summary>
    private static void AwaitSilence(AgentProcess agent)
    {
        int silent = Silent();
        Assert.True(Machine.Becomes(() => Silent() >= silent + 2, 20));

        int Silent() => agent.Replies.Count(r => r is Interval { Packets: 0 });
    }
}
