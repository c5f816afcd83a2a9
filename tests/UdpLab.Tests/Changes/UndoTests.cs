using System.Management.Automation;
using UdpLab.Tests.Nic;

namespace UdpLab.Tests.Changes;

/// <summary>Changes are put back by any session: the same one, another one, two at once.</summary>
[Collection(Machine.Name)]
public class UndoTests(NicBed bed) : IClassFixture<NicBed>
{
    private Session Session => bed.Session;

    private string Host => Session.One("$bed.Sink").Text("Name");

    [Fact]
    public void AnotherSessionUndoesWhatAKilledOneDid()
    {
        NicWitness witness = bed.Witness();
        string before = witness.Dump();

        // A shell that knows the namespace as its own host, and is killed before it can undo anything.
        using (ShellProcess shell = ShellProcess.Start($"$h = (Get-LabTestbed {Host.Replace("-sink", "", StringComparison.Ordinal)}).Sink; Set-LabNic sink0 -LabHost $h -RxQueues 2 -Mtu 1400; [System.Threading.Thread]::Sleep(60000)"))
        {
            Assert.True(Machine.Becomes(() => Session.Give("Get-LabChange -LabHost * -State Applied").Count == 2, 60), "The shell made no changes.");
            shell.Signal("KILL");
            shell.Wait();
        }

        Assert.Equal(["Mtu", "Channels"], Session.Give("Undo-LabChange -All").Select(c => c.Text("Setting")));
        Assert.Equal(before, witness.Dump());
    }

