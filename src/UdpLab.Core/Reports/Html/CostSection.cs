using System.Globalization;

namespace UdpLab;

/// <summary>Where the time of a packet went: a bar for each measurement that knows, as long as the costliest of them allows.</summary>
internal static class CostSection
{
    private const int Most = 24;

    public static void Write(HtmlText page, ReportModel report)
    {
        (string Name, PacketCosts Costs)[] known = ReportCosts.Of(report);
        if (known.Length == 0)
        {
            return;
        }

        double longest = known.Max(k => k.Costs.TotalNs);
        page.Add($"<section id=\"costs\"><h2>Where the time goes</h2>\n<p>CPU time of a received packet: the receiving softirq, and the threads that read. What was spent on packets that were lost is included.</p>\n<table class=\"costs\">\n");
        foreach ((string name, PacketCosts costs) in known.Take(Most))
        {
            page.Add($"<tr><th>{name}</th><td class=\"number\">{costs.TotalNs:N0} ns</td><td class=\"bar\">");
            foreach (CostPart part in Bars(costs))
            {
                string width = (100 * part.Nanoseconds / longest).ToString("0.##", CultureInfo.InvariantCulture);
                page.Add($"<span class=\"{part.Layer}\" style=\"width:{width}%\" title=\"{part}\">{(part.Percent >= 8 ? PacketCosts.Word(part.Layer) : "")}</span>");
            }

            page.Add($"</td></tr>\n");
        }

        page.Add($"</table>\n<p class=\"remedy\">{string.Join(" \u2192 ", Bars(known[0].Costs).Select(p => PacketCosts.Word(p.Layer)))}, in this order. The remainder is {known.Max(k => k.Costs.RemainderPercent):0.#} % or less.</p>\n");
        if (known.Length > Most)
        {
            page.Add($"<p>{known.Length - Most:N0} more are only in the data.</p>\n");
        }

        page.Add($"</section>\n");
    }

    /// <summary>The parts of the softirq if they are known, or the whole of it.</summary>
    private static IEnumerable<CostPart> Bars(PacketCosts costs) => costs.Parts.Where(p => p.Nanoseconds > 0 && (p.Layer != CostLayer.Softirq || costs.DriverNs is null));
}
