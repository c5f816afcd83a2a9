using System.Globalization;
using System.Text;

namespace UdpLab;

/// <summary>
/// Writes a report as plain text of 80 columns that can be sent to a mailing list as it is, and is Markdown too: tables are
/// indented, as code is.
/// </summary>
internal static class MarkdownReport
{
    private const int Width = 80, Symbols = 10, MostRows = 100, MostComparisons = 60, MostProfiles = 8, MostRamps = 4;
    private const string Indent = "    ";

    /// <summary>Writes the text as UTF-8.</summary>
    public static void Write(ReportModel report, Stream stream)
    {
        using StreamWriter text = new(stream, new UTF8Encoding(false), 1 << 14, leaveOpen: true) { NewLine = "\n" };
        Heading(text, report.Title, '=');
        if (report.Request.Question is { } question)
        {
            Paragraph(text, question);
        }

        Paragraph(text, report.Answer);
        foreach (ReportCaveat caveat in report.Caveats.Where(caveat => caveat.Status >= FindingStatus.Warning))
        {
            Item(text, $"{caveat.Status}: {caveat.Title}");
        }

        foreach (ReportFailure failed in ReportFailures.Of(report.Stories))
        {
            Item(text, string.Create(CultureInfo.InvariantCulture, $"Failed: {failed.Cell}, repeat {failed.Repeat}: {failed.Error}"));
        }

        Design(text, report);
        Result(text, report);
        Losses(text, report);
        Comparisons(text, report);
        Limits(text, report);
        Throughput(text, report);
        Environment(text, report);
        Commands(text, report);
    }

    private static void Design(StreamWriter text, ReportModel report)
    {
        Heading(text, "Design", '-');
        foreach ((string name, string value) in ReportDesign.Of(report))
        {
            Item(text, $"{name}: {value}");
        }

        if (report.Request.Author is { } author)
        {
            Item(text, $"By: {author}");
        }
    }

    private static void Result(StreamWriter text, ReportModel report)
    {
        if (report.Cells.Cells.Count == 0)
        {
            return;
        }

        Heading(text, "Result", '-');
        ReportCells cells = report.Cells;
        int[] keys = [.. Enumerable.Range(0, cells.Keys.Count).Where(i => cells.Keys[i].Varies)];
        Table(
            text,
            [.. keys.Select(i => (cells.Keys[i].IsNumber ? "#" : "") + cells.Keys[i].Name), "#n", "#Pps", "#low", "#high", "#Loss %", "#ns CPU", "#p99 us", "Biggest loss"],
            [.. cells.Cells.Take(MostRows).Select(Row)],
            keys.Length + 4);
        if (cells.Cells.Count > MostRows)
        {
            Paragraph(text, Text($"{cells.Cells.Count - MostRows} more cells are left out."));
        }

        string[] Row(ReportCell cell) =>
        [
            .. keys.Select(i => cell.Values[i]), Text($"{cell.Completed.Count}"), Number(cell.Pps?.Median), Number(cell.Pps?.Low), Number(cell.Pps?.High),
            cell.LossPercent is { } loss ? Text($"{loss.Median:0.##}") : "", cell.CpuNsPerPacket is { } cpu ? Text($"{cpu.Median:0}") : "", cell.LatencyP99 is { } p99 ? Text($"{p99.Median:0}") : "", cell.BiggestLoss,
        ];

        Paragraph(text, "Medians; low and high are the 95 % interval of the median or, below n = 6, the range.");
        foreach (ReportCell cell in cells.Cells.Where(cell => cell.Completed.Any(run => run.Steps.Count > 0)).Take(MostRamps))
        {
            SinkMeasurement run = cell.Completed.First(run => run.Steps.Count > 0);
            Paragraph(text, $"Loss by rate{(cells.Cells.Count > 1 ? $", {cell.Label}" : "")}{(cell.Completed.Count > 1 ? ", the first run" : "")}:");
            Table(text, ["#Rate pps", "#Sent pps", "#Sent", "#Received", "#Lost", "#Loss %"], [.. run.Steps.Select(step => new[] { Number(step.RatePps), Number(step.SentPps), Number(step.Sent), Number(step.Received), Number(step.Lost), step.LossPercent is { } loss ? Text($"{loss:0.##}") : "" })], 6);
        }
    }

    private static void Losses(StreamWriter text, ReportModel report)
    {
        ReportLosses losses = report.Losses;
        if (losses.Measurements == 0)
        {
            return;
        }

        Heading(text, "Where packets died", '-');
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
        Table(text, ["Counter", "#Packets", "#Share", "Where"], rows, 3);
        foreach (ReportLoss loss in losses.Losses.Take(3))
        {
            Item(text, $"{loss.Counter}: {loss.Meaning}.{(loss.Remedy is null ? "" : $" {loss.Remedy}")}");
        }
    }

    private static void Comparisons(StreamWriter text, ReportModel report)
    {
        if (report.Comparisons.Count == 0)
        {
            return;
        }

        Heading(text, "Comparisons", '-');
        foreach (IGrouping<(string By, string Baseline, string Candidate), Comparison> pair in report.Comparisons.Take(MostComparisons).GroupBy(c => (c.By, c.Baseline, c.Candidate)))
        {
            Paragraph(text, $"{(pair.Key.By.Length > 0 ? $"{pair.Key.By} " : "")}{pair.Key.Candidate} against {pair.Key.Baseline}:");
            Table(
                text,
                ["Cell", "Metric", "#Baseline", "#Candidate", "#Change", "Verdict", "95 % interval"],
                [.. pair.Select(c => new[] { c.Cell.Length > 0 ? c.Cell : "all", c.Metric, Number(c.BaselineMedian), Number(c.CandidateMedian), c.ChangeText, $"{c.Verdict}", c.IntervalText })],
                6);
            foreach (string reason in pair.Where(c => c.Verdict is ComparisonVerdict.NotComparable or ComparisonVerdict.Inconclusive).Select(c => c.Reason.StartsWith(c.Metric, StringComparison.Ordinal) ? c.Reason : $"{c.Metric}: {c.Reason}").Distinct().Take(3))
            {
                Item(text, reason);
            }
        }
    }

