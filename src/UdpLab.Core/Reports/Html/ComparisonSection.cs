namespace UdpLab;

/// <summary>What differs, by how much, and what cannot be told.</summary>
internal static class ComparisonSection
{
    public static void Write(HtmlText page, ReportModel report)
    {
        if (report.Comparisons.Count == 0 && report.ComparisonNotes.Count == 0)
        {
            return;
        }

        page.Add($"<section id=\"comparisons\"><h2>Comparisons</h2>\n");
        if (report.Comparisons.Count > 0)
        {
            page.Add($"<p>Medians, and the ratio of all pairs with its interval of 95 % confidence (Mann and Whitney, Hodges and Lehmann). ~ is no difference, ? cannot be told by these runs.</p>\n");
            bool hasCells = report.Comparisons.Any(c => c.Cell.Length > 0);
            page.Table(
                [.. hasCells ? new[] { "Cell" } : [], "Metric", "Baseline", "#Median", "Candidate", "#Median", "#Change", "95 % interval", "Verdict", "Why"],
                report.Comparisons.Select(c => Row(c, hasCells)),
                "comparisons");
        }

        foreach (string note in report.ComparisonNotes)
        {
            page.Add($"<p>{note}</p>\n");
        }

        page.Add($"</section>\n");
    }

    private static object?[] Row(Comparison c, bool hasCells) =>
        [.. hasCells ? new object?[] { c.Cell } : [], c.Metric, c.Baseline, c.BaselineMedian, c.Candidate, c.CandidateMedian, c.ChangeText, c.IntervalText, Verdict(c.Verdict), Why(c)];

    private static Html Verdict(ComparisonVerdict verdict) => new($"<span class=\"verdict {verdict}\">{verdict}</span>");

    /// <summary>A long reason, such as a list of what differs, is behind a click.</summary>
    private static object Why(Comparison comparison)
    {
        const int most = 160;
        if (comparison.Reason.Length <= most)
        {
            return comparison.Reason;
        }

        HtmlText words = new();
        words.Add($"<details class=\"print\"><summary>{HostText.Short(comparison.Reason, most / 2)}</summary>{comparison.Reason}</details>");
        return new Html(words.ToString());
    }
}
