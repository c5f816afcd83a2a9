using UdpLab.Agent.Kernel;
using UdpLab.Wire;

namespace UdpLab.Agent.Tests;

/// <summary>What cannot be captured is refused before anything is recorded, with the reason and the remedy.</summary>
[Collection(Machine.Name)]
public sealed class PerfRefusalTests
{
    private const string Paranoid = "/proc/sys/kernel/perf_event_paranoid", Pointers = "/proc/sys/kernel/kptr_restrict";

    public static TheoryData<string, string, string, string> BadPlans => new()
    {
        { """{"event":"nosuch-event","allCpus":true}""", "InvalidArgument", "Event", "perf list" },
        { """{"event":"-o/etc/passwd","allCpus":true}""", "InvalidArgument", "Event", "not the name of a single event" },
        { """{"event":"cycles,instructions","allCpus":true}""", "InvalidArgument", "Event", "single event" },
        { """{"event":"$(id)","allCpus":true}""", "InvalidArgument", "Event", "single event" },
        { "{}", "InvalidArgument", "ProcessId", "-AllCpus" },
        { """{"cpus":[],"allCpus":false}""", "InvalidArgument", "ProcessId", "-AllCpus" },
        { """{"processId":4194000}""", "NotFound", "ProcessId", "no such process" },
        { """{"cpus":[4000]}""", "InvalidArgument", "Cpu", "not online" },
        { """{"frequency":100000000,"allCpus":true}""", "InvalidArgument", "Frequency", "kernel.perf_event_max_sample_rate" },
        { """{"cacheLine":true,"allCpus":true}""", "NotSupported", "CacheLine", "PEBS" },
    };

    [Theory]
    [MemberData(nameof(BadPlans))]
    public void WhatCannotWorkIsRefused(string plan, string code, string parameter, string words)
    {
        Machine.RequireRoot();
        Assert.SkipWhen(parameter == "CacheLine" && SamplesMemory(), "This CPU samples memory accesses.");
        using AgentProcess agent = AgentProcess.Start();
        agent.SendLine($$"""{"command":"perf.start","plan":{{plan}},"duration":1,"id":77}""");
        Failure refusal = Assert.Throws<RefusedException>(() => agent.Wait<PerfStarted>(77)).Failure;
        Assert.Equal((code, parameter), (refusal.Code.ToString(), refusal.Parameter));
        Assert.Contains(words, refusal.Message, StringComparison.Ordinal);
        Assert.Empty(Capture.Folders(agent.Id));
        Assert.Empty(Capture.ChildrenOf(agent.Id));
    }

