using System.Text;

namespace UdpLab.Tests;

/// <summary>Reports of what is no measurement, and of reports.</summary>
public class ReportOthersTests
{
    private static readonly LabFinding _finding = new() { Host = LabHosts.Local, Check = "Governor", Status = FindingStatus.Warning, Observed = "powersave", Expected = "performance", Reason = "It is slow.", Source = "x", Fix = "cpupower" };

    [Fact]
    public void FindingsAloneAreAReport()
    {
        object[] all = [_finding with { Check = "Smt", Status = FindingStatus.Pass, Observed = "off" }, _finding, _finding with { Check = "Pause", Interface = "eth0", Status = FindingStatus.Advice }];
        ReportModel report = Report.Model(all);
        Assert.Equal("Readiness of local", report.Title);
        Assert.Equal("Of 3 checks of local, 1 is a warning, 1 is advice, 1 passed. The most serious is Governor: powersave.", report.Answer);
        string page = Report.Write(ReportFormat.Html, all), text = Report.Write(ReportFormat.Markdown, all);
        Assert.Contains("<section id=\"checks\">", page, StringComparison.Ordinal);
        Assert.Contains("<td>Smt</td>", page, StringComparison.Ordinal);
        Assert.Contains("- Warning: local, Governor: powersave. Expected: performance.", text, StringComparison.Ordinal);
        Assert.Contains("- Pass: Smt.", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Show-LabChart", page[page.IndexOf("<section id=\"data\">", StringComparison.Ordinal)..], StringComparison.Ordinal);
    }

    /// <summary>Custom objects and plain values have their factors, the sweep's plan and their properties.</summary>
    [Fact]
    public void CustomObjectsOfASweepHaveItsPlan()
    {
        SweepRequest request = Sweeps.Request("Do-It $A", Sweeps.Factor("A", 1, 2));
        SweepStory story = new(request.Describe(new SweepPlan(request.Factors, SweepOrder.Blocks, 2, 77), null));
        SweepOutput[] all = [.. Enumerable.Range(0, 4).Select(i => new SweepOutput
        {
            Properties = new Dictionary<string, object?> { ["Rate"] = 1000.5 * i, ["Name"] = Report.Hostile },
            Factors = new Dictionary<string, object?> { ["A"] = 1 + (i % 2) },
            Repeat = 1 + (i / 2),
            Position = i + 1,
        })];
        Array.ForEach(all, story.Tell);
        ReportModel report = Report.Model(all);
        Assert.Equal("The sweep gave 4 objects of 2 cells, and no measurement of packets.", report.Answer);
        Assert.Contains(("Factor A", "1, 2"), ReportDesign.Of(report));
        Assert.StartsWith("4 of 4 runs measured; order Blocks", ReportDesign.Of(report).Single(fact => fact.Name == "Sweep").Value, StringComparison.Ordinal);
        Assert.False(report.IsUnfinished);
        Assert.Equal("Invoke-LabSweep ([ordered] @{ A = 1, 2 }) -Repeat 2 -Order Blocks -Seed 77 {\n    Do-It $A\n}", Assert.Single(report.Commands));
        ReportTable table = Assert.Single(ReportOthers.Of(report.Others));
        Assert.Equal(["#A", "#Repeat", "#Rate", "Name"], table.Columns);
        Assert.Equal(["2", "2", "3,002"], table.Rows[3].Take(3));
        string text = Report.Write(ReportFormat.Markdown, all);
        Assert.Matches(@"(?m)^    A  Repeat +Rate  Name", text);
        Assert.Contains("<td class=\"n\">3,002</td>", Report.Write(ReportFormat.Html, all), StringComparison.Ordinal);

        // In the data, the plan comes before its results, and they are found to be of it when they are read.
        SweepStories read = new();
        using LabReport written = new();
        Array.ForEach(all, one => written.Add(one));
        object[] lines = Report.Read(Report.Bytes(written));
        Array.ForEach(lines, read.Add);
        Assert.All(lines.OfType<SweepOutput>(), output => Assert.Equal(77, SweepStory.Of(output)!.Sweep.Seed));
    }

    /// <summary>Comparisons and profiles say what they say without measurements too.</summary>
    [Fact]
    public void ComparisonsAndProfilesAloneAreAnswers()
    {
        ReportModel compared = Report.Model(Runs.Compare(Runs.At(Runs.Around(1e6)), Runs.At(Runs.Around(2e6))));
        Assert.Contains(" is faster (+", compared.Answer, StringComparison.Ordinal);
        Assert.Contains(" against ", compared.Title, StringComparison.Ordinal);
        ReportModel profiled = Report.Model(Report.Profile("sink;main;udp_recvmsg_[k] 600", "sink;main;other 400"));
        Assert.Equal(("Profile of a host", "udp_recvmsg has the largest share of the profile, 60 % of 1,000 samples."), (profiled.Title, profiled.Answer));
    }

    [Fact]
    public void OtherObjectsAndPlainValuesAreTables()
    {
        IReadOnlyList<ReportTable> tables = ReportOthers.Of([LabHosts.Local, new SweepOutput { Value = 5 }, new SweepOutput { Value = "text" }]);
        Assert.Equal(["LabHost", "Values"], tables.Select(table => table.Title));
        Assert.Contains("#Cpus", tables[0].Columns);
        Assert.Equal([["5"], ["text"]], tables[1].Rows);
    }

    /// <summary>A report that is read back and exported again has its title, question and author, unless others are given.</summary>
    [Fact]
    public void AReportKnowsItsTitle()
    {
        byte[] page = Write(new ReportRequest { Title = "My title", Question = "Why?", Author = "A. Uthor" }, Report.Of(1e6, 1), new SweepOutput { Value = "x" });
        ReportSource source = new();
        object[] lines = Report.Read(page), objects = [.. lines.Where(line => line is not IResultControl)];
        Array.ForEach(lines, source.Add);
        Assert.Equal(2, objects.Length);
        string again = Encoding.UTF8.GetString(Write(new ReportRequest { Title = " " }, objects)), other = Encoding.UTF8.GetString(Write(new ReportRequest { Title = "Other" }, objects));
        Assert.Contains("<h1>My title</h1>", again, StringComparison.Ordinal);
        Assert.Contains("A. Uthor, ", again, StringComparison.Ordinal);
        Assert.Contains("<p class=\"question\">Why?</p>", again, StringComparison.Ordinal);
        Assert.Contains("<h1>Other</h1>", other, StringComparison.Ordinal);
        Assert.Contains("<p class=\"question\">Why?</p>", other, StringComparison.Ordinal);
        Assert.Contains("all 2 objects", again, StringComparison.Ordinal);

        // With fresh results it is another report.
        Assert.DoesNotContain("Why?", Encoding.UTF8.GetString(Write(new ReportRequest(), [.. objects, Report.Of(1e6, 2)])), StringComparison.Ordinal);
    }

    /// <summary>An editor or a browser that saved the page may have changed what is around the data.</summary>
    [Fact]
    public void ASavedPageIsReadToo()
    {
        string page = Encoding.UTF8.GetString(Write(new ReportRequest { Title = "id=\"udplab-results\">" }, Report.Of(1e6, 1)));
        string[] changed =
        [
            page, "\ufeff" + page, "\r\n" + page.Replace("\n", "\r\n", StringComparison.Ordinal), page.Replace("<!DOCTYPE html>", "<!doctype html>", StringComparison.Ordinal),
            page.Replace("<!DOCTYPE html>\n", "", StringComparison.Ordinal), "<!-- saved -->" + page, page.Replace(ReportData.Begin, $"<script {ReportData.Mark} type='application/gzip'>", StringComparison.Ordinal),
        ];
        Assert.All(changed, text => Assert.Single(Report.Read(Encoding.UTF8.GetBytes(text)).OfType<SinkMeasurement>()));
    }

    private static byte[] Write(ReportRequest request, params object[] all)
    {
        using LabReport report = new();
        Array.ForEach(all, one => report.Add(one));
        using MemoryStream file = new();
        report.Write(request, ReportFormat.Html, file);
        return file.ToArray();
    }
}
