using UdpLab.Agent.Kernel;
using UdpLab.Wire;

namespace UdpLab.Agent.Tests;

/// <summary>What the agent reads of a host agrees with the system's own programs.</summary>
[Collection(Machine.Name)]
public sealed class FactsTests
{
    [Fact]
    public void FilesAreWhatTheyRead()
    {
        using AgentProcess agent = AgentProcess.Start();
        ReadinessFacts facts = Read(agent, "lo");
        Assert.Equal(Tool.Run("uname", "-r").Trim(), facts.Kernel);
        Assert.Equal(int.Parse(Tool.Run("id", "-u"), System.Globalization.CultureInfo.InvariantCulture), facts.UserId);
        Assert.Equal(["lo"], facts.Interfaces);
        Assert.True(facts.Files.Count > 20);
        foreach ((string path, string text) in facts.Files.Where(f => f.Key is not ("/proc/stat" or "/proc/sys/net/netfilter/nf_conntrack_count")))
        {
            Assert.Equal(File.ReadAllText(path).Trim(), text);
        }

        Assert.StartsWith("cpu ", facts.Files["/proc/stat"], StringComparison.Ordinal);
        Assert.Equal(File.Exists("/proc/modules"), facts.LoadsModules);
        Assert.Equal(File.Exists("/proc/net/pktgen/pgctrl"), facts.Pktgen.Loaded);
        Assert.Equal(Tool.Run("sh", "-c", "grep -c '^flags.* hypervisor' /proc/cpuinfo || :").Trim() != "0", facts.Hypervisor is not null);
        Assert.Equal(Directory.Exists("/sys/devices/system/cpu/cpu0/cpuidle") ? Directory.GetDirectories("/sys/devices/system/cpu/cpu0/cpuidle").Length : 0, facts.IdleStates.Length);
    }

    [Fact]
    public void ATraceIsPossibleWhereAMeasurementHasOne()
    {
        Machine.RequireRoot();
        using AgentProcess agent = AgentProcess.Start();
        Trial trial = Trial.OnLoopback(agent)
            .Open(new OpenSink { Address = Trial.Loopback })
            .Run(new Measure { Trace = true }, new OpenFlood { Backend = FloodBackend.Socket, Destination = Trial.Loopback, Count = 10 });
        TraceFacts facts = Read(agent, "lo").Trace!;
        Assert.True(trial.Result.Trace is null == facts.Problem is not null, $"{facts.Problem}; {string.Join("; ", trial.Result.Problems)}");
    }

    [Fact]
    public void PerfMayWhatPerfCan()
    {
        Machine.RequireRoot();
        using AgentProcess agent = AgentProcess.Start();
        PerfFacts perf = Read(agent, "lo").Perf;
        Assert.Equal(0, perf.SystemErrno);
        Assert.True(perf.ShowsSymbols);
        if (perf.Program is not null && !perf.ProgramMissesKernel)
        {
            string said = Tool.Try(perf.Program, "stat", "-x,", "-e", "cycles:u", "true").Errors;
            Assert.Equal(said.Contains("not supported", StringComparison.Ordinal), perf.CyclesErrno != 0);
        }
    }

    [Fact]
    public void NobodyMayLessAndIsToldSo()
    {
        Machine.RequireRoot();
        using AgentProcess agent = AgentProcess.StartAsNobody();
        ReadinessFacts facts = Read(agent, "lo");
        Assert.Equal((65534, 0UL), (facts.UserId, facts.Capabilities));
        Assert.Empty(facts.Files.Keys.Where(f => f.StartsWith("/proc/sys/", StringComparison.Ordinal)).Except(facts.ReadOnly));
        Assert.Null(facts.Netfilter.Chains);
        Assert.Contains("CAP_NET_ADMIN", facts.Netfilter.Obstacle, StringComparison.Ordinal);
        Assert.Null(facts.LatencyLimit);
        Assert.NotEqual(0, facts.Perf.SystemErrno);
        if (int.Parse(File.ReadAllText("/proc/sys/kernel/perf_event_paranoid"), System.Globalization.CultureInfo.InvariantCulture) is > -1 and < 3)
        {
            Assert.Equal(0, facts.Perf.OwnErrno);
        }
    }

    [Fact]
    public void RulesOfANamespaceAreWhatNftShows()
    {
        using Bed bed = new();
        Nft(bed, "table inet fw { chain in { type filter hook input priority 0; ct state established accept; udp dport 9 accept; }; chain free { udp dport 9 accept; }; }; table ip t { chain out { type nat hook output priority 0; }; }");
        NetfilterFacts netfilter = Read(bed.Sink).Netfilter;
        Assert.Equal(
            [("inet", "fw", "in", "input", 2), ("ip", "t", "out", "output", 0)],
            netfilter.Chains!.Select(c => (c.Family, c.Table, c.Name, c.Hook, c.Rules)).Order());
        Assert.Equal(["inet fw: ct"], netfilter.Tracking);
        Assert.Empty(netfilter.Exempted);

        // Another namespace has its own rules.
        Assert.Empty(Read(bed.Generator).Netfilter.Chains!);
        Assert.Contains("sink0", Read(bed.Sink).Interfaces);
    }

    [Fact]
    public void ABalancerIsFoundByItsName()
    {
        using Sleeper sleeper = new("irqbalance");
        using AgentProcess agent = AgentProcess.Start();
        ProcessFacts found = Assert.Single(Read(agent, "lo").Balancers, p => p.Id == sleeper.Id);
        Assert.Equal(("irqbalance", false), (found.Name, found.Stopped));
    }

    [Fact]
    public void AnInterfaceThatIsNotThereIsRefused()
    {
        using AgentProcess agent = AgentProcess.Start();
        Failure refusal = agent.Refused(new ReadHost { Interfaces = ["nowhere0"] });
        Assert.Equal((FailureCode.NotFound, "Interface"), (refusal.Code, refusal.Parameter));
    }

    internal static ReadinessFacts Read(AgentProcess agent, params string[] interfaces) => agent.Ask<HostState>(new ReadHost { Interfaces = interfaces }).Facts;

    internal static string Nft(Bed bed, params string[] words) => Tool.Run("ip", ["netns", "exec", bed.Facts.SinkNamespace, "nft", .. words]);
}
