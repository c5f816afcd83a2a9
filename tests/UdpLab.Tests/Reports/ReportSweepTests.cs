using System.Globalization;
using System.Management.Automation;
using System.Text.RegularExpressions;

namespace UdpLab.Tests.Reports;

/// <summary>Export-LabReport as users run it, above all at the end of a sweep.</summary>
public sealed partial class ReportSweepTests : IClassFixture<Session>, IDisposable
{
    private const string Model = "tests/UdpLab.Core.Tests/data/results-1.0.jsonl";
    private readonly Session _session;
    private readonly string _folder = Directory.CreateTempSubdirectory("udplab-report-").FullName;
    private readonly string _report;

    public ReportSweepTests(Session session)
    {
        _session = session;
        _report = Path.Combine(_folder, "sweep.html");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>Real measurements: the report has the numbers of table, CSV and JSON, to the packet, and the sweep's plan.</summary>
    [Fact]
    public void ASweepEndsInAReport()
    {
        ScriptRun run = _session.Run($$"""
            $all = Invoke-LabSweep ([ordered] @{ Count = 200, 400; Method = 'Recvmsg', 'Recvmmsg' }) -Repeat 2 -Seed 7 { Invoke-UdpFlood -RatePps 20000 -Count $Count | Measure-Sink -Method $Method }
            $file = $all | Export-LabReport '{{_report}}' -Question 'Which method?' -PassThru
            $all | Export-LabResult '{{_folder}}/all.csv'
            [pscustomobject] @{
                Type = $file.GetType().Name; Name = $file.Name
                Packets = "$($all.Packets)"; Read = "$((Import-LabResult '{{_report}}').Packets)"
                Same = "$($all | Show-LabChart Packets -Width 80 -Plain)" -eq "$(Import-LabResult '{{_report}}' | Show-LabChart Packets -Width 80 -Plain)"
            }
            """);
        PSObject found = Assert.Single(run.MustBeClean().Output);
        string page = File.ReadAllText(_report);
        Assert.Equal(("FileInfo", "sweep.html"), (found.Text("Type"), found.Text("Name")));
        Assert.Equal(found.Text("Packets"), found.Text("Read"));
        Assert.Equal(found.Text("Packets"), string.Join(' ', File.ReadLines(Path.Combine(_folder, "all.csv")).Skip(1).Select(line => line.Split(',')[19])));
        Assert.Equal(found.Text("Packets"), string.Join(' ', PacketsOf(page)));
        Assert.Equal("True", found.Text("Same"));
        Assert.Contains("8 of 8 runs measured; order Blocks", page, StringComparison.Ordinal);
        Assert.Contains("seed 7, repeat 2", page, StringComparison.Ordinal);
        Assert.Contains("Invoke-LabSweep ([ordered] @{ Count = 200, 400; Method = &#39;Recvmsg&#39;, &#39;Recvmmsg&#39; }) -Repeat 2 -Order Blocks -Seed 7 {", page, StringComparison.Ordinal);
        Assert.Contains("Which method?", page, StringComparison.Ordinal);
    }

    /// <summary>After each block the report has what was measured so far, and there is nothing else in its folder.</summary>
    [Fact]
    public void AReportIsWrittenAgainAfterEachBlock()
    {
        IReadOnlyList<PSObject> found = _session.Give($$"""
            {{Take}}
            $seen = Invoke-LabSweep @{ A = 1, 2, 3 } -Repeat 3 -Order Blocks {
                $script:before += , $(if ([System.IO.File]::Exists('{{_report}}')) { @(Import-LabResult '{{_report}}').Count } else { 0 })
                $one
            } | Export-LabReport '{{_report}}'
            $before
            @(Import-LabResult '{{_report}}').Count
            [System.IO.Directory]::GetFiles('{{_folder}}').Count
            """);
        int[] counts = [.. found.Select(one => Convert.ToInt32(one.BaseObject, CultureInfo.InvariantCulture))];
        Assert.Equal([0, 0, 0, 3, 3, 3, 6, 6, 6, 9, 1], counts);
    }

    /// <summary>A sweep that fails leaves all that it measured; the failed run is named.</summary>
    [Fact]
    public void AFailedCellIsInTheReport()
    {
        _session.Run($$"""
            {{Take}}
            Invoke-LabSweep @{ A = 1, 2 } -Repeat 2 -Order Nested { if ($A -eq 2) { throw 'no <link>' }; $one } | Export-LabReport '{{_report}}'
            """).MustFail("CellFailed");
        string page = File.ReadAllText(_report);
        Assert.Equal(2, _session.Give($"Import-LabResult '{_report}'").Count);
        Assert.Contains("2 of 4 runs measured, 1 failed", page, StringComparison.Ordinal);
        Assert.Contains("no &lt;link&gt;", page, StringComparison.Ordinal);
        Assert.Contains("before the sweep had ended", page, StringComparison.Ordinal);

        _session.Run($$"""
            {{Take}}
            Invoke-LabSweep @{ A = 1, 2 } -Repeat 2 -ContinueOnError { if ($A -eq 2) { throw 'no <link>' }; $one } | Export-LabReport '{{_report}}'
            """);
        Assert.Contains("2 of 4 runs measured, 2 failed", File.ReadAllText(_report), StringComparison.Ordinal);

        // Imported and written again, the report knows it still.
        _session.Give($"Import-LabResult '{_report}' | Export-LabReport '{_folder}/again.html'");
        Assert.Contains("2 of 4 runs measured, 2 failed", File.ReadAllText(Path.Combine(_folder, "again.html")), StringComparison.Ordinal);
    }

    /// <summary>What a run emitted before it failed, for good or until it was tried again, is in no figure.</summary>
    [Theory]
    [InlineData("-ContinueOnError", 6, 2)]
    [InlineData("-MaxRetry 1", 8, 0)]
    public void WhatAFailedRunEmittedDoesNotCount(string how, int runs, int failed)
    {
        ScriptRun run = _session.Run($$"""
            {{Take}}
            $script:n = 0
            $all = Invoke-LabSweep @{ A = 'x', 'y' } -Repeat 4 -Order Nested {{how}} { $one; if (++$script:n -in 2, 5) { throw 'late' } } -WarningAction SilentlyContinue -ErrorAction SilentlyContinue
            $all.Count
            @($all | Where-Object { -not $_.RunFailed }).Count
            ($all | Compare-SinkMeasurement -By A -Metric Packets | ForEach-Object { $_.BaselineValues.Count + $_.CandidateValues.Count })
            ($all | Show-LabChart Packets -Plain) -join ' '
            $all | Export-LabReport '{{_report}}'
            @(Import-LabResult '{{_report}}').Count
            $all | Export-LabResult '{{_folder}}/all.jsonl'
            """);
        string[] found = [.. run.Output.Select(one => one.ToString())];
        Assert.Equal([$"{runs + 2}", $"{runs}", $"{runs}"], found[..3]);
        Assert.Contains(runs == 8 ? "n = 4: " : "n = 3: ", found[3], StringComparison.Ordinal);
        Assert.Equal($"{runs}", found[4]);
        Assert.Contains($"{runs} of 8 runs measured{(failed > 0 ? $", {failed} failed" : "")}", File.ReadAllText(_report), StringComparison.Ordinal);
        Assert.Equal(2, run.Warnings.Count(warning => warning.Contains($"2 of {runs + 2} measurements left out", StringComparison.Ordinal)));
        Assert.Contains(run.Warnings, warning => warning.Contains("has 2 objects of runs that failed", StringComparison.Ordinal));

        // The same in one pipeline, where the report is written meanwhile.
        _session.Run($$"""
            {{Take}}
            $script:n = 0
            Invoke-LabSweep @{ A = 'x', 'y' } -Repeat 4 -Order Nested {{how}} { $one; if (++$script:n -in 2, 5) { throw 'late' } } | Export-LabReport '{{_report}}'
            """);
        Assert.Equal(runs, _session.Give($"Import-LabResult '{_report}'").Count);
    }

    [Fact]
    public void CtrlCLeavesTheLastGoodReport()
    {
        ScriptRun run = _session.Start($$"""
            {{Take}}
            $script:n = 0
            Invoke-LabSweep @{ A = 1, 2 } -Repeat 100 { $script:n++; while ($script:n -gt 3) { [System.Threading.Thread]::Sleep(10) }; $one } | Export-LabReport '{{_report}}'
            """);
        Assert.True(SpinWait.SpinUntil(() => File.Exists(_report), TimeSpan.FromSeconds(120)));
        run.Stop();
        Assert.True(run.WasStopped);
        Assert.Equal(2, _session.Give($"Import-LabResult '{_report}'").Count);
        Assert.Equal([_report], Directory.GetFiles(_folder));
    }

    [Fact]
    public void AJournalKeepsThePlan()
    {
        _session.Give($$"""
            {{Take}}
            $null = Invoke-LabSweep @{ A = 1, 2 } -Repeat 2 -Seed 11 -Journal '{{_folder}}/j.jsonl' { $one }
            Import-LabResult '{{_folder}}/j.jsonl' | Export-LabReport '{{_report}}'
            """);
        Assert.Contains("4 of 4 runs measured; order Blocks (each repeat is a block with every cell once, in random order), seed 11", File.ReadAllText(_report), StringComparison.Ordinal);
    }

    [Fact]
    public void AllObjectsAreTaken()
    {
        _session.Give($"Import-LabResult '{Repository.Root}/{Model}' | Export-LabReport '{_report}'");
        int all = _session.Give($"Import-LabResult '{Repository.Root}/{Model}'").Count;
        Assert.Equal(all, _session.Give($"Import-LabResult '{_report}'").Count);
        string text = _session.One($"Import-LabResult '{_report}' | Export-LabReport '{_folder}/r.md'; [System.IO.File]::ReadAllText('{_folder}/r.md')").ToString();
        Assert.Contains("What limits the sink", text, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatCannotBeIsRefused()
    {
        _session.Run($"Get-LabHost | Export-LabReport '{_folder}'").MustFail("NotFound.Path");
        _session.Run($"Get-LabHost | Export-LabReport '{_folder}/no/r.html'").MustFail("NotFound.Path");
        _session.Run($"'text' | Export-LabReport '{_report}'").MustFail("InvalidArgument.InputObject");
        _session.Run($"@() | Export-LabReport '{_report}'").MustFail("InvalidArgument.InputObject");
        Assert.False(File.Exists(_report));
        _session.Give($"Get-LabHost | Export-LabReport '{_report}' -WhatIf");
        Assert.False(File.Exists(_report));
        _session.Give($"Get-LabHost | Export-LabReport '{_report}'");
        _session.Run($"Get-LabHost | Export-LabReport '{_report}' -NoClobber").MustFail("Busy.Path");
        _session.Give($"Get-LabHost | Export-LabReport '{_report}'");
        File.WriteAllText(Path.Combine(_folder, "other.html"), "<!DOCTYPE html><title>Other</title>");
        _session.Run($"Import-LabResult '{_folder}/other.html'").MustFail("InvalidData.Path");
    }

    [Fact]
    public void ABrowserIsOpenedWhereThereIsOne()
    {
        string shown = Path.Combine(_folder, "shown"), browser = Path.Combine(_folder, "browser");
        File.WriteAllText(browser, $"#!/bin/sh\necho \"$1\" > {shown}.new && mv {shown}.new {shown}\n");
        Tool.Run("chmod", "+x", browser);
        string? named = Environment.GetEnvironmentVariable("BROWSER"), display = Environment.GetEnvironmentVariable("DISPLAY"), wayland = Environment.GetEnvironmentVariable("WAYLAND_DISPLAY");
        try
        {
            Environment.SetEnvironmentVariable("BROWSER", browser);
            _session.Give($"Get-LabHost | Export-LabReport '{_report}' -Show");
            Assert.True(SpinWait.SpinUntil(() => File.Exists(shown), TimeSpan.FromSeconds(60)));
            Assert.Equal(_report, File.ReadAllText(shown).Trim());

            Environment.SetEnvironmentVariable("BROWSER", null);
            Environment.SetEnvironmentVariable("DISPLAY", null);
            Environment.SetEnvironmentVariable("WAYLAND_DISPLAY", null);
            ScriptRun run = _session.Run($"Get-LabHost | Export-LabReport '{_report}' -Show");
            Assert.Equal($"-Show: no browser was opened, because there is no display, and BROWSER is not set. The report is {_report}.", Assert.Single(run.Warnings));
        }
        finally
        {
            Environment.SetEnvironmentVariable("BROWSER", named);
            Environment.SetEnvironmentVariable("DISPLAY", display);
            Environment.SetEnvironmentVariable("WAYLAND_DISPLAY", wayland);
        }
    }

    /// <summary>A measurement to emit in no time.</summary>
    private static string Take => $"$one = Import-LabResult '{Repository.Root}/{Model}' | Where-Object {{ $_.GetType().Name -eq 'SinkMeasurement' }}; $script:before = @()";

    private static IEnumerable<string> PacketsOf(string page)
    {
        Match table = Measurements().Match(page);
        string[] columns = [.. Cell().Matches(table.Groups[1].Value).Select(match => match.Groups[1].Value)];
        return table.Groups[2].Value.Split("</tr>").Select(row => Cell().Matches(row)).Where(cells => cells.Count > 0).Select(cells => cells[Array.IndexOf(columns, "Packets")].Groups[1].Value.Replace(",", "", StringComparison.Ordinal));
    }

    [GeneratedRegex("<table class=\"measurements\"><thead>(.*?)</thead><tbody>(.*?)</tbody>", RegexOptions.Singleline)]
    private static partial Regex Measurements();

    [GeneratedRegex("<t[hd][^>]*>(.*?)</t[hd]>")]
    private static partial Regex Cell();
}
