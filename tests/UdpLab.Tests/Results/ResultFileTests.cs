using System.Management.Automation;

namespace UdpLab.Tests.Results;

/// <summary>Export-LabResult and Import-LabResult as users run them.</summary>
public sealed class ResultFileTests : IClassFixture<Session>, IDisposable
{
    private const string Model = "tests/UdpLab.Core.Tests/data/results-1.0.jsonl";
    private readonly Session _session;
    private readonly string _folder = Directory.CreateTempSubdirectory("udplab-results-").FullName;
    private readonly string _file;

    public ResultFileTests(Session session)
    {
        _session = session;
        _file = Path.Combine(_folder, "run.jsonl");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void AMeasurementComesBackWithItsTypesViewsAndMethods()
    {
        PSObject same = _session.One($$"""
            $m = Invoke-UdpFlood -Count 2000 -RatePps 20000 | Measure-Sink
            $m | Export-LabResult '{{_file}}'
            $i = Import-LabResult '{{_file}}'
            $m | Export-LabResult '{{_file}}' -Append
            [pscustomobject]@{
                Same = "$m" -eq "$i" -and "$($m.Ledger.Entries)" -eq "$($i.Ledger.Entries)" -and $m.Started -eq $i.Started
                Type = $i.GetType().FullName; Host = $i.Host -eq $m.Host; Sent = $i.Flood[0].Sent; Count = @(Import-LabResult '{{_file}}').Count
                Finding = $i.Environment.Findings[0].Host -eq $m.Host
            }
            """);
        Assert.Equal(
            (true, "UdpLab.SinkMeasurement", true, 2000L, 2, true),
            ((bool)same.Properties["Same"].Value, (string)same.Properties["Type"].Value, (bool)same.Properties["Host"].Value, (long)same.Properties["Sent"].Value, (int)same.Properties["Count"].Value, (bool)same.Properties["Finding"].Value));
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("parquet")]
    public void FlatFilesHoldMeasurementsOnly(string extension)
    {
        string file = Path.Combine(_folder, "run." + extension);
        _session.Give($"Import-LabResult '{Repository.Root}/{Model}' | Where-Object {{ $_.GetType().Name -eq 'SinkMeasurement' }} | Export-LabResult '{file}'");
        Assert.True(new FileInfo(file).Length > 0);
        _session.Run($"Get-LabHost | Export-LabResult '{file}' -Append").MustFail("InvalidArgument.Format");
        if (extension == "csv")
        {
            string[][] rows = [.. File.ReadLines(file).Select(l => l.Split(','))];
            Assert.Equal((2, 40), (rows.Length, rows[0].Length));
            Assert.Equal("4059", rows[1][Array.IndexOf(rows[0], "Packets")]);
        }
    }

    [Fact]
    public void WhatCannotBeReadIsSaidWithItsLine()
    {
        string line = File.ReadLines(Path.Combine(Repository.Root, Model)).First();
        File.WriteAllText(_file, $"{line}\n{line[..100]}\n{line}\n{line[..200]}");
        PSObject read = _session.One($"$r = Import-LabResult '{_file}' -ErrorAction SilentlyContinue -ErrorVariable e -WarningAction SilentlyContinue -WarningVariable w; [pscustomobject]@{{ Count = $r.Count; Error = \"$e\"; Warning = \"$w\" }}");
        Assert.Equal(2, read.Properties["Count"].Value);
        Assert.Contains("line 2 cannot be read", (string)read.Properties["Error"].Value, StringComparison.Ordinal);
        Assert.Contains("line 4, the last one, is incomplete", (string)read.Properties["Warning"].Value, StringComparison.Ordinal);
    }

    [Fact]
    public void AnotherKindOfFileIsSaidOnce()
    {
        Assert.True(_session.One($"Import-LabResult '{Repository.Root}/README.md' -ErrorAction SilentlyContinue -ErrorVariable e; $e.Count").BaseObject is <= 11);
    }

    [Theory]
    [InlineData("'text' | Export-LabResult '{0}/x'", "InvalidArgument.InputObject")]
    [InlineData("Get-LabHost | Export-LabResult '{0}/none/x'", "NotFound.Path")]
    [InlineData("Get-LabHost | Export-LabResult '{0}'", "NotFound.Path")]
    [InlineData("[pscustomobject] @{{ Pps = 1 }} | Export-LabResult '{0}/x'", "InvalidArgument.InputObject")]
    [InlineData("Get-LabHost | Export-LabResult /dev/full", "System.Path")]
    [InlineData("Export-LabResult /dev/null (Get-LabHost) -Format Parquet", "InvalidArgument.Path")]
    [InlineData("Import-LabResult '{0}/none'", "NotFound.Path")]
    public void WhatCannotWorkIsRefused(string command, string id) =>
        _session.Run(string.Format(System.Globalization.CultureInfo.InvariantCulture, command, _folder)).MustFail(id);

    [Fact]
    public void AListIsItsItems() => Assert.Equal("3", _session.One($"$m = @(Import-LabResult '{Repository.Root}/{Model}')[0]; Export-LabResult '{_file}' ($m, $m, $m); \"$(@(Import-LabResult '{_file}').Count)\"").ToString());

    [Fact]
    public void LinesAreNotAddedToATable()
    {
        string table = Path.Combine(_folder, "run.csv");
        _session.Give($"@(Import-LabResult '{Repository.Root}/{Model}')[0] | Export-LabResult '{table}'");
        string before = File.ReadAllText(table);
        _session.Run($"Get-LabHost | Export-LabResult '{table}' -Append -Format Json").MustFail("InvalidArgument.Append");
        Assert.Equal(before, File.ReadAllText(table));
    }

    /// <summary>A sweep's objects of every kind, with their factors.</summary>
    [Fact]
    public void WhatASweepEmittedComesBack()
    {
        PSObject same = _session.One($$"""
            $all = Invoke-LabSweep ([ordered] @{ A = 1; B = 'x' }) {
                [pscustomobject] @{ Text = "ü`n"; List = 1, 2; Span = [timespan]::FromSeconds(1.5); None = $null; Repeat = 'own' }
                42; 0.5; 'text'; $true; @{ Key = 1 }; Get-LabHost local
            }
            $all | Export-LabResult '{{_file}}'
            $read = Import-LabResult '{{_file}}'
            $read | Export-LabResult '{{_file}}.2'
            [pscustomobject] @{
                Types = "$($read | ForEach-Object { $_.GetType().Name })"
                Factors = "$($read | ForEach-Object { "$($_.Factors)/$($_.Repeat)/$($_.Position)" })"
                First = "$($read[0].Text)$($read[0].List)$($read[0].Span)$($read[0].None)"; Key = $read[5].Key
                Again = [System.IO.File]::ReadAllText('{{_file}}') -eq [System.IO.File]::ReadAllText('{{_file}}.2')
                Selected = "$([pscustomobject] @{ List = 1, 2; Factors = @{ C = 3 } } | Export-LabResult '{{_file}}'; Import-LabResult '{{_file}}')"
            }
            """);
        Assert.Equal("PSCustomObject Int32 Double String Boolean PSCustomObject LocalLabHost", same.Text("Types"));
        Assert.Equal("A=1; B=x/own/1" + string.Concat(Enumerable.Repeat(" A=1; B=x/1/1", 6)), same.Text("Factors"));
        Assert.Equal("ü\n1 200:00:01.5000000", same.Text("First"));
        Assert.Equal((1L, true), (same.Long("Key"), (bool)same.Get("Again")!));
        Assert.Equal("@{List=1; 2; Factors=C=3; Repeat=; Position=}", same.Text("Selected"));
    }

    /// <summary>Each waits for another program, and Ctrl-C ends the wait.</summary>
    [Theory]
    [InlineData("Get-LabHost | Export-LabResult")]
    [InlineData("Import-LabResult")]
    [InlineData("Import-PerfProfile")]
    public void WaitingForAFifoCanBeStopped(string command)
    {
        Tool.Run("mkfifo", _file);
        ScriptRun run = _session.Start($"'begun'; {command} '{_file}'");
        Assert.True(Machine.Becomes(() => run.Output.Count == 1, 60));
        Assert.InRange(run.Stop().TotalSeconds, 0, 20);
        Assert.True(run.WasStopped);
    }

    [Fact]
    public void APipelineGoesOnInAnotherSession()
    {
        Tool.Run("mkfifo", _file);
        using Session other = new(mustLeaveNoAgent: false);
        ScriptRun reader = other.Start($"Import-LabResult '{_file}' | ForEach-Object Packets");
        _session.Give($"$m = @(Import-LabResult '{Repository.Root}/{Model}')[0]; 1..3 | ForEach-Object {{ $m }} | Export-LabResult '{_file}'");
        Assert.Equal(["4059", "4059", "4059"], reader.Wait().MustBeClean().Output.Select(o => o.ToString()));
    }

    /// <summary>Written to directly; a replaced file would take the device's place.</summary>
    [Fact]
    public void ADeviceStaysOne()
    {
        string device = Path.Combine(_folder, "null");
        Tool.Run("mknod", device, "c", "1", "3");
        _session.Give($"$p = @(Import-LabResult '{Repository.Root}/{Model}')[0].Profile; Export-FlameGraph '{device}' $p; Export-PerfProfile '{device}' $p; Export-LabResult '{device}' $p -NoClobber");
        _session.Run($"Invoke-PerfCapture -ProcessId $PID -Duration 0.1 -Path '{device}'").MustFail("InvalidArgument.Path");
        Assert.Equal(0, new FileInfo(device).Length);
        Assert.Equal("1,3", Tool.Run("stat", "-c", "%Hr,%Lr", device).Trim());
    }

    [Fact]
    public async Task LinesOfSeveralSessionsDoNotMix()
    {
        Task[] writers = [.. Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            using Session own = new(mustLeaveNoAgent: false);
            own.Give($"$m = @(Import-LabResult '{Repository.Root}/{Model}')[0]; foreach ($i in 1..50) {{ $m | Export-LabResult '{_file}' -Append }}");
        }))];
        await Task.WhenAll(writers);
        Assert.Equal(200, _session.Give($"Import-LabResult '{_file}'").Count);
    }
}
