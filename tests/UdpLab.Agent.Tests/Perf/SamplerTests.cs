using System.Text.RegularExpressions;
using UdpLab.Agent.Kernel;
using UdpLab.Agent.Perf;
using UdpLab.Wire;

namespace UdpLab.Agent.Tests;

/// <summary>Captures that the agent takes by itself, without perf.</summary>
[Collection(Machine.Name)]
public sealed partial class SamplerTests
{
    [Theory]
    [InlineData(CallGraphMode.Fp, null)]
    [InlineData(CallGraphMode.None, null)]
    [InlineData(CallGraphMode.Fp, "cpu-clock:u")]
    [InlineData(CallGraphMode.Fp, "cpu-clock:k")]
    public void AProcessIsSampled(CallGraphMode callGraph, string? name)
    {
        Machine.RequireRoot();
        using Hog hog = Hog.Start("a b/c (d) [e]");
        using AgentProcess agent = AgentProcess.Start();
        Capture capture = Record(agent, hog, new PerfPlan { ProcessId = hog.Id, Sampler = PerfSampler.Agent, CallGraph = callGraph, Event = name });
        Assert.Null(capture.Result.Failure);
        Assert.Empty(capture.Result.Problems);
        Assert.Equal((PerfSampler.Agent, ""), (capture.Result.Sampler, capture.Result.Version));
        Assert.Equal("udplab-agent", capture.Result.Command[0]);
        Assert.True(capture.Result.Samples > 0, "no sample");
        Assert.Equal(capture.Result.Samples, capture.Samples.Length);
        Assert.All(capture.Samples, s => Assert.Equal(hog.Id, s.Thread));
        Assert.Contains("a b/c (d) [e]", capture.Script, StringComparison.Ordinal);
        Assert.Equal(callGraph == CallGraphMode.Fp, capture.Script.Contains("\n\t", StringComparison.Ordinal));

        // At the border of a virtual machine's kernel a sample or two may be taken on the other side.
        double kernel = (double)capture.Script.Split('\n').Count(line => line.EndsWith("([kernel.kallsyms])", StringComparison.Ordinal)) / capture.Result.Samples;
        Assert.Equal(name?.EndsWith(":u", StringComparison.Ordinal) == true, kernel < 0.1);

        // A kernel sample has its callers in the program.
        Assert.Equal(name != "cpu-clock:k" || callGraph == CallGraphMode.Fp, capture.Script.Contains("/bash)", StringComparison.Ordinal));
        Assert.Empty(Capture.Folders(agent.Id));
        Assert.Empty(Capture.ChildrenOf(agent.Id));
    }

    [Fact]
    public void WherePerfIsNotInstalledTheAgentSamples()
    {
        Machine.RequireRoot();
        using Hog hog = Hog.Start();
        string nothing = Path.GetTempFileName();
        using AgentProcess agent = AgentProcess.Start("unshare", ["-m", "sh", "-c", $"{Hidden(nothing)} && exec \"$0\"", AgentBinary.Path]);
        Capture capture = Record(agent, hog, new PerfPlan { ProcessId = hog.Id });
        Assert.Equal(PerfSampler.Agent, capture.Result.Sampler);
        Assert.True(capture.Result.Samples > 0, "no sample");

        // Not without perf, which is named with its package.
        foreach ((PerfPlan plan, string parameter) in new (PerfPlan, string)[]
        {
            (new PerfPlan { CallGraph = CallGraphMode.Dwarf }, "CallGraph"),
            (new PerfPlan { Event = "cache-misses" }, "Event"),
            (new PerfPlan { SendData = true }, "Path"),
            (new PerfPlan { CacheLine = true }, "CacheLine"),
            (new PerfPlan { Sampler = PerfSampler.Perf }, "Sampler"),
        })
        {
            Failure refusal = agent.Refused(new StartPerf { Plan = plan with { ProcessId = hog.Id }, Duration = 0.1 });
            Assert.Equal((FailureCode.NotFound, parameter, "perf"), (refusal.Code, refusal.Parameter, refusal.Path));
            Assert.Contains("takes perf", refusal.Message, StringComparison.Ordinal);
        }

        File.Delete(nothing);
    }

    [Fact]
    public void WhatOnlyPerfCanDoIsRefusedToWhoWantsTheAgent()
    {
        Machine.RequireRoot();
        using AgentProcess agent = AgentProcess.Start();
        Failure refusal = agent.Refused(new StartPerf { Plan = new PerfPlan { AllCpus = true, CallGraph = CallGraphMode.Dwarf, Sampler = PerfSampler.Agent }, Duration = 0.1 });
        Assert.Equal((FailureCode.InvalidArgument, "CallGraph"), (refusal.Code, refusal.Parameter));
        Assert.Contains("-CallGraph Dwarf takes perf, and -Sampler is Agent", refusal.Message, StringComparison.Ordinal);
        refusal = agent.Refused(new OpenSink { Address = Trial.Loopback, AnyPortWillDo = true, Profile = new PerfPlan { CallGraph = CallGraphMode.Dwarf, Sampler = PerfSampler.Agent } });
        Assert.Equal("ProfileCallGraph", refusal.Parameter);
    }

