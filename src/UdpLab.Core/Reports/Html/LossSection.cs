using System.Globalization;

namespace UdpLab;

/// <summary>Where packets died: the way from generator to sink, each cell's losses, and what to do about them.</summary>
internal static class LossSection
{
    public static void Write(HtmlText page, ReportModel report)
    {
        ReportLosses losses = report.Losses;
        if (losses.Measurements == 0)
        {
            return;
        }

        page.Add($"<section id=\"losses\"><h2>Where packets died</h2>\n");
        page.Add($"<p>From arming the sink to the end, inside and outside of the measured window{(losses.Measurements > 1 ? string.Create(CultureInfo.InvariantCulture, $", of all {losses.Measurements:N0} measurements together") : "")}: sent = received + every named loss + unexplained.{(losses.IsWhole || losses.Known == 0 ? "" : FormattableString.Invariant($" How many packets were sent is known of {losses.Known:N0} of {losses.Measurements:N0} measurements, so shares are of the packets accounted for."))}</p>\n");
        page.Add($"<div class=\"figures\">\n");
        if (ReportFlow.Of(losses) is { } flow)
        {
            page.Figure("From generator to sink", SvgFlow.Draw(flow), []);
        }

        if (ReportFlow.Stack(report) is { } stack)
        {
            page.Figure(stack.Title, SvgStack.Draw(stack), stack.Notes);
        }

        page.Add($"</div>\n");
        page.Table(["Where", "Counter", "#Packets", "#Share", "Meaning and remedy", "Source"], Rows(losses), "losses");
        Information(page, losses);
        page.Add($"</section>\n");
    }

    private static IEnumerable<object?[]> Rows(ReportLosses losses)
    {
        if (losses.Sent is long sent)
        {
            string some = !losses.IsWhole ? FormattableString.Invariant($"Known of {losses.Known:N0} of {losses.Measurements:N0} measurements.") : "Packets the generator handed to its kernel.";
            yield return [$"{LedgerLayer.Generator}", "sent", sent, "", some, ""];
        }

        foreach (ReportLoss loss in losses.Counters.Where(counter => counter is { IsLoss: true, Packets: not 0 }))
        {
            yield return [$"{loss.Layer}", loss.Counter, loss.Packets, ReportLosses.Percent(loss.Packets, losses.All), Words(loss), loss.Source];
        }

        if (losses.Unexplained is long unexplained)
        {
            string why = unexplained < 0 ? "The losses include packets that were not of the flood." : unexplained == 0 ? "Every packet is accounted for." : "No counter has them.";
            yield return ["", "unexplained", unexplained, ReportLosses.Percent(unexplained, losses.All), why, ""];
        }

        yield return [$"{LedgerLayer.Sink}", "received", losses.Received, ReportLosses.Percent(losses.Received, losses.All), "Packets the sink's calls returned.", ""];
    }

    private static Html Words(ReportLoss loss)
    {
        HtmlText words = new();
        words.Add($"{char.ToUpperInvariant(loss.Meaning[0])}{loss.Meaning[1..]}.");
        if (loss.Remedy is { } remedy)
        {
            words.Add($" <span class=\"remedy\">{remedy}</span>");
        }

        foreach (DropReason reason in loss.Reasons)
        {
            words.Add($"<br>{reason}{(reason is { Name: not null, Function: { } function } ? $" in {function}" : "")}{(reason.Reader is { } reader ? $"; the reader was: {reader}" : "")}");
        }

        return new Html(words.ToString());
    }

    private static void Information(HtmlText page, ReportLosses losses)
    {
        ReportLoss[] counted = [.. losses.Counters.Where(counter => !counter.IsLoss)];
        if (counted.Length > 0)
        {
            page.Add($"<details class=\"print\"><summary>Counters on the way that lost nothing</summary>\n");
            page.Table(["Where", "Counter", "#Packets", "Meaning", "Source"], counted.Select(counter => new object?[] { $"{counter.Layer}", counter.Counter, counter.Packets, counter.Meaning, counter.Source }));
            page.Add($"</details>\n");
        }
    }
}
