using System.Text.RegularExpressions;
using UdpLab.Wire;

namespace UdpLab.Agent.Tests;

/// <summary>Real captures with this machine's perf.</summary>
[Collection(Machine.Name)]
public sealed partial class CaptureTests
{
    [Theory]
    [InlineData(CallGraphMode.Fp)]
    [InlineData(CallGraphMode.Dwarf)]
    [InlineData(CallGraphMode.None)]
    public void TheSamplesAreThosePerfReportCounts(CallGraphMode callGraph)
    {
        Machine.RequireRoot();
        using Hog hog = Hog.Start();
        using AgentProcess agent = AgentProcess.Start();
        Capture capture = Capture.Take(agent, new PerfPlan { ProcessId = hog.Id, CallGraph = callGraph, SendData = true, Frequency = 499 }, 1, hog);
        Assert.Null(capture.Result.Failure);
        Assert.True(capture.Result.Samples > 0, "no sample");
        Assert.Equal(capture.Result.Samples, capture.Samples.Length);
        Assert.Equal(capture.Result.DataBytes, capture.Data.Length);
        Assert.Equal(callGraph == CallGraphMode.None, !capture.Script.Contains("\n\t", StringComparison.Ordinal));
        Assert.All(capture.Samples, s => Assert.Equal(hog.Id, s.Thread));
        string report = Report(capture.Data);
        Assert.Equal(capture.Result.Samples, Rows().Matches(report).Sum(m => long.Parse(m.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture)));
        Assert.InRange((capture.Result.LastNanoseconds - capture.Result.FirstNanoseconds) / 1e9, 0.99, 60);
        AssertNothingLeft(agent);
    }

    [Theory]
    [InlineData("a b/c (d) [e]")]
    [InlineData("1/2 [000] 3.4:")]
    [InlineData("x\n\n\ty 5 (z)")]
    [InlineData(":;'\"\\%s$(id)`")]
    public void ACommandMayBeCalledAnything(string name)
    {
        Machine.RequireRoot();
        using Hog hog = Hog.Start(name);
        using AgentProcess agent = AgentProcess.Start();
        Capture capture = Capture.Take(agent, hog, new PerfPlan { ProcessId = hog.Id });
        Assert.True(capture.Result.Samples > 0, "no sample");
        Assert.Equal(capture.Result.Samples, capture.Samples.Length);
        Assert.All(capture.Samples, s => Assert.Equal(hog.Id, s.Thread));
    }

    [Fact]
    public void CpusAreRecordedWithWhateverRuns()
    {
        Machine.RequireRoot();
        using Hog hog = Hog.Start();
        using AgentProcess agent = AgentProcess.Start();
        Capture one = Capture.Take(agent, new PerfPlan { Cpus = [0] }, 0.5);
        Assert.All(one.Samples, s => Assert.Equal(0, s.Cpu));
        Assert.Contains("-C", one.Result.Command);

        // One CPU instead of all: the last, which the hog now runs on.
        int last = agent.Hello.OnlineCpus[^1];
        Tool.Run("taskset", "-pc", $"{last}", $"{hog.Id}");
        Capture all = Capture.Take(agent, new PerfPlan { AllCpus = true, CallGraph = CallGraphMode.None }, 0.5);
        Assert.Contains(all.Samples, s => s.Thread == hog.Id && s.Cpu == last);
    }