    /// <summary>A sample is a draw from what the process does: two samplers' shares of a function differ by no more than two draws do.</summary>
    [Fact]
    public void BothSamplersAtOnceAgreeWithinSamplingNoise()
    {
        Machine.RequireRoot();
        Machine.Need("perf");
        using Hog hog = Hog.Start();
        using AgentProcess one = AgentProcess.Start();
        using AgentProcess other = AgentProcess.Start();
        Dictionary<PerfSampler, Capture> taken = [];

        // Frequencies without a common divisor: timers in step would see the same moments of a loop, or each other.
        (AgentProcess Agent, PerfPlan Plan)[] captures =
        [
            (one, new PerfPlan { ProcessId = hog.Id, Sampler = PerfSampler.Agent, Frequency = 997 }),
            (other, new PerfPlan { ProcessId = hog.Id, Sampler = PerfSampler.Perf, Frequency = 991 }),
        ];
        long[] ids = [.. captures.Select(c => Begin(c.Agent, c.Plan))];
        hog.Work(400);
        for (int i = 0; i < 2; i++)
        {
            captures[i].Agent.Ask<Done>(new StopPerf());
            taken[captures[i].Plan.Sampler] = Capture.Of(captures[i].Agent, ids[i]);
        }

        Dictionary<string, int> ours = Leaves(taken[PerfSampler.Agent]), theirs = Leaves(taken[PerfSampler.Perf]);
        int n1 = ours.Values.Sum(), n2 = theirs.Values.Sum();
        Assert.InRange(Math.Min(n1, n2), 1000, int.MaxValue);
        string[] top = [.. ours.Keys.Union(theirs.Keys).OrderByDescending(name => (double)ours.GetValueOrDefault(name) / n1 + ((double)theirs.GetValueOrDefault(name) / n2)).Take(10)];

        // The pooled z-test of two proportions (NIST/SEMATECH e-Handbook, 7.3.3) for each of the ten. |z| > 5.2 comes by chance in
        // 2 of 10 million tests: with ten of them (Bonferroni), in 2 of a million runs.
        Assert.All(top, name =>
        {
            double x1 = ours.GetValueOrDefault(name), x2 = theirs.GetValueOrDefault(name), pooled = (x1 + x2) / (n1 + n2);
            double z = ((x1 / n1) - (x2 / n2)) / Math.Sqrt(pooled * (1 - pooled) * ((1.0 / n1) + (1.0 / n2)));
            Assert.True(Math.Abs(z) <= 5.2, $"{name}: {x1} of {n1} and {x2} of {n2}, z = {z:0.0}");
        });
    }

