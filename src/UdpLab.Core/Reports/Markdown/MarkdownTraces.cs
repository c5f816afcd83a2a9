using System.Globalization;

namespace UdpLab;

/// <summary>What traces and profiles add to a report of plain text: the kernel's reasons, bursts of losses, and where the time of a packet went.</summary>
internal static class MarkdownTraces
{
    private const int MostReasons = 20, MostBursts = 5, MostTimelines = 4, MostCosts = 24;

    /// <summary>The losses by the kernel's reason.</summary>
    public static void Reasons(MarkdownText text, ReportLosses losses)
    {
        (ReportLoss Loss, DropReason Reason)[] all = [.. losses.Losses.SelectMany(loss => loss.Reasons.Select(reason => (loss, reason)))];
        if (all.Length == 0)
        {
            return;
        }

        text.Paragraph("The kernel's reasons, and what the reader was doing:");
        text.Table(
            ["Reason", "#Packets", "Reader", "Function", "Counter"],
            [.. all.Take(MostReasons).Select(row => new[] { row.Reason.Name ?? "", Number(row.Reason.Packets), row.Reason.Reader is { } reader ? Shares(reader) : "", row.Reason.Function ?? "", row.Loss.Counter })],
            3);
        if (all.Length > MostReasons)
        {
            text.Paragraph(Text($"{all.Length - MostReasons} more reasons are left out."));
        }
    }

    /// <summary>The largest bursts of the first measurements that have some.</summary>
    public static void Bursts(MarkdownText text, ReportModel report)
    {
        ReportTimeline[] timelines = [.. ReportTimeline.Of(report.Cells, report.Measurements).Where(timeline => timeline.Trace.Bursts.Count > 0)];
        if (timelines.Length == 0)
        {
            return;
        }

        text.Heading("When packets were lost");
        foreach (ReportTimeline timeline in timelines.Take(MostTimelines))
        {
            IReadOnlyList<TraceBurst> bursts = timeline.Trace.Bursts;
            text.Paragraph(bursts.Count > MostBursts ? Text($"{timeline.Name}, the largest {MostBursts} of {bursts.Count:N0} bursts:") : $"{timeline.Name}:");
            text.Table(
                ["#At s", "#Length ms", "#Lost", "#Received", "Reader", "Main reason"],
                [.. bursts.OrderByDescending(burst => burst.Lost).Take(MostBursts).OrderBy(burst => burst.Seconds).Select(Row)],
                4);
        }

        if (timelines.Length > MostTimelines)
        {
            text.Paragraph(Text($"{timelines.Length - MostTimelines} more measurements with bursts are left out."));
        }

        static string[] Row(TraceBurst burst) =>
        [
            Text($"{burst.Seconds:0.00}"), Text($"{burst.Length * 1e3:0}"), Number(burst.Lost), Number(burst.Received), burst.Reader is { } reader ? Shares(reader) : "", burst.Reasons.Count > 0 ? burst.Reasons.First().Key : "",
        ];
    }

    /// <summary>Nanoseconds per packet and layer, a column a measurement as far as they fit.</summary>
    public static void Costs(MarkdownText text, ReportModel report)
    {
        (string Name, PacketCosts Costs)[] known = ReportCosts.Of(report);
        if (known.Length == 0)
        {
            return;
        }

        text.Heading("Where the time goes");
        text.Paragraph("CPU nanoseconds per received packet: the receiving softirq, and the threads that read. What was spent on packets that were lost is included.");
        text.Table(
            ["Measurement", "#Total", "#Softirq", "#Wake-up", "#Call", "#Copy", "#User", "#Rest"],
            [.. known.Take(MostCosts).Select(row => new[] { row.Name, Nanoseconds(row.Costs.TotalNs), Nanoseconds(row.Costs.SoftirqNs), Nanoseconds(row.Costs.WakeupNs), Nanoseconds(row.Costs.SystemCallNs), Nanoseconds(row.Costs.CopyNs), Nanoseconds(row.Costs.UserNs), Nanoseconds(row.Costs.RemainderNs) })],
            8);
        (string Name, PacketCosts Costs)[] divided = [.. known.Where(row => row.Costs.DriverNs is not null)];
        if (divided.Length > 0)
        {
            text.Paragraph("Of it the softirq:");
            text.Table(
                ["Measurement", "#Driver", "#GRO", "#IP", "#UDP", "#Waking"],
                [.. divided.Take(MostCosts).Select(row => new[] { row.Name, Nanoseconds(row.Costs.DriverNs), Nanoseconds(row.Costs.GroNs), Nanoseconds(row.Costs.IpNs), Nanoseconds(row.Costs.UdpNs), Nanoseconds(row.Costs.WakingNs) })],
                6);
        }

        if (known.Length > MostCosts)
        {
            text.Paragraph(Text($"{known.Length - MostCosts} more measurements are left out."));
        }
    }

    /// <summary>Such as "95% waiting, 5% asleep".</summary>
    private static string Shares(ReaderLosses reader) => string.Join(", ", new[] { ("running", reader.Running), ("preempted", reader.Preempted), ("waiting", reader.Waiting), ("asleep", reader.Asleep), ("unknown", reader.Unknown) }
        .Where(state => state.Item2 > 0).OrderByDescending(state => state.Item2).Select(state => Text($"{100.0 * state.Item2 / reader.Total:0}% {state.Item1}")));

    private static string Nanoseconds(double? value) => value is double number ? Text($"{number:N0}") : "";

    private static string Number(long? value) => value is long number ? Text($"{number:N0}") : "";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