    [Fact]
    public void ASinkIsFoundByItsPort()
    {
        Machine.RequireRoot();
        using System.Net.Sockets.UdpClient socket = new(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));
        int port = ((System.Net.IPEndPoint)socket.Client.LocalEndPoint!).Port;
        using AgentProcess agent = AgentProcess.Start();
        long id = agent.Send(new StartPerf { Plan = new PerfPlan { SinkPort = port }, Duration = 0.2 });
        Assert.Equal(Environment.ProcessId, agent.Wait<PerfStarted>(id).ProcessId);
        agent.Wait<PerfResult>(id);
        Failure refusal = agent.Refused(new StartPerf { Plan = new PerfPlan { SinkPort = Ports.Free() }, Duration = 0.2 });
        Assert.Equal((FailureCode.NotFound, "Sink"), (refusal.Code, refusal.Parameter));
    }

    [Fact]
    public void ThreadsMayEndWhilePerfListsThem()
    {
        Machine.RequireRoot();
        using AgentProcess agent = AgentProcess.Start();
        using ThreadChurn churn = ThreadChurn.Start(TimeSpan.FromSeconds(1.5));
        Assert.Null(Capture.Take(agent, new PerfPlan { ProcessId = Environment.ProcessId }, 0.1).Result.Failure);
    }

    [Fact]
    public void ItCanBeEndedEarlyAndIsSentAllTheSame()
    {
        Machine.RequireRoot();
        using Hog hog = Hog.Start();
        using AgentProcess agent = AgentProcess.Start();
        long id = agent.Send(new StartPerf { Plan = new PerfPlan { ProcessId = hog.Id }, Duration = 600 });
        agent.Wait<PerfStarted>(id);
        hog.Work();
        agent.Ask<Done>(new StopPerf());
        Assert.True(Capture.Of(agent, id).Result.Samples > 0);
        AssertNothingLeft(agent);
    }

    [Fact]
    public void AProcessThatEndsEndsIt()
    {
        Machine.RequireRoot();
        using Hog hog = Hog.Start();
        using AgentProcess agent = AgentProcess.Start();
        long id = agent.Send(new StartPerf { Plan = new PerfPlan { ProcessId = hog.Id }, Duration = 600 });
        agent.Wait<PerfStarted>(id);
        hog.Work();
        hog.Kill();
        Capture capture = Capture.Of(agent, id);
        Assert.Null(capture.Result.Failure);
        Assert.True(capture.Result.Samples > 0);
        Assert.Contains("ended by itself", Assert.Single(capture.Result.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void AFullDiskCutsItShortAndIsSaid()
    {
        Machine.RequireRoot();
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            // Less space than perf must leave free.
            using AgentProcess agent = AgentProcess.Start("unshare", ["-m", "sh", "-c", $"mount -t tmpfs -o size=64m none {folder} && TMPDIR={folder} exec \"$0\"", AgentBinary.Path]);
            using Hog hog = Hog.Start();
            Capture capture = Capture.Take(agent, new PerfPlan { ProcessId = hog.Id }, 600);
            Assert.Contains("TMPDIR", Assert.Single(capture.Result.Problems), StringComparison.Ordinal);
            Assert.InRange((capture.Result.LastNanoseconds - capture.Result.FirstNanoseconds) / 1e9, 0, 60);
        }
        finally
        {
            Directory.Delete(folder);
        }
    }

    [Fact]
    public void ADiskWithRoomForNextToNothingIsNamedToo()
    {
        Machine.RequireRoot();
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            using AgentProcess agent = AgentProcess.Start("unshare", ["-m", "sh", "-c", $"mount -t tmpfs -o size=200k none {folder} && TMPDIR={folder} exec \"$0\"", AgentBinary.Path]);
            Assert.Contains("TMPDIR", Said(), StringComparison.Ordinal);

            // On a busy machine the disk is full before the recording has begun.
            string Said()
            {
                try
                {
                    Capture capture = Capture.Take(agent, new PerfPlan { AllCpus = true, Frequency = 5000 }, 5);
                    return $"{capture.Result.Failure?.Message} {string.Join(' ', capture.Result.Problems)}";
                }
                catch (RefusedException refused)
                {
                    return refused.Message;
                }
            }
        }
        finally
        {
            Directory.Delete(folder);
        }
    }

    [Fact]
    public void LostSamplesAreCounted()
    {
        Machine.RequireRoot();
        using Hog hog = Hog.Start();
        using AgentProcess agent = AgentProcess.Start();

        // The kernel decides how many samples it takes: it lowers the rate whenever it likes.
        Capture capture;
        int ticks = 125;
        do
        {
            int allowed = int.Parse(File.ReadAllText("/proc/sys/kernel/perf_event_max_sample_rate"), System.Globalization.CultureInfo.InvariantCulture);
            capture = WithPerfStopped(agent, hog, Math.Clamp(allowed / 2, 1, 997), ticks);
            Assert.Null(capture.Result.Failure);
            ticks *= 2;
        }
        while (capture.Result.LostSamples == 0 && ticks <= 4000);

        Assert.True(capture.Result.LostSamples > 0, $"{capture.Result.Samples} samples, none lost");
    }

    /// <summary>
    /// If perf does not read its buffers in time, samples are lost: with a copy of the stack each takes kilobytes, so some
    /// hundreds fill half a megabyte on each of a few CPUs.
    /// </summary>
    private static Capture WithPerfStopped(AgentProcess agent, Hog hog, int rate, int ticks)
    {
        long id = agent.Send(new StartPerf { Plan = new PerfPlan { ProcessId = hog.Id, CallGraph = CallGraphMode.Dwarf, Frequency = rate }, Duration = 600 });
        agent.Wait<PerfStarted>(id);
        int perf = Assert.Single(Capture.ChildrenOf(agent.Id));
        ProcessState.Signal(perf, "STOP");
        hog.Work(ticks);
        ProcessState.Signal(perf, "CONT");
        hog.Work();
        hog.Pause();
        agent.Ask<Done>(new StopPerf());
        return Capture.Of(agent, id);
    }

    private static string Report(byte[] data)
    {
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(file, data);
            return Tool.Run("perf", "report", "-i", file, "--stdio", "--no-children", "-g", "none", "-F", "sample,comm,dso,sym", "-t", ";");
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static void AssertNothingLeft(AgentProcess agent)
    {
        Assert.True(Machine.Becomes(() => Capture.ChildrenOf(agent.Id).Length == 0, 10), "perf still runs");
        Assert.True(Machine.Becomes(() => Capture.Folders(agent.Id).Length == 0, 10), "its folder was not removed");
    }

    [GeneratedRegex(@"^ *(\d+) *;", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Rows();
}
