using System.Diagnostics;
using UdpLab.Wire;

namespace UdpLab.Agent.Tests.Testbed;

/// <summary>Testbeds are created and removed completely, and those left by a crash can be found and removed.</summary>
[Collection(Machine.Name)]
public sealed class TestbedTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void ATestbedIsWhatIpAndEthtoolSayItIs(int queues)
    {
        using Bed bed = new(queues);
        TestbedFacts facts = bed.Facts;
        Assert.Equal(queues, facts.Queues);
        Assert.False(facts.Orphaned);
        Assert.Equal(Environment.ProcessId, facts.OwnerProcessId);
        foreach ((string space, string end, string address) in new[] { (facts.GeneratorNamespace, facts.GeneratorInterface, facts.GeneratorAddress), (facts.SinkNamespace, facts.SinkInterface, facts.SinkAddress) })
        {
            Assert.Matches(@"^198\.(18|19)\.", address);
            Assert.Contains($"inet {address}/", Space.Run(space, "ip", "-4", "address", "show", "dev", end), StringComparison.Ordinal);
            Assert.Contains($"numrxqueues {queues}", Space.Run(space, "ip", "-d", "link", "show", "dev", end), StringComparison.Ordinal);
            Assert.Matches("generic-receive-offload: on", Space.Run(space, "ethtool", "-k", end));
        }

        Assert.Contains($"dev {facts.GeneratorInterface}", Space.Run(facts.GeneratorNamespace, "ip", "route", "get", facts.SinkAddress), StringComparison.Ordinal);
    }

    /// <summary>The kernel repeats its reports of IPv6 groups within a second, unless told otherwise.</summary>
    [Fact]
    public void NothingArrivesThatNobodySends()
    {
        using Bed bed = new(1);
        string before = Statistics();
        Thread.Sleep(1500);
        Assert.Equal(before, Statistics());

        string Statistics() => Space.Run(bed.Facts.SinkNamespace, "ip", "-s", "link", "show", "dev", bed.Facts.SinkInterface) + Space.Run(bed.Facts.GeneratorNamespace, "ip", "-s", "link", "show", "dev", bed.Facts.GeneratorInterface);
    }

    [Fact]
    public void RemovingLeavesNothing()
    {
        using Bed bed = new();
        _ = (bed.Generator, bed.Sink);
        bed.Outside.Ask<Done>(new RemoveTestbed { Name = bed.Facts.Name });
        Assert.Null(Bed.Find(bed.Outside, bed.Facts.Name));
        Assert.DoesNotContain(Directory.GetFileSystemEntries("/run/netns"), p => p.Contains(bed.Facts.Name, StringComparison.Ordinal));
        Failure failure = bed.Outside.Refused(new RemoveTestbed { Name = bed.Facts.Name });
        Assert.Equal((FailureCode.NotFound, "Name"), (failure.Code, failure.Parameter));
    }

    [Fact]
    public void ANameIsGivenOnceAndMustBeOne()
    {
        using Bed bed = new();
        Failure taken = bed.Outside.Refused(new CreateTestbed { Name = bed.Facts.Name });
        Assert.Equal((FailureCode.Busy, "Name"), (taken.Code, taken.Parameter));
        Assert.NotNull(Bed.Find(bed.Outside, bed.Facts.Name));
        foreach (string name in new[] { "", "a/b", "..", "a b", new string('x', 33), "é" })
        {
            Assert.Equal("Name", bed.Outside.Refused(new CreateTestbed { Name = name }).Parameter);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(257)]
    public void ANumberOfQueuesThatCannotBeIsRefused(int queues)
    {
        Machine.RequireRoot();
        using AgentProcess agent = AgentProcess.Start();
        Assert.Equal("Queues", agent.Refused(new CreateTestbed { Name = Space.NewTestbedName(), Queues = queues }).Parameter);
    }

    [Fact]
    public void ACreationThatFailsHalfWayLeavesNothing()
    {
        Machine.RequireRoot();
        string name = Space.NewTestbedName();
        using AgentProcess agent = AgentProcess.Start();
        try
        {
            agent.Refused(new CreateTestbed { Name = name, Mtu = 1 });
            Assert.Null(Bed.Find(agent, name));
            Assert.False(File.Exists($"/run/netns/udplab-{name}-gen"));
            Assert.False(File.Exists($"/run/netns/udplab-{name}-sink"));
        }
        finally
        {
            Space.Clear(name);
        }
    }

    [Fact]
    public void OfManyWhoMakeOneOfTheSameNameOneHasItWhole()
    {
        Machine.RequireRoot();
        string name = Space.NewTestbedName();
        using Racers racers = new(6);
        try
        {
            for (int round = 0; round < 5; round++)
            {
                Reply[] replies = racers.Ask(() => new CreateTestbed { Name = name, OwnerProcessId = Environment.ProcessId });
                Assert.Single(replies.OfType<Wire.Testbeds>());
                Assert.All(replies.OfType<Failure>(), f => Assert.Equal((FailureCode.Busy, "Name"), (f.Code, f.Parameter!)));
                TestbedFacts left = Bed.Find(racers.First, name)!;
                Assert.Equal((1, false), (left.Queues, left.Orphaned));
                racers.First.Ask<Done>(new RemoveTestbed { Name = name });
            }
        }
        finally
        {
            Space.Clear(name);
        }
    }

    [Fact]
    public void ManyWhoLeaveTheNameOpenEachGetOne()
    {
        Machine.RequireRoot();
        using Racers racers = new(6);
        TestbedFacts[] beds = [.. racers.Ask(() => new CreateTestbed { OwnerProcessId = Environment.ProcessId }).OfType<Wire.Testbeds>().Select(t => t.Items[0])];
        try
        {
            Assert.Equal(6, beds.Select(b => b.Name).Distinct().Count());
            Assert.Equal(6, beds.Select(b => b.SinkAddress).Distinct().Count());
        }
        finally
        {
            Array.ForEach(beds, bed => Space.Clear(bed.Name));
        }
    }

    [Fact]
    public void OneThatAnotherProcessMadeSinceUnderTheSameNameIsNotRemoved()
    {
        using Bed bed = new();
        Failure failure = bed.Outside.Refused(new RemoveTestbed { Name = bed.Facts.Name, OwnerProcessId = Environment.ProcessId + 1 });
        Assert.Equal((FailureCode.NotFound, "Name"), (failure.Code, failure.Parameter));
        Assert.NotNull(Bed.Find(bed.Outside, bed.Facts.Name));
        bed.Outside.Ask<Done>(new RemoveTestbed { Name = bed.Facts.Name, OwnerProcessId = Environment.ProcessId });
    }

    [Fact]
    public void ACreationThatFailsAtOnceSaysWhy()
    {
        // A user namespace in which no network namespace can be created, with its own /run.
        Machine.RequireRoot();
        const string script = "mount -t tmpfs none /run && echo 0 > /proc/sys/user/max_net_namespaces && exec \"$0\"";
        Assert.SkipWhen(Tool.Try("unshare", "-Urm", "bash", "-c", script.Replace("exec", "true", StringComparison.Ordinal), "x").ExitCode != 0, "User namespaces cannot be made here.");
        using AgentProcess agent = AgentProcess.Start("unshare", ["-Urm", "bash", "-c", script, AgentBinary.ForEveryone]);
        Failure failure = agent.Refused(new CreateTestbed { Name = "x" });
        Assert.Equal((FailureCode.System, 28), (failure.Code, failure.Errno)); // ENOSPC
        Assert.Contains("network namespace", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void NobodyMayNotMakeOneAndIsToldWhy()
    {
        Machine.RequireRoot();
        using AgentProcess nobody = AgentProcess.StartAsNobody();
        Failure failure = nobody.Refused(new CreateTestbed { Name = Space.NewTestbedName() });
        Assert.Equal(FailureCode.PermissionDenied, failure.Code);
        Assert.Contains("root", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WhoMayNotLookIntoOneIsToldSo()
    {
        using Bed bed = new();
        Assert.True(Bed.Find(bed.Add(AgentProcess.StartAsNobody()), bed.Facts.Name)!.Unreadable);
        Assert.False(bed.Facts.Unreadable);
    }

    [Fact]
    public void ItIsAnOrphanWhenItsOwnerHasGone()
    {
        Machine.RequireRoot();
        using Process owner = Process.Start("sleep", "60");
        try
        {
            using Bed bed = new(owner: owner.Id);
            Assert.False(Bed.Find(bed.Outside, bed.Facts.Name)!.Orphaned);
            owner.Kill();
            owner.WaitForExit();
            TestbedFacts left = Bed.Find(bed.Outside, bed.Facts.Name)!;
            Assert.True(left.Orphaned);
            Assert.Equal(owner.Id, left.OwnerProcessId);
        }
        finally
        {
            owner.Kill();
        }
    }

    [Fact]
    public void ItIsAnOrphanWhenItsOwnerHadGoneBeforeItWasMade()
    {
        Machine.RequireRoot();
        using Process owner = Process.Start("true");
        owner.WaitForExit();
        using Bed bed = new(owner: owner.Id);
        Assert.True(bed.Facts.Orphaned);
    }

    [Theory]
    [InlineData("gen")]
    [InlineData("sink")]
    public void HalfATestbedIsListedAndRemovable(string lost)
    {
        using Bed bed = new();
        Tool.Run("ip", "netns", "delete", $"udplab-{bed.Facts.Name}-{lost}");

        // The veth disappears with the namespace, a moment later.
        Assert.True(Machine.Becomes(() => Bed.Find(bed.Outside, bed.Facts.Name) is { Queues: 0, Orphaned: true }, 30), "half a testbed is not listed as a leftover");
        bed.Outside.Ask<Done>(new RemoveTestbed { Name = bed.Facts.Name });
        Assert.Null(Bed.Find(bed.Outside, bed.Facts.Name));
        Assert.False(File.Exists($"/run/netns/udplab-{bed.Facts.Name}-gen") || File.Exists($"/run/netns/udplab-{bed.Facts.Name}-sink"));
    }

    [Fact]
    public void ANameWithoutANamespaceBehindItIsListedAndRemovable()
    {
        Machine.RequireRoot();
        string name = Space.NewTestbedName(), path = $"/run/netns/udplab-{name}-sink";
        using AgentProcess agent = AgentProcess.Start();
        Directory.CreateDirectory("/run/netns");
        try
        {
            File.WriteAllText(path, "");
            Assert.True(Bed.Find(agent, name)!.Orphaned);
            agent.Ask<Done>(new RemoveTestbed { Name = name });
            Assert.False(File.Exists(path));
        }
        finally
        {
            Space.Clear(name);
        }
    }

    [Fact]
    public void TwoTestbedsWorkAtOnce()
    {
        using Bed one = new(), other = new();
        Assert.NotEqual(one.Facts.SinkAddress, other.Facts.SinkAddress);
        Trial[] trials = [.. new[] { one, other }.Select(b => Trial.On(b).Open(new OpenSink { Address = b.Facts.SinkAddress }))];
        Parallel.For(0, 2, i =>
        {
            string destination = (i == 0 ? one : other).Facts.SinkAddress;
            trials[i].Run(new Measure(), new OpenFlood { Backend = i == 0 ? FloodBackend.Socket : FloodBackend.Xdp, Destination = destination, RatePps = 20_000, Count = 10_000 });
        });
        foreach (Trial trial in trials)
        {
            trial.MustConserve();
            Assert.Equal(10_000, trial.Sent);
            Assert.Equal(trial.Result.TotalDatagrams, trial.Result.UdpDelta("InDatagrams"));
        }
    }
}
