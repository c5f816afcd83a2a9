using System.Management.Automation;
using UdpLab.Tests.Nics;

namespace UdpLab.Tests.Changes;

/// <summary>Changes put back by whoever comes: the same session, another one, two at once.</summary>
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

        // A shell that knows the namespace as a host of its own, and does not get to undo anything.
        using (ShellProcess shell = ShellProcess.Start($"$h = (Get-LabTestbed {Host.Replace("-sink", "", StringComparison.Ordinal)}).Sink; Set-LabNic sink0 -LabHost $h -RxQueues 2 -Mtu 1400; [System.Threading.Thread]::Sleep(60000)"))
        {
            Assert.True(Machine.Becomes(() => Session.Give("Get-LabChange -LabHost * -State Applied").Count == 2, 60), "It did not get going.");
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
        bed.Shell("ip link set sink0 mtu 1234");
        ErrorRecord error = Session.Run("Undo-LabChange -All").MustFail("Busy.Force");
        Assert.Contains("1234", error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal(1234, witness.Mtu());
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
        PSObject change = Session.One("Undo-LabChange -All");
        Assert.Equal("Undone", change.Text("State"));
        Assert.Contains("namespace", change.Text("Note"), StringComparison.Ordinal);
        Assert.Empty(Session.Give("Get-LabChange -State Applied"));
    }

    [Fact]
    public void AHostThatWasRestartedHasLostItsSettings()
    {
        // What a session of before the restart left: the same change, with the boot id of then.
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
            Assert.Equal(("Undone", "the host was restarted since, and the setting is gone by itself"), (change.Text("State"), change.Text("Note")));
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
        // Each of two shells sets and undoes an interface of its own, again and again; all of it is in the journal, once.
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