    [Fact]
    public void WhatSomebodyElseChangedIsReportedAndForceOverwritesIt()
    {
        NicWitness witness = bed.Witness();
        Session.Give("Set-LabNic sink0 -LabHost $bed.Sink -Mtu 1400");
        bed.Shell("ip link set sink0 mtu 1334");
        ErrorRecord error = Session.Run("Undo-LabChange -All").MustFail("Busy.Force");
        Assert.Contains("1334", error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal(1334, witness.Mtu());
        Assert.Equal("Undone", Session.One("Undo-LabChange -All -Force").Text("State"));
        Assert.Equal(1500, witness.Mtu());
    }

    [Fact]
    public void AnEarlierChangeWaitsForTheLaterOneOfTheSameSetting()
    {
        NicWitness witness = bed.Witness();
        Session.Give("Set-LabNic sink0 -LabHost $bed.Sink -Mtu 1400; Set-LabNic sink0 -LabHost $bed.Sink -Mtu 1300");
        string[] ids = [.. Session.Give("Get-LabChange -State Applied").Select(c => c.Text("Id"))];
        Assert.Contains(ids[1], Session.Run($"Undo-LabChange {ids[0]}").MustFail("Busy.Force").Exception.Message, StringComparison.Ordinal);
        Assert.Equal("1400", Session.One($"Undo-LabChange {ids[1]}").Text("Before"));
        Session.Give($"Undo-LabChange {ids[0]}");
        Assert.Equal(1500, witness.Mtu());
        Assert.Empty(Session.Give($"Undo-LabChange {ids[0]}, {ids[1]}"));
    }

    [Fact]
    public void WhatIfUndoesNothing()
    {
        NicWitness witness = bed.Witness();
        Session.Give("Set-LabNic sink0 -LabHost $bed.Sink -Mtu 1400");
        Assert.Empty(Session.Give("Undo-LabChange -All -WhatIf"));
        Assert.Equal(1400, witness.Mtu());
        Session.Give("Undo-LabChange -All");
    }

    [Fact]
    public void AnInterfaceThatIsGoneTookItsSettingsAlong()
    {
        bed.Witness();
        bed.Shell("ip link add udtgone type ifb");
        Session.Give("Set-LabNic udtgone -LabHost $bed.Sink -Mtu 1400");
        bed.Shell("ip link del udtgone");
        PSObject change = Session.One("Undo-LabChange -All");
        Assert.Equal("Undone", change.Text("State"));
        Assert.Contains("gone", change.Text("Note"), StringComparison.Ordinal);
    }

    [Fact]
    public void ATestbedThatIsGoneTookItsSettingsAlong()
    {
        Session.Give("$gone = New-LabTestbed; Set-LabNic sink0 -LabHost $gone.Sink -Mtu 1400; $gone | Remove-LabTestbed");
        PSObject change = Session.Give("Get-LabChange")[^1];
        Assert.Equal(("Mtu", "Undone"), (change.Text("Setting"), change.Text("State")));
        Assert.Contains("testbed was removed", change.Text("Note"), StringComparison.Ordinal);
        Assert.Empty(Session.Give("Undo-LabChange -All"));
    }

    [Fact]
    public void ATestbedMadeAgainUnderTheSameNameInheritsNothing()
    {
        // The first one was removed without UdpLab, so the journal does not know about it.
        string name = Space.NewTestbedName();
        Session.Give($"$global:first = New-LabTestbed {name}; Set-LabNic sink0 -LabHost $first.Sink -Mtu 1400");
        Tool.Run("sh", "-c", $"ip netns del udplab-{name}-gen; ip netns del udplab-{name}-sink");
        Session.Give($"$global:second = New-LabTestbed {name}");
        try
        {
            Tool.Run("ip", "-n", Space.Sink(name), "link", "set", "sink0", "mtu", "1400");
            PSObject change = Session.One("Undo-LabChange -All");
            Assert.Equal("Undone", change.Text("State"));
            Assert.Contains("that network namespace no longer exists", change.Text("Note"), StringComparison.Ordinal);
            Assert.Contains("mtu 1400", Tool.Run("ip", "-n", Space.Sink(name), "link", "show", "sink0"), StringComparison.Ordinal);
        }
        finally
        {
            Session.Give("$second | Remove-LabTestbed");
        }
    }

    [Fact]
    public void WhatStandsOnAnInterfaceGetsItsMtuBackAndIsPlannedOnWhatItIs()
    {
        // Interfaces are set in the order of their indexes: the lower one first.
        NicWitness witness = bed.Witness();
        string made = bed.Shell("ip link add link sink0 name udtup0 index 200 type macvlan 2>/dev/null || ip link add link sink0 name udtup0 index 200 type vlan id 5 2>/dev/null || echo none");
        Assert.SkipWhen(made.Length > 0, "This kernel has neither macvlan nor VLANs.");
        try
        {
            NicWitness upper = new(bed.Shell, "udtup0");
            string before = witness.Dump();
            ScriptRun run = Session.Run("Set-LabNic sink0, udtup0 -LabHost $bed.Sink -Mtu 1400").MustBeClean();
            Assert.Contains("UpperMtu from udtup0=1500 to udtup0=1400", Assert.Single(run.Warnings), StringComparison.Ordinal);
            Assert.Equal((1400, 1400), (witness.Mtu(), upper.Mtu()));
            Assert.Equal("UpperMtu: udtup0=1500 -> udtup0=1400", Session.One("(Undo-LabChange -All).Effects").ToString());
            Assert.Equal((before, 1500), (witness.Dump(), upper.Mtu()));

            Session.Run("Set-LabNic sink0 -LabHost $bed.Sink -Mtu 1000").MustFail("InvalidArgument.Mtu");
            Assert.Equal((before, 1500), (witness.Dump(), upper.Mtu()));
        }
        finally
        {
            bed.Shell("ip link del udtup0");
        }
    }

    [Fact]
    public void TwoSessionsThatSetOneInterfaceLeaveNothingThatCannotBeSettled()
    {
        NicWitness witness = bed.Witness();
        string before = witness.Dump();
        string Script(int from) => $"1..15 | ForEach-Object {{ Set-LabNic sink0 -LabHost {Host} -Mtu ({from} + $_) -ErrorAction SilentlyContinue -ErrorVariable failed; $failed | ForEach-Object {{ if ($_.FullyQualifiedErrorId -notlike 'Busy*') {{ $_.ToString() }} }} }}";
        using ShellProcess one = ShellProcess.Start(Script(1300)), two = ShellProcess.Start(Script(1350));
        Assert.Equal((0, "", ""), one.Wait());
        Assert.Equal((0, "", ""), two.Wait());
        Session.Give("Undo-LabChange -All");
        Assert.Empty(Session.Give("Get-LabChange -State Pending, Applied"));
        Assert.Equal(before, witness.Dump());
    }

    [Fact]
    public void HostWideSettingsOfSeveralInterfacesAreSetOnce()
    {
        Machine.RequireRoot();
        Assert.SkipUnless(File.Exists("/proc/sys/net/core/busy_read"), "net.core.busy_read is not visible in this network namespace.");
        Tool.Run("ip", "link", "add", "udtbr0", "type", "veth", "peer", "name", "udtbr1");
        string before = File.ReadAllText("/proc/sys/net/core/busy_read");
        try
        {
            string wanted = before.Trim() == "50" ? "40" : "50";
            Session.Give($"Set-LabNic udtbr0, udtbr1 -BusyRead {wanted}");
            Assert.Equal(wanted, File.ReadAllText("/proc/sys/net/core/busy_read").Trim());
            Session.One("Undo-LabChange -All");
            Assert.Equal(before, File.ReadAllText("/proc/sys/net/core/busy_read"));
        }
        finally
        {
            Tool.Run("ip", "link", "del", "udtbr0");
            File.WriteAllText("/proc/sys/net/core/busy_read", before);
        }
    }

    [Fact]
    public void AnotherSessionFindsATestbedByNameAtOnce()
    {
        NicWitness witness = bed.Witness();
        (int code, string output, string error) = ShellProcess.Run($"(Get-LabNic sink0 -LabHost {Host}).Mtu");
        Assert.Equal((0, $"{witness.Mtu()}", ""), (code, output.Trim(), error));
        (_, _, string unknown) = ShellProcess.Run("Get-LabNic sink0 -LabHost no-such-sink");
        Assert.Contains(Host, unknown, StringComparison.Ordinal);
    }

    [Fact]
    public void AHostThatWasRestartedHasLostItsSettings()
    {
        // What a session before the restart left: the same change, with the boot id of that time.
        NicWitness witness = bed.Witness();
        Session.Give("Set-LabNic sink0 -LabHost $bed.Sink -Mtu 1400");
        string id = Session.One("(Get-LabChange -State Applied)[-1]").Text("Id");
        string folder = Path.Combine(Environment.GetEnvironmentVariable("UDPLAB_STATE")!, "changes");
        string own = Directory.EnumerateFiles(folder, $"*-{id.Split('-')[0]}.jsonl").Single(), older = Path.Combine(folder, "20200101T000000-before.jsonl");
        string boot = File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();
        File.WriteAllLines(older, File.ReadLines(own).Where(l => l.Contains($"\"{id}\"", StringComparison.Ordinal)).Select(l => l.Replace($"\"{id}\"", "\"before-1\"", StringComparison.Ordinal).Replace(boot, Guid.NewGuid().ToString(), StringComparison.Ordinal)));
        try
        {
            PSObject change = Session.One("Undo-LabChange before-1");
            Assert.Equal(("Undone", "the host was restarted since, so the setting is already gone"), (change.Text("State"), change.Text("Note")));
            Assert.Equal(1400, witness.Mtu());
            Assert.Empty(Session.Give("Undo-LabChange before-1"));
        }
        finally
        {
            Session.Give("Undo-LabChange -All");
            File.Delete(older);
        }
    }

    [Fact]
    public void TwoControllersAtOnceDoNotMixTheirJournals()
    {
        // Each of two shells sets and undoes its own interface, again and again; the journal has every change exactly once.
        NicWitness witness = bed.Witness(), other = bed.Witness(NicBed.Dummy);
        string before = witness.Dump() + other.Dump();
        int already = Session.Give("Get-LabChange").Count;
        string name = Host.Replace("-sink", "", StringComparison.Ordinal);
        string Script(string nic) => $"$h = (Get-LabTestbed {name}).Sink; 1..10 | ForEach-Object {{ Set-LabNic {nic} -LabHost $h -Mtu (1300 + $_); $null = Get-LabChange -State Applied | Where-Object Target -eq {nic} | Undo-LabChange }}";
        using ShellProcess one = ShellProcess.Start(Script("sink0")), two = ShellProcess.Start(Script(NicBed.Dummy));
        Assert.Equal((0, ""), (one.Wait().Code, one.Wait().Error));
        Assert.Equal((0, ""), (two.Wait().Code, two.Wait().Error));
        IReadOnlyList<PSObject> changes = [.. Session.Give("Get-LabChange").Skip(already)];
        Assert.Equal(20, changes.Select(c => c.Text("Id")).Distinct().Count());
        Assert.All(changes, c => Assert.Equal("Undone", c.Text("State")));
        Assert.Equal(before, witness.Dump() + other.Dump());
    }
}
