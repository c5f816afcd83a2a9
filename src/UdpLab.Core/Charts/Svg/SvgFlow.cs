using System.Text;

namespace UdpLab;

/// <summary>
/// Draws a flow of packets as a Sankey diagram that runs downwards, one row per node, so that names have room on a phone too: what goes on stays left, what is
/// lost branches off to the right. Widths are packets; what is too narrow to see is a thin line.
/// </summary>
internal static class SvgFlow
{
    private const double Share = 0.4, Line = 15, Gap = 16, Aside = 8, MostAside = 48, Thinnest = 1.5, Pad = 4;

    /// <summary>The diagram as an svg element.</summary>
    public static string Draw(FlowDiagram flow, SvgOptions? options = null)
    {
        int width = (options ?? new()).Width;
        FlowLayout layout = new(flow, width * Share, Aside, MostAside);
        (string elements, double height) = Elements(flow, layout, width);
        long sent = layout.Total;
        IEnumerable<string> ends = flow.Nodes.Select((node, i) => (node, i)).Where(at => at.node.IsLoss).Select(at => $"{at.node.Name}: {Count(layout.Packets[at.i], sent)}");
        return SvgChart.Element(flow.Title, string.Join(". ", ends.Prepend($"Flow of {ChartText.Full(sent)} packets")), width, height, elements);
    }

    private static (string Elements, double Height) Elements(FlowDiagram flow, FlowLayout layout, int width)
    {
        StringBuilder nodes = new(), links = new();
        double[] top = new double[flow.Nodes.Count], bottom = new double[flow.Nodes.Count];
        double y = Pad;
        foreach (int i in layout.Order)
        {
            double x = layout.X[i], wide = Math.Max(Thinnest, layout.Width[i]), room = width - x - wide - Pad - 6;
            string count = Count(layout.Packets[i], layout.Total), name = SvgText.Encode(flow.Nodes[i].Name);
            string[] lines = Lines(flow.Nodes[i].Name, count, room);
            (top[i], bottom[i]) = (y, y + (lines.Length * Line));
            string title = $"<title>{name}: {SvgText.Encode(count)}</title>";
            nodes.Append($"<rect x=\"{SvgText.Length(x)}\" y=\"{SvgText.Length(y)}\" width=\"{SvgText.Length(wide)}\" height=\"{SvgText.Length(bottom[i] - y)}\" class=\"f m {(flow.Nodes[i].IsLoss ? "c3" : "c0")}\">{title}</rect>");
            foreach ((string line, int k) in lines.Select((line, k) => (line, k)))
            {
                nodes.Append($"<text x=\"{SvgText.Length(x + wide + 6)}\" y=\"{SvgText.Length(y + 11.5 + (k * Line))}\" class=\"t text\">{SvgText.Encode(line)}</text>");
            }

            y = bottom[i] + Gap;
        }

        foreach (FlowLayout.Ribbon ribbon in layout.Ribbons)
        {
            (FlowNode from, FlowNode to) = (flow.Nodes[ribbon.Link.From], flow.Nodes[ribbon.Link.To]);
            double y0 = bottom[ribbon.Link.From], y1 = top[ribbon.Link.To], turn = y0 + Gap, wide = Math.Max(Thinnest, ribbon.Width);
            string down = $"M{P(ribbon.FromX, y0)}C{P(ribbon.FromX, turn - (Gap / 2))} {P(ribbon.ToX, y0 + (Gap / 2))} {P(ribbon.ToX, turn)}L{P(ribbon.ToX, y1)}";
            string up = $"L{P(ribbon.ToX + wide, y1)}L{P(ribbon.ToX + wide, turn)}C{P(ribbon.ToX + wide, y0 + (Gap / 2))} {P(ribbon.FromX + wide, turn - (Gap / 2))} {P(ribbon.FromX + wide, y0)}Z";
            links.Append($"<path d=\"{down}{up}\" class=\"f m link {(to.IsLoss ? "c3" : "c0")}\"><title>{SvgText.Encode($"{from.Name} to {to.Name}: {Count(ribbon.Link.Packets, layout.Total)}")}</title></path>");
        }

        return ($"{links}{nodes}", y - Gap + Pad);
    }

    private static string[] Lines(string name, string count, double room)
    {
        string one = $"{name}: {count}";
        return SvgPlot.Measure(one) <= room ? [one] : [TextColumns.Fit(name, (int)(room / 7), "…"), count];
    }

    private static string Count(long packets, long of)
    {
        double percent = 100.0 * packets / of;
        string share = percent is > 0 and < 0.01 ? "<0.01" : percent is < 100 and > 99.99 ? ">99.99" : FormattableString.Invariant($"{percent:0.##}");
        return FormattableString.Invariant($"{packets:N0} packet{(packets == 1 ? "" : "s")} ({share} %)");
    }

    private static string P(double x, double y) => $"{SvgText.Length(x)} {SvgText.Length(y)}";
}
