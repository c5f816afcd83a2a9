using System.Text;

namespace UdpLab;

/// <summary>
/// Writes a report as one page that needs nothing else: no file, no server, no script to be read. What is written again and again
/// during a sweep keeps what does not change.
/// </summary>
internal sealed class HtmlReport
{
    private static readonly (string Section, string Name)[] _sections =
    [
        ("answer", "Answer"), ("design", "Design"), ("result", "Result"), ("losses", "Losses"), ("timeline", "Timeline"), ("comparisons", "Comparisons"), ("costs", "Costs"), ("limits", "Limits"), ("throughput", "Throughput"), ("checks", "Checks"), ("others", "Results"), ("environment", "Environment"), ("data", "Data"),
    ];

    private readonly ProfileSection _profiles = new();

    /// <summary>Writes the page as UTF-8.</summary>
    public void Write(ReportModel report, Stream stream)
    {
        string body = Body(report);
        using StreamWriter page = new(stream, new UTF8Encoding(false), 1 << 16, leaveOpen: true);
        string[] parts = SvgAsset.Read("report.html").Split("{{");
        page.Write(parts[0]);
        foreach (string part in parts[1..])
        {
            int end = part.IndexOf("}}", StringComparison.Ordinal);
            if (part[..end] == "data")
            {
                page.Write(ReportData.Begin);
                page.Write('\n');
                page.Flush();
                report.Data.Write(stream);
                page.Write("</script>");
            }
            else
            {
                page.Write(Value(part[..end], report, body));
            }

            page.Write(part[(end + 2)..]);
        }
    }

    private static string Value(string name, ReportModel report, string body) => name switch
    {
        "title" => HtmlText.Encode(report.Title),
        "by" => HtmlText.Encode(string.Join(", ", new[] { report.Request.Author, ReportDesign.Time(report.Request.Written), ReportRequest.Version }.Where(part => !string.IsNullOrEmpty(part)))),
        "chart-css" => InteractiveChart.Style,
        "report-css" => SvgAsset.Read("report.css"),
        "chart-licence" => InteractiveChart.Licence.Replace("--", "\u2010\u2010", StringComparison.Ordinal),
        "chart-js" => InteractiveChart.Script,
        "nav" => string.Concat(_sections.Where(s => body.Contains($"<section id=\"{s.Section}\">", StringComparison.Ordinal)).Select(s => $"<a href=\"#{s.Section}\">{s.Name}</a> ")).TrimEnd(),
        "body" => body,
        "legends" => $"data-plain=\"{HtmlText.Encode(FlameGraph.Legends.Plain)}\" data-differential=\"{HtmlText.Encode(FlameGraph.Legends.Differential)}\"",
        "timeline-js" => body.Contains("<figure class=\"timeline\"", StringComparison.Ordinal) ? SvgAsset.Read("timeline.js") : "",
        _ => SvgAsset.Read("report.js"),
    };

    private string Body(ReportModel report)
    {
        HtmlText page = new();
        SummarySection.Write(page, report);
        ResultSection.Write(page, report);
        LossSection.Write(page, report);
        TimelineSection.Write(page, report);
        ComparisonSection.Write(page, report);
        CostSection.Write(page, report);
        _profiles.Write(page, report);
        ThroughputSection.Write(page, report);
        OthersSection.Write(page, report);
        EnvironmentSection.Write(page, report);
        DataSection.Write(page, report);
        return page.ToString();
    }
}