    private static void Limits(StreamWriter text, ReportModel report)
    {
        IReadOnlyList<ReportLimit> limits = ReportLimits.Of(report.Cells, report.Bottlenecks);
        (string Name, PerfProfile Profile, SinkMeasurement? Measurement)[] profiles = [.. ReportProfiles.Of(report.Cells, report.OwnProfiles)];
        if (limits.Count == 0 && profiles.Length == 0)
        {
            return;
        }

        Heading(text, "What limits the sink", '-');
        foreach (ReportLimit limit in limits)
        {
            Item(text, Text($"{limit.Bottleneck.Title} ({limit.Bottleneck.Share:0.#} %). {limit.Bottleneck.Advice}"));
        }

        // One a cell: a mailing list wants the top symbols, not all repeats.
        foreach ((string name, PerfProfile profile, _) in profiles.DistinctBy(profile => profile.Name.Split(", run ")[0]).Take(MostProfiles))
        {
            Paragraph(text, $"{name}:");
            Code(text, ProfileTable.Of(profile, Symbols, Width - Indent.Length).Split('\n'));
        }
    }

    private static void Throughput(StreamWriter text, ReportModel report)
    {
        if (report.Throughput.Count > 0)
        {
            Heading(text, "Throughput", '-');
            Table(
                text,
                ["#Goal %", "#Pps", "#Upper pps", "#Conditional", "#Trials", "Stopped by"],
                [.. report.Throughput.Select(found => new[] { Text($"{100 * found.LossGoal:0.####}"), Number(found.Pps), Number(found.UpperPps), Number(found.ConditionalPps), Text($"{found.Trials.Count}"), found.StoppedBy })],
                5);
        }
    }

    private static void Environment(StreamWriter text, ReportModel report)
    {
        if (report.Runs.Count == 0)
        {
            return;
        }

        Heading(text, "Environment", '-');
        ReportEnvironment environment = new(report.Runs);
        foreach (string generator in environment.Generators)
        {
            Item(text, $"generator: {generator}");
        }

        const int together = 3;
        Table(
            text,
            ["", .. environment.Hosts.Take(together)],
            [.. environment.Main.Select(fact => new[] { (fact.Differs ? "* " : "  ") + fact.Name }.Concat(fact.Values.Take(together)).Select(value => HostText.Clean(value)).ToArray())],
            2);
        if (environment.Main.Any(fact => fact.Differs))
        {
            Paragraph(text, "An asterisk marks what differs between hosts, or changed meanwhile.");
        }
    }

    private static void Commands(StreamWriter text, ReportModel report)
    {
        string[] commands = [.. report.Stories.Select(story => RepeatCommands.Of(story.Sweep, report.Measurements)), .. RepeatCommands.Of(report.Measurements.Where(m => SweepStory.Of(m) is null))];
        if (commands.Length > 0)
        {
            Heading(text, "Commands", '-');
            foreach (string command in commands)
            {
                // They are to be run again: they are not cut.
                Code(text, command.Split('\n'));
            }
        }
    }

    private static void Heading(StreamWriter text, string heading, char line)
    {
        string[] lines = [.. Wrapped(Prose(heading), Width)];
        text.WriteLine($"{(line == '=' ? "" : "\n")}{string.Join('\n', lines)}");
        text.WriteLine(new string(line, lines.Max(one => one.Length)));
    }

    private static void Paragraph(StreamWriter text, string words)
    {
        text.WriteLine();
        foreach (string line in Wrapped(Prose(words), Width))
        {
            text.WriteLine(line);
        }
    }

    private static void Item(StreamWriter text, string words)
    {
        text.WriteLine();
        string start = "- ";
        foreach (string line in Wrapped(Prose(words), Width - 2))
        {
            text.WriteLine(start + line);
            start = "  ";
        }
    }

    private static void Table(StreamWriter text, IReadOnlyList<string> columns, IReadOnlyList<string[]> rows, int must) =>
        Code(text, TextTable.Of(columns, [.. rows.Select(row => row.Select(cell => HostText.Clean(cell)).ToArray())], Width - Indent.Length, must));

    private static void Code(StreamWriter text, IReadOnlyList<string> lines)
    {
        text.WriteLine();
        foreach (string line in lines)
        {
            text.WriteLine(line.Length == 0 ? "" : Indent + HostText.Clean(line));
        }
    }

    /// <summary>A text as text: what Markdown would take for an element or a link is escaped.</summary>
    private static string Prose(string words)
    {
        StringBuilder text = new();
        foreach (char letter in HostText.Clean(words))
        {
            text.Append(letter is '<' or '[' or '`' or '*' or '\\' ? "\\" : "").Append(letter);
        }

        return text.ToString();
    }

    private static IEnumerable<string> Wrapped(string words, int width)
    {
        string line = "";
        foreach (string word in words.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                yield return line;
                line = "";
            }

            string rest = word;
            for (; line.Length == 0 && rest.Length > width; rest = rest[width..])
            {
                yield return rest[..width];
            }

            line = line.Length == 0 ? rest : $"{line} {rest}";
        }

        yield return line;
    }

    private static string Number(double? value) => value is double number ? ChartText.Full(number) : "";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
