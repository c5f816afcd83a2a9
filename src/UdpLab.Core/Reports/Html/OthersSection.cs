namespace UdpLab;

/// <summary>The checks of hosts that came by themselves, and objects that have no section of their own.</summary>
internal static class OthersSection
{
    private const int Shown = 60, Most = 2000;

    public static void Write(HtmlText page, ReportModel report)
    {
        Checks(page, report.Findings);
        IReadOnlyList<ReportTable> tables = ReportOthers.Of(report.Others);
        if (tables.Count == 0)
        {
            return;
        }

        page.Add($"<section id=\"others\"><h2>{(report.Measurements.Count > 0 ? "Other results" : "Results")}</h2>\n");
        foreach (ReportTable table in tables)
        {
            page.Add($"<details{new Html(table.Rows.Count <= Shown ? " open" : "")}><summary>{table.Title}: {table.Rows.Count:N0}</summary>\n");
            page.Table(table.Columns, table.Rows.Take(Most), "others");
            page.Add($"{(table.Rows.Count > Most ? FormattableString.Invariant($"{table.Rows.Count - Most:N0} more are only in the data.") : "")}</details>\n");
        }

        page.Add($"</section>\n");
    }

    private static void Checks(HtmlText page, IReadOnlyList<LabFinding> findings)
    {
        if (findings.Count == 0)
        {
            return;
        }

        page.Add($"<section id=\"checks\"><h2>Checks</h2>\n");
        IEnumerable<LabFinding> all = ReportChecks.Serious(findings).Concat(findings.Where(finding => finding.Status == FindingStatus.Pass));
        page.Table(
            ["Host", "Check", "Interface", "Status", "Observed", "Expected"],
            all.Select(finding => new object?[] { finding.Host.Name, finding.Check, finding.Interface, Status(finding.Status), finding.Observed, finding.Expected }),
            "checks");
        page.Add($"</section>\n");
    }

    private static object Status(FindingStatus status)
    {
        HtmlText text = new();
        text.Add(new Html(status == FindingStatus.Pass ? "" : "<mark>")).Add($"{status}").Add(new Html(status == FindingStatus.Pass ? "" : "</mark>"));
        return new Html(text.ToString());
    }
}
