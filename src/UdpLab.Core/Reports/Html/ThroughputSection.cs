using System.Globalization;

namespace UdpLab;

/// <summary>What Find-UdpThroughput found.</summary>
internal static class ThroughputSection
{
    public static void Write(HtmlText page, ReportModel report)
    {
        if (report.Throughput.Count == 0)
        {
            return;
        }

        page.Add($"<section id=\"throughput\"><h2>Throughput</h2>\n");
        page.Table(
            ["Sink", "Method", "#Size", "#Loss goal %", "#Pps", "#Upper pps", "#Conditional pps", "#Trials", "Stopped by"],
            report.Throughput.Select(found => new object?[]
            {
                found.Host.Name, $"{found.Method}", found.PacketSize, 100 * found.LossGoal, Whole(found.Pps), Whole(found.UpperPps), Whole(found.ConditionalPps), found.Trials.Count, found.StoppedBy,
            }));
        foreach (string note in report.Throughput.SelectMany(found => found.Notes).Distinct())
        {
            page.Add($"<p>{note}</p>\n");
        }

        // Goals of one search have the same trials.
        foreach (ThroughputResult search in report.Throughput.DistinctBy(found => found.Trials.FirstOrDefault()?.Search ?? found.StoppedBy))
        {
            page.Add($"<div class=\"figures\">\n");
            if (ReportFigures.Trials(search) is { } chart)
            {
                page.Figure(chart, null);
            }

            page.Add($"</div>\n<details><summary>{search.Trials.Count:N0} trials</summary>\n");
            page.Table(["#", "#Asked pps", "#Sent pps", "#Seconds", "#Lost %", "Note"], search.Trials.Select(trial => new object?[]
            {
                trial.Position, Whole(trial.RatePps), Whole(trial.SentPps), trial.Duration, trial.LossPercent, trial.Failure ?? trial.Note ?? (trial.IsIrregular ? "other rate than asked for" : ""),
            }));
            page.Add($"</details>\n");
        }

        page.Add($"</section>\n");
    }

    private static string Whole(double? value) => value?.ToString("N0", CultureInfo.InvariantCulture) ?? "";
}
