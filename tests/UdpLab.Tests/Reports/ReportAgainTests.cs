using System.Management.Automation;

namespace UdpLab.Tests.Reports;

/// <summary>Reports of other objects than measurements, reports of reports, and where they are written.</summary>
public sealed class ReportAgainTests : IClassFixture<Session>, IDisposable
{
    private readonly Session _session;
    private readonly string _folder = Directory.CreateTempSubdirectory("udplab-report-").FullName;
    private readonly string _report;

    public ReportAgainTests(Session session)
    {
        _session = session;
        _report = Path.Combine(_folder, "r.html");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>Custom objects and plain values have the sweep's plan: from the pipeline, a variable, a journal, and a report.</summary>
    [Theory]
    [InlineData("[pscustomobject] @{ Rate = 10 * $A }")]
    [InlineData("10.5 * $A")]
    [InlineData("\"text $A\"")]
    [InlineData("Get-LabNic lo")]
    public void WhatASweepGivesKnowsItsPlan(string block)
    {
        string sweep = $"Invoke-LabSweep @{{ A = 1, 2 }} -Repeat 2 -Seed 7 -Journal '{_folder}/j.jsonl' {{ {block} }}";
        foreach (string source in new[] { sweep, $"Import-LabResult '{_folder}/j.jsonl'", $"$all = Import-LabResult '{_report}'; $all" })
        {
            _session.Give($"{source} | Export-LabReport '{_folder}/new.html' -Title 'T'; [System.IO.File]::Move('{_folder}/new.html', '{_report}', $true)");
            string page = File.ReadAllText(_report);
            Assert.Contains("4 of 4 runs measured; order Blocks", page, StringComparison.Ordinal);
            Assert.Contains("seed 7, repeat 2", page, StringComparison.Ordinal);
            Assert.Contains("Invoke-LabSweep ([ordered] @{ A = 1, 2 }) -Repeat 2 -Order Blocks -Seed 7 {", page, StringComparison.Ordinal);
        }

        Assert.Equal(4, _session.Give($"Import-LabResult '{_report}'").Count);
    }

    [Fact]
    public void AReportThatIsExportedAgainHasItsTitle()
    {
        _session.Give($"Get-LabHost | Export-LabReport '{_report}' -Title 'My title' -Question 'Why?' -Author 'A. Uthor'");
        string text = _session.One($"Import-LabResult '{_report}' | Export-LabReport '{_folder}/r.md'; [System.IO.File]::ReadAllText('{_folder}/r.md')").ToString();
        Assert.StartsWith("My title\n========\n\nWhy?\n", text, StringComparison.Ordinal);
        Assert.Contains("- By: A. Uthor\n", text, StringComparison.Ordinal);
        Assert.Single(_session.Give($"Import-LabResult '{_report}'"));
    }

    /// <summary>What cannot be written is found before anything is measured.</summary>
    [Fact]
    public void APlaceThatTakesNoFileIsRefusedBeforeTheSweep()
    {
        ScriptRun run = _session.Run($"Invoke-LabSweep @{{ A = 1, 2 }} {{ [System.IO.File]::WriteAllText('{_folder}/measured', ''); Get-LabHost }} | Export-LabReport /proc/report.html");
        run.MustFail("System.Path");
        Assert.Empty(run.Warnings);
        Assert.False(File.Exists(Path.Combine(_folder, "measured")));
    }

    [Fact]
    public void ALinkStays()
    {
        string link = Path.Combine(_folder, "latest.html");
        File.CreateSymbolicLink(link, _report);
        _session.Give($"Get-LabHost | Export-LabReport '{link}'; Get-LabHost | Export-LabReport '{link}'");
        Assert.Equal(_report, new FileInfo(link).LinkTarget);
        Assert.Null(new FileInfo(_report).LinkTarget);
        Assert.Single(_session.Give($"Import-LabResult '{link}'"));
    }
}
