using System.Globalization;

namespace UdpLab;

/// <summary>What a reader must know first: the question, the answer, what may distort it, and how it was measured.</summary>
internal static class SummarySection
{
    public static void Write(HtmlText page, ReportModel report)
    {
        page.Add($"<section id=\"answer\">\n");
        if (report.Request.Question is { } question)
        {
            page.Add($"<p class=\"question\">{question}</p>\n");
        }

        page.Add($"<p class=\"answer\">{report.Answer}</p>\n");
        Caveats(page, report);
        page.Add($"</section>\n<section id=\"design\"><h2>Design</h2>\n");
        page.Facts(ReportDesign.Of(report));
        Failures(page, report);
        page.Add($"</section>\n");
    }

    private static void Caveats(HtmlText page, ReportModel report)
    {
        ReportCaveat[] serious = [.. report.Caveats.Where(caveat => caveat.Status >= FindingStatus.Warning)], others = [.. report.Caveats.Where(caveat => caveat.Status < FindingStatus.Warning)];
        if (ReportFailures.Of(report.Stories) is { Count: > 0 } failed)
        {
            page.Add($"<p class=\"warning\"><a href=\"#failed\">{failed.Count:N0} run{(failed.Count == 1 ? "" : "s")} of the sweep failed</a>; the figures are without {(failed.Count == 1 ? "it" : "them")}.</p>\n");
        }

        if (serious.Length > 0)
        {
            page.Add($"<div class=\"warning\"><h3>What may distort the result</h3>\n");
            List(page, serious);
            page.Add($"</div>\n");
        }

        if (others.Length > 0)
        {
            page.Add($"<details class=\"print\"><summary>{others.Length:N0} note{(others.Length == 1 ? "" : "s")} on the hosts and the measurements</summary>\n");
            List(page, others);
            page.Add($"</details>\n");
        }
    }

    private static void List(HtmlText page, ReportCaveat[] caveats)
    {
        page.Add($"<ul class=\"caveats\">\n");
        foreach (ReportCaveat caveat in caveats)
        {
            page.Add($"<li><strong>{caveat.Title}</strong>{(caveat.Measurements is int n ? string.Create(CultureInfo.InvariantCulture, $" ({n:N0} measurement{(n == 1 ? "" : "s")})") : "")} {caveat.Reason}");
            if (caveat.Fix.Length > 0)
            {
                page.Add($" <code>{caveat.Fix}</code>");
            }

            page.Add($"</li>\n");
        }

        page.Add($"</ul>\n");
    }

    private static void Failures(HtmlText page, ReportModel report)
    {
        if (ReportFailures.Of(report.Stories) is { Count: > 0 } failed)
        {
            page.Add($"<h3 id=\"failed\">Runs that failed</h3>\n");
            page.Table(["Cell", "#Repeat", "Time", "Error"], failed.Select(run => new object?[] { run.Cell, run.Repeat, ReportDesign.Time(run.Time), run.Error }));
        }
    }
}
