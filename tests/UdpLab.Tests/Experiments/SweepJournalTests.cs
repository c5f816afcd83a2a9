using System.Management.Automation;

namespace UdpLab.Tests.Experiments;

/// <summary>A sweep's journal when its process dies or its disk is full.</summary>
[Collection(Machine.Name)]
public sealed class SweepJournalTests(Session session) : IClassFixture<Session>, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("udplab-sweep-").FullName;

    private string Journal => Path.Combine(_folder, "sweep.jsonl");

    /// <summary>Every run appends its name to a file, which can be counted independently of the journal.</summary>
    private string Sweep => $"Invoke-LabSweep ([ordered] @{{ A = 1..20; B = 'x', 'y' }}) -Repeat 5 -Seed 1 -Journal '{Journal}' -Resume {{ [System.IO.File]::AppendAllText('{_folder}/ran', \"$A$B`n\"); [System.Threading.Thread]::Sleep(3); [pscustomobject] @{{ Cell = \"$A$B\" }} }}";

    [Fact]
    public void KilledAtAnyMomentAndResumedItEndsWithEachRunOnce()
    {
        Random random = new(4);
        int kills = 0;
        for (; kills < 6; kills++)
        {
            long before = Length();
            using ShellProcess shell = ShellProcess.Start($"$null = {Sweep}");
            Assert.True(Machine.Becomes(() => Length() > before || shell.HasExited, 120));
            Thread.Sleep(random.Next(400));
            bool ended = shell.HasExited;
            if (!ended)
            {
                shell.Signal("KILL");
            }

            shell.Wait();
            if (ended)
            {
                break;
            }
        }

        Assert.True(kills > 0, "The sweep was over before it was killed once.");
        string[] resumed = [.. session.Give(Sweep).Select(o => $"{o.Text("Cell")}/{o.Text("Repeat")}")];
        string[] planned = [.. from repeat in Enumerable.Range(1, 5) from a in Enumerable.Range(1, 20) from b in "xy" select $"{a}{b}/{repeat}"];
        Assert.Equal(planned.Order(StringComparer.Ordinal), resumed.Order(StringComparer.Ordinal));
        Assert.Equal(planned.Order(StringComparer.Ordinal), Imported().Select(o => $"{o.Text("Cell")}/{o.Text("Repeat")}").Order(StringComparer.Ordinal));
        Assert.Equal(Enumerable.Range(1, 200), Imported().Select(o => (int)o.Get("Position")!).Order());

        // Only the interrupted run was executed twice.
        Assert.InRange(File.ReadAllLines(Path.Combine(_folder, "ran")).Length, 200, 200 + kills);
    }

    [Fact]
    public void AResumedSweepGivesWhatItHadFirst()
    {
        const string block = "{ [pscustomobject] @{ A = $A; Text = \"ü`n$A\"; Number = 0.5; None = $null } }";
        session.Give($"Invoke-LabSweep @{{ A = 1, 2, 3 }} -Order Nested -Journal '{Journal}' {block} | ForEach-Object {{ $_ }} | Where-Object A -LT 3");
        IReadOnlyList<PSObject> all = session.Give($"Invoke-LabSweep @{{ A = 1, 2, 3 }} -Journal '{Journal}' -Resume {block}");
        Assert.Equal(["1 ü\n1 0.5 ", "2 ü\n2 0.5 ", "3 ü\n3 0.5 "], all.Select(o => FormattableString.Invariant($"{o.Get("A")} {o.Get("Text")} {o.Get("Number")} {o.Get("None")}")));
        Assert.Equal([1, 2, 3], all.Select(o => (int)o.Get("Position")!));
    }

    [Fact]
    public void AFullDiskStopsItBeforeItMeasuresWhatItCannotKeep()
    {
        Machine.RequireRoot();
        string disk = Directory.CreateDirectory(Path.Combine(_folder, "disk")).FullName;
        Tool.Run("mount", "-t", "tmpfs", "-o", "size=400k", "none", disk);
        try
        {
            string sweep = $"$ran = @(0); Invoke-LabSweep @{{ A = 1..200 }} -Order Nested -Journal '{disk}/j' -Resume {{ $ran[0]++; [string]::new('x', 4000) }}; $ran[0]";
            ScriptRun full = session.Run($"$ran = @(0); try {{ {sweep} }} finally {{ $ran[0] }}");
            Assert.Contains("has no room for another result", full.MustFail("System.Journal").Exception.Message);
            int ran = Convert.ToInt32(full.Output[^1].BaseObject, System.Globalization.CultureInfo.InvariantCulture);
            Assert.InRange(ran, 1, 199);
            Assert.Equal(ran, full.Output.Count - 1);
            Assert.Equal(ran, session.Give($"Import-LabResult '{disk}/j'").Count);

            Tool.Run("mount", "-o", "remount,size=8m", disk);
            IReadOnlyList<PSObject> rest = session.Give(sweep);
            Assert.Equal(201, rest.Count);
            Assert.Equal(200 - ran, Convert.ToInt32(rest[^1].BaseObject, System.Globalization.CultureInfo.InvariantCulture));
            Assert.Equal(200, session.Give($"Import-LabResult '{disk}/j'").Count);
        }
        finally
        {
            Tool.Run("umount", "-l", disk);
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private IReadOnlyList<PSObject> Imported() => session.Give($"Import-LabResult '{Journal}'");

    private long Length() => File.Exists(Journal) ? new FileInfo(Journal).Length : 0;
}