    [Fact]
    public void AProcessThatEndsEndsIt()
    {
        Machine.RequireRoot();
        using Hog hog = Hog.Start();
        using AgentProcess agent = AgentProcess.Start();
        long id = Begin(agent, new PerfPlan { ProcessId = hog.Id, Sampler = PerfSampler.Agent });
        hog.Work();
        hog.Kill();
        Capture capture = Capture.Of(agent, id);
        Assert.Null(capture.Result.Failure);
        Assert.Contains("ended by itself", Assert.Single(capture.Result.Problems), StringComparison.Ordinal);

        // Its program is still there, and what it had mapped was noted.
        Assert.Contains("/bash)", capture.Script, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^\t +[0-9a-f]+ [^\[(]+ \(/[^)]*/bash\)$", capture.Script);
        Assert.Equal(FailureCode.NotFound, agent.Refused(new StartPerf { Plan = new PerfPlan { ProcessId = hog.Id, Sampler = PerfSampler.Agent }, Duration = 1 }).Code);
    }

    [Fact]
    public void CpusAreSampledWithProcessesThatBeginLater()
    {
        Machine.RequireRoot();
        using AgentProcess agent = AgentProcess.Start();
        long id = Begin(agent, new PerfPlan { AllCpus = true, Sampler = PerfSampler.Agent });
        using Hog hog = Hog.Start("begun-later");
        hog.Work(30);
        agent.Ask<Done>(new StopPerf());
        Capture capture = Capture.Of(agent, id);
        Assert.Contains(capture.Samples, s => s.Thread == hog.Id);
        Assert.Contains($"begun-later {hog.Id,5}/", capture.Script, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^\t +[0-9a-f]+ [^\[(]+ \(/[^)]*/bash\)$", capture.Script);
    }

    [Fact]
    public void LostSamplesAreCounted()
    {
        Machine.RequireRoot();
        using Hog hog = Hog.Start();
        using SampleStore store = new(1 << 20);
        using SampleRings rings = SampleRings.Open(new SampleSource(Cycles: false, 500, Kernel: true, User: true, Stacks: true), new PerfTarget { ProcessId = hog.Id }, pages: 1);
        rings.Enable();

        // A page has room for forty samples or so, and nobody reads them.
        hog.Work(200);
        rings.Disable();
        rings.Drain(store);
        Assert.InRange(store.Count, 1, 400);
        long told = store.Lost, counted = rings.Lost();
        Assert.True(told == 0 || counted == 0 || counted >= told, $"{told} told, {counted} counted");
        Assert.SkipWhen(counted == 0 && Environment.OSVersion.Version < new Version(6, 0), "This kernel tells of losses only with the next sample.");
        Assert.InRange(counted, 1, long.MaxValue);

        // The next samples have room, and tell of those.
        rings.Enable();
        hog.Work();
        rings.Disable();
        rings.Drain(store);
        Assert.InRange(store.Lost, 1, rings.Lost());
    }

    [Theory]
    [InlineData(PerfSampler.Agent)]
    [InlineData(PerfSampler.Perf)]
    public void ASinksWindowIsSampledAndItsOwnCodeNamed(PerfSampler sampler)
    {
        Machine.RequireRoot();
        if (sampler == PerfSampler.Perf)
        {
            Machine.Need("perf");
        }

        using AgentProcess agent = AgentProcess.Start();
        using AgentProcess generator = AgentProcess.Start();
        Trial trial = new Trial(agent, generator).Open(new OpenSink { Address = Trial.Loopback, Sockets = 2, Profile = new PerfPlan { Sampler = sampler } }).Run(
            new Measure { Profile = true, Warmup = 0.3, Duration = 0.6 },
            new OpenFlood { Backend = FloodBackend.Socket, Destination = Trial.Loopback, Duration = 1.2, Flows = 16 });
        Capture capture = Capture.Of(agent, trial.Result.Id);
        Assert.Null(capture.Result.Failure);
        Assert.True(capture.Result.Samples > 0, "no sample");

        // The sink's threads ended before the recording did, which is nobody's concern.
        Assert.Empty(capture.Result.Problems);
        Assert.All(capture.Samples, s => Assert.InRange(s.Time, trial.Result.FirstNanoseconds, trial.Result.LastNanoseconds));
        Assert.Equal((trial.Result.FirstNanoseconds, trial.Result.LastNanoseconds), (capture.Result.FirstNanoseconds, capture.Result.LastNanoseconds));
        Assert.Contains("udp_recvmsg", capture.Script, StringComparison.Ordinal);
        Assert.Contains("[udplab-agent] (", capture.Script, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"\[unknown\] \((.*/udplab-agent|/tmp/perf-.*|//anon)\)", capture.Script);
    }

    [Fact]
    public void AKilledAgentLeavesNoEvent()
    {
        Machine.RequireRoot();
        using Hog hog = Hog.Start();
        using AgentProcess agent = AgentProcess.Start();
        Begin(agent, new PerfPlan { AllCpus = true, Sampler = PerfSampler.Agent });
        Assert.Contains(EventHolders(), id => id == agent.Id);
        Assert.Empty(Capture.ChildrenOf(agent.Id));
        Assert.Empty(Capture.Folders(agent.Id));
        ProcessState.Signal(agent.Id, "KILL");
        Assert.True(Machine.Becomes(() => !EventHolders().Contains(agent.Id) && !agent.Running, 10), "the agent, or its events, are still there");
    }

    [Fact]
    public void AResetEndsIt()
    {
        Machine.RequireRoot();
        using AgentProcess agent = AgentProcess.Start();
        Begin(agent, new PerfPlan { AllCpus = true, Sampler = PerfSampler.Agent });
        agent.Ask<Done>(new Reset());
        Assert.DoesNotContain(EventHolders(), id => id == agent.Id);
        Assert.DoesNotContain(agent.Replies, r => r is PerfResult or PerfChunk);
    }

    /// <summary>Commands that hide the machine's perf in a mount namespace.</summary>
    private static string Hidden(string nothing)
    {
        string[] perfs = [.. Directory.GetFiles("/usr/bin", "perf").Concat(Directory.GetFiles("/usr/bin", "perf_*"))];
        return string.Join(" && ", perfs.Select(p => $"mount --bind {nothing} {p}").Append("true"));
    }

    private static Capture Record(AgentProcess agent, Hog hog, PerfPlan plan)
    {
        long id = Begin(agent, plan);
        hog.Work();
        agent.Ask<Done>(new StopPerf());
        return Capture.Of(agent, id);
    }

    private static long Begin(AgentProcess agent, PerfPlan plan)
    {
        long id = agent.Send(new StartPerf { Plan = plan, Duration = 600 });
        agent.Wait<PerfStarted>(id);
        return id;
    }

    /// <summary>Processes that hold perf events open.</summary>
    private static int[] EventHolders() => [.. Processes.All().Where(id =>
    {
        try
        {
            return Directory.EnumerateFiles($"/proc/{id}/fd").Any(fd => new FileInfo(fd).LinkTarget == "anon_inode:[perf_event]");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    })];

    /// <summary>Samples by the function they were taken in, whatever they were called by.</summary>
    private static Dictionary<string, int> Leaves(Capture capture) => First().Matches(capture.Script).GroupBy(m => m.Groups[1].Value, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal);

    // The line after that of a sample: address, function, object.
    [GeneratedRegex(@"/\d+ +\[\d+\] +\d+\.\d{9}: .*\n\t +[0-9a-f]+ (.+)\n", RegexOptions.CultureInvariant)]
    private static partial Regex First();
}