    [Theory]
    [InlineData("cycles")]
    [InlineData("cycles:k")]
    [InlineData("cpu-cycles")]
    [InlineData("cpu/cycles/")]
    public void CyclesAskedForByNameAreCyclesOrNothing(string name)
    {
        Machine.RequireRoot();
        using AgentProcess agent = AgentProcess.Start();
        bool counted = FactsTests.Read(agent, "lo").Perf.CyclesErrno == 0;
        Assert.SkipWhen(counted, "This machine counts cycles.");
        Failure refusal = agent.Refused(new StartPerf { Plan = new PerfPlan { AllCpus = true, Event = name }, Duration = 0.1 });
        Assert.Equal((FailureCode.NotSupported, "Event"), (refusal.Code, refusal.Parameter));
        Assert.Contains($"-Event {name}", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("cpu-clock", refusal.Message, StringComparison.Ordinal);

        // Without an explicit event cpu-clock is used instead.
        Assert.Equal("cpu-clock", Capture.Take(agent, new PerfPlan { AllCpus = true }, 0.1).Result.SampledEvent);
    }

    [Theory]
    [InlineData("2", "kernel.perf_event_paranoid is 2", "kernel.perf_event_paranoid=1")]
    [InlineData("3", "kernel.perf_event_paranoid is 3", "kernel.perf_event_paranoid=1")]
    [InlineData("4", "kernel.perf_event_paranoid is 4", "kernel.perf_event_paranoid=1")]
    public void AnOrdinaryUserIsToldTheSysctl(string paranoid, string why, string remedy)
    {
        Machine.RequireRoot();
        using Setting setting = new(Paranoid, paranoid);
        using AgentProcess agent = AgentProcess.StartAsNobody();
        Failure refusal = agent.Refused(new OpenSink { Address = Trial.Loopback, AnyPortWillDo = true, Profile = new PerfPlan() });
        Assert.Equal((FailureCode.PermissionDenied, "Profile", "kernel.perf_event_paranoid"), (refusal.Code, refusal.Parameter, refusal.Path));
        Assert.Contains(why, refusal.Message, StringComparison.Ordinal);
        Assert.Contains(remedy, refusal.Message, StringComparison.Ordinal);
        Failure wide = agent.Refused(new StartPerf { Plan = new PerfPlan { AllCpus = true } });
        Assert.Contains("kernel.perf_event_paranoid=0", wide.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AnOrdinaryUserMayRecordHisOwnCodeAndWithALowerSysctlTheKernelToo()
    {
        Machine.RequireRoot();
        using (new Setting(Paranoid, "2"))
        using (AgentProcess agent = AgentProcess.StartAsNobody())
        {
            Capture capture = Capture.Take(agent, new PerfPlan { ProcessId = agent.Id, Event = "cpu-clock:u" }, 0.2);
            Assert.Null(capture.Result.Failure);
        }

        using Setting one = new(Paranoid, "1");
        using AgentProcess sink = AgentProcess.StartAsNobody();
        Trial trial = Trial.OnLoopback(sink).Open(new OpenSink { Address = Trial.Loopback, Profile = new PerfPlan() })
            .Run(new Measure { Profile = true }, new OpenFlood { Backend = FloodBackend.Socket, Destination = Trial.Loopback, Duration = 1 });
        Capture profile = Capture.Of(sink, trial.Result.Id);
        Assert.Null(profile.Result.Failure);
        Assert.Contains("udp_recvmsg", profile.Script, StringComparison.Ordinal);
    }

    [Fact]
    public void SomebodyElsesProcessIsRefusedByItsNumber()
    {
        Machine.RequireRoot();
        using Setting setting = new(Paranoid, "1");
        using Hog hog = Hog.Start();
        using AgentProcess agent = AgentProcess.StartAsNobody();
        Failure refusal = agent.Refused(new StartPerf { Plan = new PerfPlan { ProcessId = hog.Id } });
        Assert.Equal((FailureCode.PermissionDenied, "ProcessId"), (refusal.Code, refusal.Parameter));
    }

    [Fact]
    public void HiddenSymbolsAreRefusedWithTheSysctlThatHidesThem()
    {
        Machine.RequireRoot();

        // Visible to this agent only: the sysctl itself would affect other recordings on this machine.
        string zeros = Path.GetTempFileName(), two = Path.GetTempFileName();
        File.WriteAllLines(zeros, Enumerable.Repeat("0000000000000000 T hidden", 200));
        File.WriteAllText(two, "2\n");
        using AgentProcess agent = AgentProcess.Start("unshare", ["-m", "sh", "-c", $"mount --bind {zeros} /proc/kallsyms && mount --bind {two} {Pointers} && exec \"$0\"", AgentBinary.Path]);
        File.Delete(zeros);
        File.Delete(two);
        Failure refusal = agent.Refused(new StartPerf { Plan = new PerfPlan { AllCpus = true } });
        Assert.Equal((FailureCode.PermissionDenied, "kernel.kptr_restrict"), (refusal.Code, refusal.Path));
        Assert.Contains("kernel.kptr_restrict is 2", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("kernel.kptr_restrict=1", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AMissingPerfIsToldWithThePackageOfTheDistribution()
    {
        Machine.RequireRoot();
        string release = Path.GetTempFileName(), nothing = Path.GetTempFileName();
        try
        {
            File.WriteAllText(release, "ID=ubuntu\nPRETTY_NAME=Ubuntu\n");
            string[] perfs = [.. Directory.GetFiles("/usr/bin", "perf").Concat(Directory.GetFiles("/usr/bin", "perf_*"))];
            string hide = string.Join(" && ", perfs.Select(p => $"mount --bind {nothing} {p}").Append($"mount --bind {release} $(readlink -f /etc/os-release)"));
            using AgentProcess agent = AgentProcess.Start("unshare", ["-m", "sh", "-c", $"{hide} && exec \"$0\"", AgentBinary.Path]);
            Failure refusal = agent.Refused(new OpenSink { Address = Trial.Loopback, AnyPortWillDo = true, Profile = new PerfPlan { Sampler = PerfSampler.Perf } });
            Assert.Equal((FailureCode.NotFound, "ProfileSampler", "perf"), (refusal.Code, refusal.Parameter, refusal.Path));
            Assert.Contains($"linux-tools-{agent.Hello.Kernel}", refusal.Message, StringComparison.Ordinal);

            // Readiness checks follow the same rule: perf exists but does not run.
            PerfFacts facts = FactsTests.Read(agent, "lo").Perf;
            Assert.True(facts.ProgramMissesKernel || facts.Program is null, facts.Program);
        }
        finally
        {
            File.Delete(release);
            File.Delete(nothing);
        }
    }

    [Fact]
    public void PerfIsFoundWhereThePathLacksItsFolder()
    {
        Machine.RequireRoot();
        using Hog hog = Hog.Start();
        using AgentProcess agent = AgentProcess.Start("env", ["-i", "PATH=/nowhere", AgentBinary.Path]);
        Assert.True(Capture.Take(agent, new PerfPlan { ProcessId = hog.Id }, 0.3).Result.Samples > 0);
        PerfFacts facts = FactsTests.Read(agent, "lo").Perf;
        Assert.Equal(Capture.Take(agent, new PerfPlan { ProcessId = hog.Id }, 0.1).Result.Command[0], facts.Program);
        Assert.False(facts.ProgramMissesKernel);
    }

    private static bool SamplesMemory() => new[] { "cpu/events/mem-loads", "cpu_core/events/mem-loads", "ibs_op", "arm_spe_0" }.Any(source => Path.Exists("/sys/bus/event_source/devices/" + source));

    /// <summary>Changes a sysctl temporarily.</summary>
    private sealed class Setting : IDisposable
    {
        private readonly string _file;
        private readonly string _before;

        public Setting(string file, string value)
        {
            _file = file;
            _before = File.ReadAllText(file);
            try
            {
                File.WriteAllText(file, value);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                Assert.Skip($"{file} cannot be written here: {e.Message}");
            }
        }

        public void Dispose() => File.WriteAllText(_file, _before);
    }
}
