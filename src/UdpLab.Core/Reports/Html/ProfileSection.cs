using System.Globalization;

namespace UdpLab;

/// <summary>
/// What limits the receivers: the causes in words, the profiles as perf prints them, and flame graphs that are drawn when they
/// are opened. A profile's part is made once, however often the report is written again.
/// </summary>
internal sealed class ProfileSection
{
    private const int Words = 6, Rows = 25;
    private static readonly Lazy<string> _frame = new(() => ReportData.Compressed(System.Text.Encoding.UTF8.GetBytes(FlameGraph.Frame)));
    private readonly Dictionary<PerfProfile, Part> _parts = new(ReferenceEqualityComparer.Instance);

    public void Write(HtmlText page, ReportModel report)
    {
        IReadOnlyList<ReportLimit> limits = ReportLimits.Of(report.Cells, report.Bottlenecks);
        IReadOnlyList<(string Name, PerfProfile Profile, SinkMeasurement? Measurement)> profiles = ReportProfiles.Of(report.Cells, report.OwnProfiles);
        if (limits.Count == 0 && profiles.Count == 0)
        {
            return;
        }

        page.Add($"<section id=\"limits\"><h2>What limits the sink</h2>\n");
        foreach (ReportLimit limit in limits)
        {
            Limit(page, limit.Bottleneck, Cells(limit, report.Cells.Cells.Count));
        }

        bool isFirst = true;
        foreach ((string name, PerfProfile profile, SinkMeasurement? measurement) in profiles)
        {
            Part part = PartOf(profile, measurement);
            page.Add($"<details class=\"profile print\"{new Html(isFirst ? " open" : "")}><summary>Profile: {name}</summary>\n");
            page.Add($"<pre class=\"perf\">{part.Table}</pre>\n");
            foreach (UdpBottleneck bottleneck in measurement is null ? part.Bottlenecks : [])
            {
                Limit(page, bottleneck, "");
            }

            page.Add($"<details class=\"flame needs-js\" data-flame=\"{part.Number}\" data-name=\"{name}\" data-about=\"{FlameGraph.Describe(profile)}\"><summary>Flame graph{(profiles.Count > 1 ? ", and its difference from another profile" : "")}</summary></details>\n</details>\n");
            isFirst = false;
        }

        if (report.Measurements.Count(m => m.Profile is not null) + report.OwnProfiles.Count - profiles.Count is > 0 and var more)
        {
            page.Add($"<p>{more:N0} more profiles are only in the data.</p>\n");
        }

        page.Add($"</section>\n");
        foreach ((_, PerfProfile profile, _) in profiles)
        {
            Part part = _parts[profile];
            page.Add($"<script type=\"application/gzip\" id=\"flame-{part.Number}\">{new Html(part.Flame)}</script>\n");
        }

        if (profiles.Count > 0)
        {
            page.Add($"<script type=\"application/gzip\" id=\"flame-frame\">{new Html(_frame.Value)}</script>\n");
        }
    }

    private static string Cells(ReportLimit limit, int all) => limit.Cells.Count == 0 || all == 1 ? ""
        : limit.Cells.Count == all ? "in all cells"
        : limit.Cells.Count > 3 ? string.Create(CultureInfo.InvariantCulture, $"in {limit.Cells.Count} of {all} cells")
        : $"in {string.Join("; ", limit.Cells)}";

    private static void Limit(HtmlText page, UdpBottleneck bottleneck, string where)
    {
        page.Add($"<div class=\"limit\"><p><strong>{bottleneck.Title}</strong> ({(where.Length > 0 ? "up to " : "")}{bottleneck.Share:0.#} %{(where.Length > 0 ? $", {where}" : "")}). {bottleneck.Explanation}</p>\n");
        if (bottleneck.Advice.Length > 0)
        {
            page.Add($"<p class=\"remedy\">{bottleneck.Advice}</p>\n");
        }

        if (bottleneck.Evidence.Count > 0)
        {
            page.Add($"<details class=\"print\"><summary>Evidence</summary><ul>\n");
            foreach (string evidence in bottleneck.Evidence.Take(Words))
            {
                page.Add($"<li>{evidence}</li>\n");
            }

            page.Add($"</ul>");
            if (!bottleneck.Fix.StartsWith('#') && bottleneck.Fix.Length > 0)
            {
                page.Add($"<pre>{bottleneck.Fix}</pre>");
            }

            if (bottleneck.Reference.Count > 0)
            {
                page.Add($"<p>{string.Join("; ", bottleneck.Reference)}</p>");
            }

            page.Add($"</details>\n");
        }

        page.Add($"</div>\n");
    }

    private Part PartOf(PerfProfile profile, SinkMeasurement? measurement)
    {
        if (!_parts.TryGetValue(profile, out Part? part))
        {
            IReadOnlyList<UdpBottleneck> bottlenecks = measurement is null ? BottleneckFinder.Find(profile) : [];
            part = new Part(_parts.Count, ProfileTable.Of(profile, Rows), bottlenecks, ReportData.Compressed(new FlameGraph(profile, null).Data()));
            _parts[profile] = part;
        }

        return part;
    }

    private sealed record Part(int Number, string Table, IReadOnlyList<UdpBottleneck> Bottlenecks, string Flame);
}
