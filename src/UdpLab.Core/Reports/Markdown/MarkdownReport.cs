using System.Globalization;

namespace UdpLab;

/// <summary>
/// Writes a report as plain text of 80 columns that can be sent to a mailing list as it is, and is Markdown too: tables are
/// indented, as code is.
/// </summary>
internal static class MarkdownReport
{
    private const int Symbols = 10, MostRows = 100, MostComparisons = 60, MostProfiles = 8, MostRamps = 4;

    /// <summary>Writes the text as UTF-8.</summary>
    public static void Write(ReportModel report, Stream stream)
    {
        using MarkdownText text = new(stream);
        text.Title(report.Title);
        if (report.Request.Question is { } question)
        {
            text.Paragraph(question);
        }

        text.Paragraph(report.Answer);
        foreach (ReportCaveat caveat in report.Caveats.Where(caveat => caveat.Status >= FindingStatus.Warning))
        {
            text.Item($"{caveat.Status}: {caveat.Title}");
        }

        foreach (ReportFailure failed in ReportFailures.Of(report.Stories))
        {
            text.Item(string.Create(CultureInfo.InvariantCulture, $"Failed: {failed.Cell}, repeat {failed.Repeat}: {failed.Error}"));
        }

        Design(text, report);
        Result(text, report);
        Losses(text, report);
        MarkdownTraces.Bursts(text, report);
        Comparisons(text, report);
        MarkdownTraces.Costs(text, report);
        Limits(text, report);
        Throughput(text, report);
        Others(text, report);
        Environment(text, report);
        Commands(text, report);
    }

    private static void Design(MarkdownText text, ReportModel report)
    {
        text.Heading("Design");
        foreach ((string name, string value) in ReportDesign.Of(report))
        {
            text.Item($"{name}: {value}");
        }

        if (report.Request.Author is { } author)
        {
            text.Item($"By: {author}");
        }
    }

    private static void Result(MarkdownText text, ReportModel report)
    {
        if (report.Cells.Cells.Count == 0)
        {
            return;
        }

        text.Heading("Result");
        ReportCells cells = report.Cells;
        int[] keys = [.. Enumerable.Range(0, cells.Keys.Count).Where(i => cells.Keys[i].Varies)];
        text.Table(
                [.. keys.Select(i => (cells.Keys[i].IsNumber ? "#" : "") + cells.Keys[i].Name), "#n", "#Pps", "#low", "#high", "#Loss %", "#ns CPU", "#p99 us", "Biggest loss"],
            [.. cells.Cells.Take(MostRows).Select(Row)],
            keys.Length + 4);
        if (cells.Cells.Count > MostRows)
        {
            text.Paragraph(Text($"{cells.Cells.Count - MostRows} more cells are left out."));
        }

        string[] Row(ReportCell cell) =>
        [
            .. keys.Select(i => cell.Values[i]), Text($"{cell.Completed.Count}"), Number(cell.Pps?.Median), Number(cell.Pps?.Low), Number(cell.Pps?.High),
            cell.LossPercent is { } loss ? Text($"{loss.Median:0.##}") : "", cell.CpuNsPerPacket is { } cpu ? Text($"{cpu.Median:0}") : "", cell.LatencyP99 is { } p99 ? Text($"{p99.Median:0}") : "", cell.BiggestLoss,
        ];

        text.Paragraph("Medians; low and high are the 95 % interval of the median or, below n = 6, the range.");
        foreach (ReportCell cell in cells.Cells.Where(cell => cell.Completed.Any(run => run.Steps.Count > 0)).Take(MostRamps))
        {
            SinkMeasurement run = cell.Completed.First(run => run.Steps.Count > 0);
            text.Paragraph($"Loss by rate{(cells.Cells.Count > 1 ? $", {cell.Label}" : "")}{(cell.Completed.Count > 1 ? ", the first run" : "")}:");
            text.Table(["#Rate pps", "#Sent pps", "#Sent", "#Received", "#Lost", "#Loss %"], [.. run.Steps.Select(step => new[] { Number(step.RatePps), Number(step.SentPps), Number(step.Sent), Number(step.Received), Number(step.Lost), step.LossPercent is { } loss ? Text($"{loss:0.##}") : "" })], 6);
        }
    }

    private static void Losses(MarkdownText text, ReportModel report)
    {
        ReportLosses losses = report.Losses;
        if (losses.Measurements == 0)
        {
            return;
        }

        text.Heading("Where packets died");
        List<string[]> rows = [];
        if (losses.Sent is long sent)
        {
            rows.Add(["sent", Number(sent), "", "Generator"]);
        }

        rows.AddRange(losses.Counters.Where(counter => counter is { IsLoss: true, Packets: not 0 }).Select(loss => new[] { loss.Counter, Number(loss.Packets), ReportLosses.Percent(loss.Packets, losses.All), $"{loss.Layer}" }));
        if (losses.Unexplained is long unexplained)
        {
            rows.Add(["unexplained", Number(unexplained), ReportLosses.Percent(unexplained, losses.All), ""]);
        }

        rows.Add(["received", Number(losses.Received), ReportLosses.Percent(losses.Received, losses.All), "Sink"]);
        text.Table(["Counter", "#Packets", "#Share", "Where"], rows, 3);
        if (!losses.IsWhole && losses.Known > 0)
        {
            text.Paragraph(Text($"How many were sent is known of {losses.Known} of {losses.Measurements} measurements; shares are of the packets accounted for."));
        }

        MarkdownTraces.Reasons(text, losses);
        foreach (ReportLoss loss in losses.Losses.Take(3))
        {
            text.Item($"{loss.Counter}: {loss.Meaning}.{(loss.Remedy is null ? "" : $" {loss.Remedy}")}");
        }
    }

