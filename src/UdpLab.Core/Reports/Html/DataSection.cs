using System.Globalization;

namespace UdpLab;

/// <summary>Every measurement, how to make them again, and how to read the data.</summary>
internal static class DataSection
{
    // As text, the rows of a thousand measurements would be more than all else in the page.
    private const int Shown = 24, AsText = 100, Most = 2000;

    public static void Write(HtmlText page, ReportModel report)
    {
        page.Add($"<section id=\"data\"><h2>Data</h2>\n");
        if (report.Measurements.Count > 0)
        {
            page.Add($"<details{new Html(report.Measurements.Count <= Shown ? " open" : "")}><summary>{report.Measurements.Count:N0} measurement{(report.Measurements.Count == 1 ? "" : "s")}</summary>\n");
            Measurements(page, report);
            page.Add($"</details>\n");
        }

        Repeat(page, report);
        page.Add($"""
            <h3>Read it again</h3>
            <p>This page holds {(report.Data.Count == 1 ? "the object it was made of. UdpLab reads it" : FormattableString.Invariant($"all {report.Data.Count:N0} objects it was made of. UdpLab reads them"))} from the page itself:</p>
            <pre>{(report.Measurements.Count > 0 ? "Import-LabResult report.html | Show-LabChart\n" : "")}Import-LabResult report.html | Export-LabResult data.jsonl</pre>
            <p class="needs-js"><button type="button" id="save">Save the data as JSON lines</button> <span id="saved" role="status"></span></p>

            """);
        page.Add($"</section>\n");
    }

    private static void Measurements(HtmlText page, ReportModel report)
    {
        ReportCells cells = report.Cells;
        ReportKey[] keys = [.. cells.Varying];
        string when = report.Measurements.Select(m => m.Started.UtcDateTime.Date).Distinct().Skip(1).Any() ? "yyyy-MM-dd HH:mm:ss" : "HH:mm:ss";
        bool hasRepeat = report.Measurements.Any(m => m.Repeat is not null), isWhole = report.Measurements.All(m => m.State == MeasurementState.Completed);
        string[] columns =
        [
            "#", .. keys.Select(key => (key.IsNumber ? "#" : "") + key.Name), .. hasRepeat ? new[] { "#Repeat" } : [], "Started", .. isWhole ? [] : new[] { "State" },
            "#Packets", "#Pps", "#Sent", "#Received", "#Lost", "#Loss %", "#Unexplained",
        ];
        page.Table(columns, report.Measurements.Take(AsText).Select(Row), "measurements");
        if (report.Measurements.Count > AsText)
        {
            HtmlText rest = new();
            rest.Rows(columns, report.Measurements.Take(Most).Select(Row).Skip(AsText));
            page.Add($"<script type=\"application/gzip\" id=\"more-measurements\">{new Html(ReportData.Compressed(System.Text.Encoding.UTF8.GetBytes(rest.ToString())))}</script>\n");
            page.Add($"<p class=\"without-js\">The table has the first {AsText:N0}: JavaScript adds the others, and Import-LabResult reads all of them.</p>\n");
        }

        if (report.Measurements.Count > Most)
        {
            page.Add($"<p>{report.Measurements.Count - Most:N0} more are only in the data.</p>\n");
        }

        object?[] Row(SinkMeasurement m, int i) =>
        [
            m.Position ?? (i + 1), .. keys.Select(key => key.Key.Text(m)), .. hasRepeat ? new object?[] { m.Repeat } : [], m.Started.ToUniversalTime().ToString(when, CultureInfo.InvariantCulture), .. isWhole ? [] : new[] { $"{m.State}" },
            m.Packets, m.Pps?.ToString("N0", CultureInfo.InvariantCulture), m.Ledger.Sent, m.Ledger.Received, m.Lost, m.LossPercent?.ToString("0.####", CultureInfo.InvariantCulture), m.Ledger.Unexplained,
        ];
    }

    private static void Repeat(HtmlText page, ReportModel report)
    {
        IReadOnlyList<string> commands = report.Commands;
        if (commands.Count > 0)
        {
            page.Add($"<h3>Measure it again</h3>\n");
            foreach (string command in commands)
            {
                page.Add($"<pre class=\"command\">{command}</pre>\n");
            }
        }
    }
}
