using System.Text.RegularExpressions;
using UdpLab.Wire;

namespace UdpLab.Agent.Tests;

/// <summary>A profiled measurement: the samples are exactly those of the measured window, to the nanosecond.</summary>
[Collection(Machine.Name)]
public sealed class SinkProfileTests
{
    [Fact]
    public void TheSamplesAreThoseOfTheWindowAndOfTheSinksThreads()
    {
        Machine.RequireRoot();
        using AgentProcess agent = AgentProcess.Start();
        (SinkResult result, Capture capture) = Measure(agent, new OpenSink { Address = Trial.Loopback, Sockets = 2, Profile = new PerfPlan { SendData = true } });
        Assert.True(capture.Result.Samples > 0, "no sample");
        Assert.Equal((result.FirstNanoseconds, result.LastNanoseconds), (capture.Result.FirstNanoseconds, capture.Result.LastNanoseconds));

        // perf's own count of the same file, by thread and time, is the oracle.
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(file, capture.Data);
            MatchCollection all = Regex.Matches(Tool.Run("perf", "script", "-i", file, "-F", "tid,time", "--ns"), @"^ *(\d+) +(\d+)\.(\d{9}):", RegexOptions.Multiline);
            long[] times = [.. all.Select(m => long.Parse(m.Groups[2].Value + m.Groups[3].Value, System.Globalization.CultureInfo.InvariantCulture))];
            Assert.Equal(times.Count(t => t >= result.FirstNanoseconds && t <= result.LastNanoseconds), capture.Result.Samples);
            Assert.Contains(times, t => t < result.FirstNanoseconds || t > result.LastNanoseconds);
        }
        finally
        {
            File.Delete(file);
        }

        Assert.InRange(capture.Samples.Select(s => s.Thread).Distinct().Count(), 1, 2);
        Assert.DoesNotContain(capture.Samples, s => s.Thread == agent.Id);
        Assert.Contains("udp_recvmsg", capture.Script, StringComparison.Ordinal);
        Assert.Empty(Capture.Folders(agent.Id));
    }

    [Fact]
    public void ServingCpusAreInItWithWhateverRanThere()
    {
        Machine.RequireRoot();
        Assert.SkipUnless(Environment.ProcessorCount > 1, "This needs two CPUs.");
        using AgentProcess agent = AgentProcess.Start();
        Capture capture = Measure(agent, new OpenSink { Address = Trial.Loopback, Cpus = [1], Profile = new PerfPlan { Cpus = [0] } }).Capture;
        int[] threads = [.. capture.Samples.Where(s => s.Cpu != 0).Select(s => s.Thread).Distinct()];
        Assert.Single(threads);
        Assert.Contains(capture.Samples, s => s.Cpu == 0 && !threads.Contains(s.Thread));
        Assert.Equal(["-C", "0,1"], capture.Result.Command.SkipWhile(a => a != "-C").Take(2));
    }

    [Fact]
    public void ASinkMeasuresWithAProfileAndWithoutAsOftenAsAsked()
    {
        Machine.RequireRoot();
        using AgentProcess agent = AgentProcess.Start();
        Trial trial = Trial.OnLoopback(agent).Open(new OpenSink { Address = Trial.Loopback, Profile = new PerfPlan() });
        OpenFlood flood = new() { Backend = FloodBackend.Socket, Destination = Trial.Loopback, Duration = 0.3 };
        foreach (bool profile in (bool[])[false, true, true, false])
        {
            trial.Run(new Measure { Profile = profile }, flood).MustConserve();
            if (profile)
            {
                Assert.Null(agent.Wait<PerfResult>(trial.Result.Id).Failure);
            }
        }
    }

    [Fact]
    public void WithoutAPacketThereIsNoProfileToWaitFor()
    {
        Machine.RequireRoot();
        using AgentProcess agent = AgentProcess.Start();
        Trial trial = Trial.OnLoopback(agent).Open(new OpenSink { Address = Trial.Loopback, Profile = new PerfPlan() });
        trial.Arm(new Measure { Profile = true, Timeout = 0.2 });
        Assert.Equal(WindowEnd.NoPacket, trial.WindowEnd);
        Assert.Equal(0, trial.Finish().Result.Packets);
        Assert.Empty(Capture.Folders(agent.Id));
        Assert.Empty(Capture.ChildrenOf(agent.Id));
    }

    [Fact]
    public void AWindowOfASinkThatStaysHasARecordingOfItsOwn()
    {
        Machine.RequireRoot();
        using AgentProcess agent = AgentProcess.Start();
        using AgentProcess generator = AgentProcess.Start();
        Trial trial = new Trial(agent, generator).Open(new OpenSink { Address = Trial.Loopback, Sockets = 2 });
        trial.Arm(new Measure { Stays = true });
        long running = trial.Start(new OpenFlood { Backend = FloodBackend.Socket, Destination = Trial.Loopback, Flows = 16 });
        foreach (bool wanted in (bool[])[true, false, true])
        {
            long window = agent.Send(new OpenWindow { Profile = new PerfPlan() });
            agent.Wait<Armed>(window);
            Assert.Equal(FailureCode.Busy, agent.Refused(new OpenWindow { Profile = new PerfPlan() }).Code);
            int intervals = agent.Replies.OfType<Interval>().Count(i => i.Id == window);
            Assert.True(Machine.Becomes(() => agent.Replies.OfType<Interval>().Count(i => i.Id == window) >= intervals + 3, 20));
            SinkResult result = agent.Ask<SinkResult>(new CutWindow { Window = window, Close = true, Profile = wanted });
            if (wanted)
            {
                Capture capture = Capture.Of(agent, result.Id);
                Assert.Null(capture.Result.Failure);
                Assert.True(capture.Result.Samples > 0, "no sample");
                Assert.Equal((result.FirstNanoseconds, result.LastNanoseconds), (capture.Result.FirstNanoseconds, capture.Result.LastNanoseconds));
                Assert.InRange(capture.Samples.Select(s => s.Thread).Distinct().Count(), 1, 2);
            }
        }

        // One that is open when the sink ends is not sent.
        agent.Wait<Armed>(agent.Send(new OpenWindow { Profile = new PerfPlan() }));
        trial.End(running);
        trial.Finish().MustConserve();
        Assert.DoesNotContain(agent.Replies, r => r is PerfResult && r.Id == trial.Result.Id);
        Assert.Empty(Capture.Folders(agent.Id));
        Assert.Empty(Capture.ChildrenOf(agent.Id));
    }

    private static (SinkResult Result, Capture Capture) Measure(AgentProcess agent, OpenSink plan)
    {
        using AgentProcess generator = AgentProcess.Start();
        Trial trial = new Trial(agent, generator).Open(plan).Run(
            new Measure { Profile = true, Warmup = 0.3, Duration = 0.6 },
            new OpenFlood { Backend = FloodBackend.Socket, Destination = Trial.Loopback, Duration = 1.2, Flows = 16 });
        return (trial.Result, Capture.Of(agent, trial.Result.Id));
    }
}