    private static void Comparisons(MarkdownText text, ReportModel report)
    {
        if (report.Comparisons.Count == 0)
        {
            return;
        }

        text.Heading("Comparisons");
        foreach (IGrouping<(string By, string Baseline, string Candidate), Comparison> pair in report.Comparisons.Take(MostComparisons).GroupBy(c => (c.By, c.Baseline, c.Candidate)))
        {
            text.Paragraph($"{(pair.Key.By.Length > 0 ? $"{pair.Key.By} " : "")}{pair.Key.Candidate} against {pair.Key.Baseline}:");
            text.Table(
                ["Cell", "Metric", "#Baseline", "#Candidate", "#Change", "Verdict", "95 % interval"],
                [.. pair.Select(c => new[] { c.Cell.Length > 0 ? c.Cell : "all", c.Metric, Number(c.BaselineMedian), Number(c.CandidateMedian), c.ChangeText, $"{c.Verdict}", c.IntervalText })],
                6);
            foreach (string reason in pair.Where(c => c.Verdict is ComparisonVerdict.NotComparable or ComparisonVerdict.Inconclusive).Select(c => c.Reason.StartsWith(c.Metric, StringComparison.Ordinal) ? c.Reason : $"{c.Metric}: {c.Reason}").Distinct().Take(3))
            {
                text.Item(reason);
            }
        }
    }

    private static void Limits(MarkdownText text, ReportModel report)
    {
        IReadOnlyList<ReportLimit> limits = ReportLimits.Of(report.Cells, report.Bottlenecks);
        (string Name, PerfProfile Profile, SinkMeasurement? Measurement)[] profiles = [.. ReportProfiles.Of(report.Cells, report.OwnProfiles)];
        if (limits.Count == 0 && profiles.Length == 0)
        {
            return;
        }

        text.Heading("What limits the sink");
        foreach (ReportLimit limit in limits)
        {
            text.Item(Text($"{limit.Bottleneck.Title} ({limit.Bottleneck.Share:0.#} %). {limit.Bottleneck.Advice}"));
        }

        // One a cell: a mailing list wants the top symbols, not all repeats.
        foreach ((string name, PerfProfile profile, _) in profiles.DistinctBy(profile => profile.Name.Split(", run ")[0]).Take(MostProfiles))
        {
            text.Paragraph($"{name}:");
            text.Code(ProfileTable.Of(profile, Symbols, MarkdownText.CodeWidth).Split('\n'));
        }
    }

    private static void Throughput(MarkdownText text, ReportModel report)
    {
        if (report.Throughput.Count > 0)
        {
            text.Heading("Throughput");
            text.Table(
                ["#Goal %", "#Pps", "#Upper pps", "#Conditional", "#Trials", "Stopped by"],
                [.. report.Throughput.Select(found => new[] { Text($"{100 * found.LossGoal:0.####}"), Number(found.Pps), Number(found.UpperPps), Number(found.ConditionalPps), Text($"{found.Trials.Count}"), found.StoppedBy })],
                5);
        }
    }

    private static void Others(MarkdownText text, ReportModel report)
    {
        foreach (ReportTable table in ReportOthers.Of(report.Others))
        {
            text.Heading(table.Title);
            text.Table(table.Columns, [.. table.Rows.Take(MostRows)], table.Columns.Count);
            if (table.Rows.Count > MostRows)
            {
                text.Paragraph(Text($"{table.Rows.Count - MostRows} more rows are left out."));
            }
        }

        if (report.Findings.Count > 0)
        {
            text.Heading("Checks");
            foreach (LabFinding finding in ReportChecks.Serious(report.Findings))
            {
                text.Item($"{finding.Status}: {finding.Host.Name}{(finding.Interface is null ? "" : $" {finding.Interface}")}, {finding.Check}: {finding.Observed}. Expected: {finding.Expected}.");
            }

            string[] passed = [.. report.Findings.Where(finding => finding.Status == FindingStatus.Pass).Select(finding => finding.Check).Distinct()];
            if (passed.Length > 0)
            {
                text.Item($"{FindingStatus.Pass}: {string.Join(", ", passed)}.");
            }
        }
    }

    private static void Environment(MarkdownText text, ReportModel report)
    {
        if (report.Runs.Count == 0)
        {
            return;
        }

        text.Heading("Environment");
        ReportEnvironment environment = new(report.Runs);
        foreach (string generator in environment.Generators)
        {
            text.Item($"generator: {generator}");
        }

        const int together = 3;
        for (int at = 0; at < environment.Hosts.Count; at += together)
        {
            Range some = at..Math.Min(at + together, environment.Hosts.Count);
            text.Table(
                ["", .. environment.Hosts.Take(some)],
                [.. environment.Main.Select(fact => new[] { (fact.Differs ? "* " : "  ") + fact.Name }.Concat(fact.Values.Take(some)).ToArray())],
                together + 1);
        }

        if (environment.LeftOut > 0)
        {
            text.Paragraph(Text($"{environment.LeftOut} more hosts are left out."));
        }

        if (environment.Main.Any(fact => fact.Differs))
        {
            text.Paragraph("An asterisk marks what differs between hosts, or changed meanwhile.");
        }
    }

    private static void Commands(MarkdownText text, ReportModel report)
    {
        IReadOnlyList<string> commands = report.Commands;
        if (commands.Count > 0)
        {
            text.Heading("Commands");
            foreach (string command in commands)
            {
                // They are to be run again: they are not cut.
                text.Code(CommandLines.Wrap(command, MarkdownText.CodeWidth));
            }
        }
    }

    private static string Number(double? value) => value is double number ? ChartText.Full(number) : "";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
