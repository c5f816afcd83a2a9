using System.Globalization;

namespace UdpLab;

/// <summary>What the measurements say, in two sentences: how many packets, and where the others are.</summary>
internal static class ReportAnswer
{
    /// <summary>The answer.</summary>
    public static string Of(ReportModel report)
    {
        string[] sentences = [.. new[] { Rate(report) ?? Searched(report), Limit(report) }.OfType<string>()];
        return sentences.Length > 0 ? string.Join(' ', sentences) : Others(report) ?? "No packets were measured.";
    }

    private static string? Rate(ReportModel report)
    {
        ReportCell[] cells = [.. report.Cells.Cells.Where(cell => cell.Pps is not null).OrderByDescending(cell => cell.Pps!.Value.Median)];
        if (cells.Length == 0)
        {
            return report.Measurements.Count == 0 ? null : "None of the measurements received enough packets for a rate.";
        }

        ReportCell most = cells[0];
        if (cells.Length == 1)
        {
            return Ramp(report, most) ?? $"{Sinks(report)} received {Rate(most)}.";
        }

        ReportCell least = cells[^1];
        string verdicts = Verdicts(report) is { } words ? $"{words}; " : "";
        string sentence = Number(most.Pps!.Value.Median) == Number(least.Pps!.Value.Median)
            ? $"{verdicts}all {cells.Length} cells received the same, {Number(most.Pps!.Value.Median)} packets per second"
            : $"{verdicts}the most packets, {Rate(most)}, came with {most.Name}, the fewest, {Number(least.Pps!.Value.Median)} pps, with {least.Name}";
        return char.ToUpperInvariant(sentence[0]) + sentence[1..] + ".";
    }

    /// <summary>What is there without measurements.</summary>
    private static string? Others(ReportModel report)
    {
        if (Verdicts(report) is { } verdicts)
        {
            return char.ToUpperInvariant(verdicts[0]) + verdicts[1..] + $" ({report.Comparisons[^1].Metric}).";
        }

        if (report.OwnProfiles.FirstOrDefault(profile => profile.Symbols.Count > 0) is { } profile)
        {
            return Text($"{profile.Symbols[0].Name} has the largest share of {(report.OwnProfiles.Count == 1 ? "the profile" : "the first profile")}, {profile.Symbols[0].Overhead:0.#} % of {profile.Samples:N0} samples.");
        }

        int objects = report.Others.Count, cells = report.Others.OfType<SweepOutput>().Select(output => string.Join('\n', output.Factors.Select(factor => $"{factor.Key}={FactorText.Of(factor.Value)}"))).Distinct().Count();
        return ReportChecks.Sentence(report.Findings) ?? (report.Bottlenecks.FirstOrDefault() is { } limit ? Text($"{limit.Title} ({limit.Share:0.#} %).") : null) ?? (objects == 0 ? null
            : Text($"{(cells > 0 ? "The sweep gave" : "There is")} {objects} object{(objects == 1 ? "" : "s")}{(cells > 0 ? Text($" of {cells} cell{(cells == 1 ? "" : "s")}") : "")}, and no measurement of packets."));
    }

    /// <summary>Of a flood whose rate went up in steps, the mean over all of them says little: up to which rate nothing was lost.</summary>
    private static string? Ramp(ReportModel report, ReportCell cell)
    {
        RateStep[] steps = [.. (cell.Typical?.Steps ?? []).Where(step => step.LossPercent is not null).OrderBy(step => step.RatePps)];
        if (steps.Length < 2)
        {
            return null;
        }

        int lossy = Array.FindIndex(steps, step => step.LossPercent > 0);
        string run = cell.Completed.Count > 1 ? "in the run whose rate is the median, " : "";
        string sentence = lossy < 0 ? $"{run}{Sinks(report)} lost nothing at any of {steps.Length} rates up to {Number(steps[^1].RatePps)} packets per second."
            : lossy == 0 ? Text($"{run}{Sinks(report)} lost packets at the lowest rate already, {steps[0].LossPercent:0.##} % at {Number(steps[0].RatePps)} packets per second.")
            : Text($"{run}{Sinks(report)} lost nothing up to {Number(steps[lossy - 1].RatePps)} packets per second, and {steps[lossy].LossPercent:0.##} % at the next rate, {Number(steps[lossy].RatePps)}.");
        return run.Length > 0 ? char.ToUpperInvariant(sentence[0]) + sentence[1..] : sentence;
    }

    private static string Sinks(ReportModel report)
    {
        string[] names = [.. report.Measurements.Select(m => m.Host.Name).Distinct()];
        return names is [var one] ? one : "The sinks";
    }

