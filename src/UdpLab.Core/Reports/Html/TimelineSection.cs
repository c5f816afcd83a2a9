using System.Globalization;

namespace UdpLab;

/// <summary>
/// What happened when, for each traced measurement: slots of 10 ms and bursts. With JavaScript a span that is brushed shows its
/// reasons, the reader's states and its flame graph, read from the page's own data.
/// </summary>
internal static class TimelineSection
{
    private const int Most = 6, MostBursts = 10, MostTicks = 6;

    public static void Write(HtmlText page, ReportModel report)
    {
        IReadOnlyList<ReportTimeline> timelines = ReportTimeline.Of(report.Cells, report.Measurements);
        if (timelines.Count == 0)
        {
            return;
        }

        page.Add($"<section id=\"timeline\"><h2>When packets were lost</h2>\n<p>Seconds are from the first packet. <span class=\"needs-js inline\">Drag across a timeline, or use the arrow keys (with Shift to widen the span), to see what happened in a span of it.</span></p>\n");
        foreach (ReportTimeline timeline in timelines.Take(Most))
        {
            Write(page, timeline, report.Measurements[timeline.Number].Profile?.HasTimes == true);
        }

        if (timelines.Count > Most)
        {
            page.Add($"<p>{timelines.Count - Most:N0} more are only in the data.</p>\n");
        }

        page.Add($"</section>\n");
    }

    private static void Write(HtmlText page, ReportTimeline timeline, bool hasSamples)
    {
        TraceSlot[] slots = [.. timeline.Slots];
        IReadOnlyList<TraceBurst> bursts = timeline.Trace.Bursts;
        double slot = timeline.Trace.Axis!.SlotSeconds;
        int per = SvgTimeline.PerColumn(slots.Length);
        long most = slots.Max(s => (s.Received ?? 0) + s.Lost);
        page.Add($"<figure class=\"timeline\" data-run=\"{timeline.Number}\" data-first=\"{timeline.First}\" data-slots=\"{timeline.Count}\" data-samples=\"{(hasSamples ? 1 : 0)}\" data-name=\"{timeline.Name}\"><h3>Timeline of {timeline.Name}</h3>\n");
        page.Add($"<p class=\"legend\"><i class=\"received\"></i>received <i class=\"lost\"></i>lost <i class=\"burst\"></i>burst of losses; the reader: <i class=\"running\"></i>running <i class=\"preempted\"></i>preempted <i class=\"waiting\"></i>waiting for a CPU, else asleep</p>\n");
        page.Add($"<div class=\"track\">{new Html(SvgTimeline.Draw($"Timeline of {timeline.Name}", slots, bursts))}</div>\n<div class=\"ticks\">");
        double begin = slots[0].Seconds, length = slots.Length * slot;
        foreach (double tick in ChartScale.Of([begin, begin + length], false, MostTicks).Marks.Where(tick => tick >= begin && tick <= begin + (0.97 * length)))
        {
            string left = (100 * (tick - begin) / length).ToString("0.##", CultureInfo.InvariantCulture);
            page.Add($"<span style=\"left:{left}%\">{tick:0.###} s</span>");
        }

        page.Add($"</div>\n<figcaption>{(per > 1 ? string.Create(CultureInfo.InvariantCulture, $"{per} slots of {slot * 1e3:0.#} ms are drawn as one") : string.Create(CultureInfo.InvariantCulture, $"slots of {slot * 1e3:0.#} ms"))}, of up to {most:N0} packets{(timeline.Trace.Axis.Received is null ? "; what the sink received in a slot is not known" : "")}</figcaption>\n<div class=\"span needs-js\" role=\"status\"></div>\n");
        if (bursts.Count > 0)
        {
            page.Table(
                ["#At s", "#Length ms", "#Lost", "#Received", "Reasons", "Lost while the reader was"],
                bursts.OrderByDescending(burst => burst.Lost).Take(MostBursts).OrderBy(burst => burst.Seconds).Select(Row),
                "bursts");
            if (bursts.Count > MostBursts)
            {
                page.Add($"<p>The largest {MostBursts} of {bursts.Count:N0} bursts.</p>\n");
            }
        }

        page.Add($"</figure>\n");
    }

    private static object?[] Row(TraceBurst burst) =>
    [
        burst.Seconds.ToString("0.00", CultureInfo.InvariantCulture), (burst.Length * 1e3).ToString("0", CultureInfo.InvariantCulture), burst.Lost, burst.Received,
        string.Join(", ", burst.Reasons.Select(reason => string.Create(CultureInfo.InvariantCulture, $"{reason.Key} {reason.Value:N0}"))), burst.Reader?.ToString() ?? "",
    ];
}
