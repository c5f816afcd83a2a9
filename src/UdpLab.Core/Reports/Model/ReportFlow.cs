using System.Globalization;

namespace UdpLab;

/// <summary>Losses as drawings: the way from generator to sink, and each cell's share.</summary>
internal static class ReportFlow
{
    private const int MostCells = 40, MostParts = 6;

    /// <summary>The packets on their way, layer by layer; null if there were none.</summary>
    public static FlowDiagram? Of(ReportLosses losses)
    {
        // Where not all that was sent is known, or others' packets are among the losses, the flow begins with what is accounted for.
        long accounted = losses.Received + losses.Losses.Sum(loss => loss.Packets);
        bool isWhole = losses.IsWhole && losses.Sent >= accounted;
        long rest = isWhole ? losses.Sent!.Value : accounted;
        if (rest <= 0)
        {
            return null;
        }

        List<FlowNode> nodes = [new(isWhole ? "Generator: sent" : "Packets accounted for")];
        List<FlowLink> links = [];
        int at = 0;
        foreach (LedgerLayer layer in Enum.GetValues<LedgerLayer>())
        {
            if (layer != LedgerLayer.Generator)
            {
                nodes.Add(new FlowNode(Name(layer)));
                links.Add(new FlowLink(at, nodes.Count - 1, rest));
                at = nodes.Count - 1;
            }

            foreach (ReportLoss loss in losses.Counters.Where(counter => counter is { IsLoss: true, Packets: > 0 } && counter.Layer == layer))
            {
                nodes.Add(new FlowNode($"{loss.Counter}", IsLoss: true));
                links.Add(new FlowLink(at, nodes.Count - 1, loss.Packets));
                rest -= loss.Packets;
                AddReasons(loss, nodes, links);
            }

            if (layer == LedgerLayer.Socket && isWhole && rest > losses.Received)
            {
                nodes.Add(new FlowNode("unexplained", IsLoss: true));
                links.Add(new FlowLink(at, nodes.Count - 1, rest - losses.Received));
                rest = losses.Received;
            }
        }

        return new FlowDiagram("From generator to sink", nodes, [.. links.Where(link => link.Packets > 0)]);
    }

    /// <summary>What was received and lost in each cell, in percent; null if there is nothing to compare.</summary>
    public static Chart? Stack(ReportModel report)
    {
        // Of very many cells those of the same X together.
        bool isPooled = report.Cells.Cells.Count > MostCells;
        (string Label, ReportLosses Losses)[] rows = [.. isPooled
            ? report.Cells.ByX.Take(MostCells).Select(x => (x.Level, ReportLosses.Of(x.Runs)))
            : report.Cells.Cells.Select(cell => (cell.Label, ReportLosses.Of(cell.Runs)))];
        rows = [.. rows.Where(row => row.Losses.All > 0)];
        if (rows.Length == 0)
        {
            return null;
        }

        string[] parts = [.. report.Losses.Losses.Take(MostParts).Select(loss => loss.Name)];
        List<ChartSeries> series = [Part("received", rows, losses => losses.Received), .. parts.Select(name => Part(name, rows, losses => losses.Losses.FirstOrDefault(loss => loss.Name == name)?.Packets ?? 0))];
        AddIfAny(series, Part("other losses", rows, losses => losses.Losses.Where(loss => !parts.Contains(loss.Name)).Sum(loss => loss.Packets)));
        AddIfAny(series, Part("unexplained", rows, losses => Math.Max(0, losses.Unexplained ?? 0)));
        return new Chart
        {
            Kind = ChartKind.Bar,
            Title = $"Received and lost{(isPooled ? $" by {report.Cells.X!.Name}" : report.Cells.Varying.Any() ? ", by cell" : "")}",
            XName = isPooled ? report.Cells.X!.Name : report.Cells.LabelName,
            SeriesName = "Packets",
            YName = "share of the packets sent",
            Unit = "%",
            Xs = [.. rows.Select(row => row.Label)],
            Series = series,
            Notes = [isPooled ? $"all runs of a {report.Cells.X!.Name} together{(report.Cells.X!.Levels.Count > MostCells ? string.Create(CultureInfo.InvariantCulture, $"; the first {MostCells} of {report.Cells.X.Levels.Count}") : "")}" : "all runs of a cell together"],
        };
    }

    /// <summary>Splits a loss by the kernel's reasons for it; what was not traced stays in it.</summary>
    private static void AddReasons(ReportLoss loss, List<FlowNode> nodes, List<FlowLink> links)
    {
        int counter = nodes.Count - 1;
        long left = loss.Packets;
        foreach (IGrouping<string, DropReason> reason in loss.Causes.GroupBy(reason => reason.Name ?? (reason.Function is { } function ? $"dropped in {function}" : TraceLoss.NoReason)))
        {
            // Bundles of packets, and traces that saw more than the counter, must not make it wider than it is.
            long packets = Math.Min(left, Delta.Sum(reason.Select(r => r.Packets)));
            if (packets <= 0)
            {
                continue;
            }

            nodes.Add(new FlowNode(reason.Key, IsLoss: true));
            links.Add(new FlowLink(counter, nodes.Count - 1, packets));
            left -= packets;
        }
    }

    private static string Name(LedgerLayer layer) => layer switch
    {
        LedgerLayer.Wire => "Wire",
        LedgerLayer.Nic => "NIC and driver",
        LedgerLayer.Softnet => "Softnet backlog",
        LedgerLayer.Ip => "IP",
        LedgerLayer.Udp => "UDP",
        LedgerLayer.Socket => "Socket",
        _ => "Sink: received",
    };

    private static void AddIfAny(List<ChartSeries> series, ChartSeries part)
    {
        if (part.Points.Any(point => point?.Middle.Median > 0))
        {
            series.Add(part);
        }
    }

    private static ChartSeries Part(string name, (string, ReportLosses Losses)[] rows, Func<ReportLosses, long> packets) => new(name, [.. rows.Select(row => new ChartPoint([100 * packets(row.Losses) / row.Losses.All]))]);
}
