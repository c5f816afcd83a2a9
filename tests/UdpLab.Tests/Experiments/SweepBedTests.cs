using System.Management.Automation;
using UdpLab.Tests.Nic;

namespace UdpLab.Tests.Experiments;

/// <summary>Sweeps that measure: on one testbed, and on two at once.</summary>
[Collection(Machine.Name)]
public sealed class SweepBedTests(NicBed bed) : IClassFixture<NicBed>, IDisposable
{
    private const string Measure = "Invoke-UdpFlood -LabHost $bed.Generator -Count 300 -RatePps 20000 | Measure-Sink -LabHost $bed.Sink -ReceiveBuffer 4000000";
    private readonly string _folder = Directory.CreateTempSubdirectory("udplab-sweep-").FullName;

    [Fact]
    public void MeasurementsHaveTheirFactorsAndChangesArePutBackAfterEach()
    {
        NicWitness witness = bed.Witness();
        string before = witness.Dump();
        string sweep = $"Invoke-LabSweep @{{ Mtu = 1400, 1500, 1600 }} -Repeat 2 -Seed 3 -Journal '{_folder}/j.jsonl' -Resume {{ Set-LabNic sink0 -LabHost $bed.Sink -Mtu $Mtu; {Measure} }}";
        IReadOnlyList<PSObject> fresh = bed.Session.Give(sweep);

        Assert.Equal(6, fresh.Count);
        Assert.All(fresh, m =>
        {
            Assert.Equal(m.Get("Nic.Mtu"), ((IReadOnlyDictionary<string, object>)m.Get("Factors")!)["Mtu"]);
            Assert.Equal(300, m.Long("Packets"));
        });
        Assert.Equal(Enumerable.Range(1, 6), fresh.Select(m => (int)m.Get("Position")!));
        Assert.Equal(before, witness.Dump());
        Assert.Empty(bed.Session.Give("Get-LabChange -State Pending, Applied"));

        // Those from the journal are the same.
        string[] facts(IEnumerable<PSObject> all) => [.. all.Select(m => $"{m.TypeNames[0]} {m.Get("Factors")} {m.Get("Repeat")} {m.Get("Position")} {m.Get("Pps")} {m.Get("Ledger.Sent")}")];
        Assert.Equal(facts(fresh), facts(bed.Session.Give(sweep)));
        Assert.Equal(facts(fresh), facts(bed.Session.Give($"Import-LabResult '{_folder}/j.jsonl'")));
    }

    [Theory]
    [InlineData("throw 'broken'", "")]
    [InlineData("Get-LabNic nosuch0", "")]
    [InlineData("break", "foreach ($once in 1) { SWEEP }")]
    [InlineData("'one'", "SWEEP | ForEach-Object { throw 'downstream' }")]
    public void ChangesArePutBackHoweverItEnds(string end, string around)
    {
        NicWitness witness = bed.Witness();
        string before = witness.Dump();
        string sweep = $"Invoke-LabSweep @{{ Mtu = 1400, 1600 }} {{ Set-LabNic sink0 -LabHost $bed.Sink -Mtu $Mtu; {end} }}";
        bed.Session.Run(around.Length == 0 ? sweep : around.Replace("SWEEP", sweep, StringComparison.Ordinal));
        Assert.Equal(before, witness.Dump());
        Assert.Empty(bed.Session.Give("Get-LabChange -State Pending, Applied"));
    }

    [Fact]
    public void CtrlCPutsThemBack()
    {
        NicWitness witness = bed.Witness();
        string before = witness.Dump();
        ScriptRun run = bed.Session.Start("Invoke-LabSweep @{ Mtu = 1400, 1600 } { Set-LabNic sink0 -LabHost $bed.Sink -Mtu $Mtu; 'set'; Invoke-UdpFlood -LabHost $bed.Generator -Duration 600 -RatePps 100 }");
        Assert.True(Machine.Becomes(() => run.Output.Count > 0, 60));
        Assert.NotEqual(before, witness.Dump());
        run.Stop();
        Assert.Equal(before, witness.Dump());
        Assert.Empty(bed.Session.Give("Get-LabChange -State Pending, Applied"));
    }

    /// <summary>A change from before the sweep, and one that another session makes meanwhile, remain.</summary>
    [Fact]
    public void OnlyItsOwnChangesArePutBack()
    {
        using Session other = new(mustLeaveNoAgent: false);
        NicWitness witness = bed.Witness();
        string name = bed.Session.One("$bed.Sink.Name").ToString();
        bed.Session.Give("Set-LabNic sink0 -LabHost $bed.Sink -Mtu 1450");
        try
        {
            ScriptRun run = bed.Session.Start($"Invoke-LabSweep @{{ Queues = 2 }} {{ Set-LabNic sink0 -LabHost $bed.Sink -RxQueues $Queues; 'set'; while (-not [System.IO.File]::Exists('{_folder}/go')) {{ [System.Threading.Thread]::Sleep(10) }} }}");
            Assert.True(Machine.Becomes(() => run.Output.Count > 0, 60));
            other.Give($"Set-LabNic sink0 -LabHost {name} -ThreadedNapi $true");
            File.WriteAllText(Path.Combine(_folder, "go"), "");
            run.Wait().MustBeClean();
            Assert.Equal(1450, witness.Mtu());
            Assert.Equal(2, bed.Session.Give("Get-LabChange -State Applied").Count);
        }
        finally
        {
            bed.Session.Run("Undo-LabChange -All");
        }
    }

    [Fact]
    public void TwoSweepsOnTwoTestbedsShareAJournal()
    {
        Machine.RequireRoot();
        string[] names = [Space.NewTestbedName(), Space.NewTestbedName()];
        Session[] sessions = [new(mustLeaveNoAgent: false), new(mustLeaveNoAgent: false)];
        try
        {
            ScriptRun[] runs = [.. sessions.Zip(names, (session, name) => session.Start(
                $"$bed = New-LabTestbed {name} -Queues 4; try {{ Invoke-LabSweep ([ordered] @{{ Pair = '{name}'; Queues = 1, 2, 4 }}) -Repeat 2 -Journal '{_folder}/both.jsonl' {{ Set-LabNic sink0 -LabHost $bed.Sink -RxQueues $Queues; {Measure} }} }} finally {{ $bed | Remove-LabTestbed }}"))];
            Assert.All(runs, run => Assert.Equal(6, run.Wait().MustBeClean().Output.Count));
            IReadOnlyList<PSObject> all = bed.Session.Give($"Import-LabResult '{_folder}/both.jsonl'");
            Assert.Equal(12, all.Count);
            Assert.All(names, name => Assert.Equal(
                [1, 2, 3, 4, 5, 6],
                all.Where(m => (string)((IReadOnlyDictionary<string, object>)m.Get("Factors")!)["Pair"] == name).Select(m => (int)m.Get("Position")!)));
            Assert.All(all, m => Assert.Equal(m.Get("Nic.RxQueues"), ((IReadOnlyDictionary<string, object>)m.Get("Factors")!)["Queues"]));
        }
        finally
        {
            Array.ForEach(sessions, session => session.Dispose());
            Array.ForEach(names, Space.Clear);
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
