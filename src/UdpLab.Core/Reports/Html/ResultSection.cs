using System.Globalization;

namespace UdpLab;

/// <summary>The article's chart with its numbers, and the other charts.</summary>
internal static class ResultSection
{
    private const int WideChart = 520, MostRows = 60, Most = 2000;

    public static void Write(HtmlText page, ReportModel report)
    {
        if (report.Measurements.Count == 0)
        {
            return;
        }

        page.Add($"<section id=\"result\"><h2>Result</h2>\n");
        if (report.MainChart is { } main)
        {
            page.Figure(main, WideChart, "main");
        }

        Cells(page, report);
        Chart[] others = [.. ReportFigures.Others(report)];
        if (others.Length > 0)
        {
            page.Add($"<div class=\"figures\">\n");
            foreach (Chart chart in others)
            {
                page.Figure(chart, null);
            }

            page.Add($"</div>\n");
        }

        page.Add($"</section>\n");
    }

    /// <summary>A chart with its title and what to know of it.</summary>
    public static void Figure(this HtmlText page, Chart chart, int? width, string kind = "") =>
        page.Figure(chart.Title, InteractiveChart.Draw(chart, width is int wide ? new SvgOptions { Width = wide } : null), chart.Remarks, kind);

    /// <summary>A drawing with its title and what to know of it.</summary>
    public static void Figure(this HtmlText page, string title, string svg, IReadOnlyList<string> notes, string kind = "") =>
        page.Add($"<figure class=\"{kind}\"><h3>{title}</h3>{new Html(svg)}<figcaption>{string.Join("; ", notes)}</figcaption></figure>\n");

    private static void Cells(HtmlText page, ReportModel report)
    {
        ReportCells cells = report.Cells;
        int[] keys = [.. Enumerable.Range(0, cells.Keys.Count).Where(i => cells.Keys[i].Varies)];
        bool hasLatency = cells.Cells.Any(cell => cell.LatencyP99 is not null);
        string[] columns =
        [
            .. keys.Select(i => (cells.Keys[i].IsNumber ? "#" : "") + cells.Keys[i].Name), "#n", "#Pps", "Interval", cells.Cells.All(cell => cell.Runs.All(run => run.Clock == LabClock.Instructions)) ? "#Instructions/packet" : "#CPU ns/packet", "#Loss %", .. hasLatency ? new[] { "#p99 µs" } : [], "Biggest loss",
        ];
        bool isLong = cells.Cells.Count > MostRows;
        if (isLong)
        {
            page.Add($"<details><summary>The {cells.Cells.Count:N0} cells as a table</summary>\n");
        }

        page.Table(columns, cells.Cells.Take(Most).Select(Row), "cells");
        page.Add(new Html(isLong ? "</details>\n" : ""));

        object?[] Row(ReportCell cell) =>
        [
            .. keys.Select(i => cell.Values[i]),
            cell.Completed.Count,
            cell.Pps?.Median.ToString("N0", CultureInfo.InvariantCulture),
            Interval(cell),
            cell.CpuNsPerPacket?.Median,
            cell.LossPercent?.Median.ToString("0.##", CultureInfo.InvariantCulture),
            .. hasLatency ? new object?[] { cell.LatencyP99?.Median } : [],
            cell.BiggestLoss,
        ];
    }

    private static string Interval(ReportCell cell) => cell.Pps is not { } rate || rate.Low == rate.High ? ""
        : FormattableString.Invariant($"{rate.Low:N0} .. {rate.High:N0}{(rate.IsInterval ? "" : " (range)")}");
}