    private static string Rate(ReportCell cell)
    {
        MedianInterval rate = cell.Pps!.Value;
        int n = cell.Completed.Count(run => run.Pps is not null);
        return n == 1 ? $"{Number(rate.Median)} packets per second in one run"
            : Text($"{Number(rate.Median)} packets per second (median of {n} runs, {(rate.IsInterval ? "95 %:" : "range")} {Number(rate.Low)} to {Number(rate.High)})");
    }

    /// <summary>"Kernel 6.12 is faster than 4.9 in 3 of 4 cells, by 12.4 % to 33.1 %" of the first pair of levels.</summary>
    private static string? Verdicts(ReportModel report)
    {
        string? metric = report.Comparisons.Select(c => c.Metric).Prepend(nameof(SinkMeasurement.Pps)).FirstOrDefault(name => report.Comparisons.Any(c => c.Metric == name));
        Comparison[] all = [.. report.Comparisons.Where(c => c.Metric == metric)];
        if (all.Length == 0 || all.All(c => c.Repeats < 2))
        {
            return null;
        }

        // Of many candidates, the last level: the newest kernel, the most queues.
        (string baseline, string candidate, string by) = (all[^1].Baseline, all[^1].Candidate, all[^1].By);
        Comparison[] pair = [.. all.Where(c => (c.Baseline, c.Candidate, c.By) == (baseline, candidate, by))];
        string names = $"{(by.Length > 0 ? by + " " : "")}{candidate} against {baseline}";
        string cells = pair.Length == 1 ? "" : Text($" in {{0}} of {pair.Length} cells");
        List<string> parts = [];
        foreach ((ComparisonVerdict verdict, string word) in new[] { (ComparisonVerdict.Faster, "faster"), (ComparisonVerdict.Slower, "slower"), (ComparisonVerdict.NoDifference, "not different"), (ComparisonVerdict.Inconclusive, "undecided"), (ComparisonVerdict.NotComparable, "not comparable") })
        {
            Comparison[] found = [.. pair.Where(c => c.Verdict == verdict)];
            if (found.Length > 0)
            {
                double[] changes = [.. found.Select(c => c.ChangePercent).OfType<double>().Order()];
                string size = verdict is not (ComparisonVerdict.Faster or ComparisonVerdict.Slower) || changes.Length == 0 ? ""
                    : changes is [var one] ? Text($" ({one:+0.0;-0.0} %)") : Text($" ({changes[0]:+0.0;-0.0} to {changes[^1]:+0.0;-0.0} %)");
                parts.Add($"{word}{string.Format(CultureInfo.InvariantCulture, cells, found.Length)}{size}");
            }
        }

        return $"{names} is {string.Join(", ", parts)}";
    }

    private static string? Searched(ReportModel report) => report.Throughput.FirstOrDefault() is not { } found ? null
        : found.Pps is double pps ? Text($"{found.Host} receives {Number(pps)} packets per second with a loss of at most {100 * found.LossGoal:0.####} %, and the search ended there because of this: {found.StoppedBy.TrimEnd('.')}.")
        : Text($"No rate was low enough for a loss of at most {100 * found.LossGoal:0.####} %: {found.StoppedBy.TrimEnd('.')}.");

    private static string? Limit(ReportModel report)
    {
        ReportLosses losses = report.Losses;
        if (losses.Measurements == 0)
        {
            return null;
        }

        double all = losses.All, lost = all - losses.Received;
        string of = losses.IsWhole ? Text($"Of {losses.Sent:N0} packets sent, ") : "";
        if (losses.Losses is [var biggest, ..] && biggest.Packets >= Math.Abs(losses.Unexplained ?? 0))
        {
            string share = of.Length > 0 ? $"{ReportLosses.Percent(lost, all)} were lost, {(biggest.Packets == lost ? "all" : "most")} of them ({Number(biggest.Packets)}) at {biggest.Name}" : Text($"of the packets that were counted as lost, the most ({biggest.Packets:N0}) were lost at {biggest.Name}");
            string sentence = $"{of}{share}: {biggest.Meaning}.";
            return char.ToUpperInvariant(sentence[0]) + sentence[1..];
        }

        return losses.Unexplained is > 0 and var unexplained ? $"{of}{ReportLosses.Percent(lost, all)} were lost, and no counter has {Number(unexplained)} of them."
            : of.Length > 0 ? $"{of}none was lost." : "No counter shows a loss.";
    }

    private static string Number(double value) => ChartText.Full(Math.Abs(value) >= 100 ? Math.Round(value) : value);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
