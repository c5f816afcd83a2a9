using System.Globalization;

namespace UdpLab;

/// <summary>How an experiment was made, as names and values.</summary>
internal static class ReportDesign
{
    private const int MostLevels = 24;

    /// <summary>Factors, runs, order and times.</summary>
    public static IEnumerable<(string Name, string Value)> Of(ReportModel report)
    {
        foreach (ReportKey key in report.Cells.Varying)
        {
            yield return ($"{(report.IsFactor(key.Name) ? "Factor" : "Varies")} {key.Name}", Levels(Planned(report, key) ?? key.Levels));
        }

        // Of results that are no measurements.
        string[] known = [.. report.Cells.Keys.Select(key => key.Name)];
        foreach ((string name, IReadOnlyList<string> levels) in Others(report).Where(factor => !known.Contains(factor.Name, StringComparer.OrdinalIgnoreCase)))
        {
            yield return ($"Factor {name}", Levels(levels));
        }

        string[] constant = [.. report.Cells.Keys.Where(key => !key.Varies).Select(key => $"{key.Name}={key.Levels[0]}")];
        if (constant.Length > 0)
        {
            yield return ("Constant", string.Join(", ", constant));
        }

        if (report.Measurements.Count > 0)
        {
            int[] repeats = [.. report.Cells.Cells.Select(cell => cell.Runs.Count).Distinct().Order()];
            string each = repeats is [var one] ? Text($"{one}") : Text($"{repeats[0]} to {repeats[^1]}");
            int incomplete = report.Measurements.Count(m => m.State == MeasurementState.Incomplete);
            yield return ("Measurements", Text($"{report.Measurements.Count}{(report.Cells.Cells.Count == 1 ? "" : Text($": {report.Cells.Cells.Count} cells, {each} in each"))}{(incomplete > 0 ? Text($"; {incomplete} incomplete, which no figure counts") : "")}"));
        }

        foreach (SweepStory story in report.Stories)
        {
            LabSweep sweep = story.Sweep;
            int measured = report.Measured(story);
            string failed = story.Failures.Count > 0 ? Text($", {story.Failures.Count} failed") : "";
            yield return ("Sweep", Text($"{measured} of {sweep.Runs} runs measured{failed}; order {sweep.Order}{Order(sweep)}, seed {sweep.Seed}, repeat {sweep.Repeat}"));
        }

        if (report.Measurements.Where(m => m.Started > DateTimeOffset.UnixEpoch).Select(m => m.Started).Order().ToArray() is { Length: > 0 } times)
        {
            yield return ("Measured", times.Length == 1 ? Time(times[0]) : $"{Time(times[0])} to {Time(times[^1])}");
        }

        yield return ("Written", $"{Time(report.Request.Written)} by {ReportRequest.Version}{(report.Stories.Any(story => story.Sweep.Runs > 0) && report.IsUnfinished ? ", before the sweep had ended" : "")}");
    }

    /// <summary>A time as a person reads it, in UTC.</summary>
    public static string Time(DateTimeOffset time) => time.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    private static IEnumerable<(string Name, IReadOnlyList<string> Levels)> Others(ReportModel report)
    {
        IEnumerable<(string Name, IReadOnlyList<string> Levels)> planned = report.Stories.SelectMany(story => story.Sweep.Factors).Select(factor => (factor.Name, factor.Values));
        IEnumerable<(string Name, IReadOnlyList<string> Levels)> found = report.Others.OfType<SweepOutput>().SelectMany(output => output.Factors).GroupBy(factor => factor.Key, StringComparer.OrdinalIgnoreCase).Select(factor => (factor.Key, FactorText.InOrder(factor.Select(one => one.Value))));
        return planned.Concat(found).DistinctBy(factor => factor.Name, StringComparer.OrdinalIgnoreCase);
    }

    private static string Order(LabSweep sweep) => sweep.Order switch
    {
        SweepOrder.Blocks => " (each repeat is a block with every cell once, in random order)",
        SweepOrder.Random => " (all runs in one random order)",
        _ => " (cell by cell: a drift of the machine makes cells differ)",
    };

    /// <summary>The values that a sweep was to have, of which some may not have been measured, or not yet; null without one.</summary>
    private static IReadOnlyList<string>? Planned(ReportModel report, ReportKey key) => report.Stories
        .SelectMany(story => story.Sweep.Factors)
        .Where(factor => factor.Name.Equals(key.Name, StringComparison.OrdinalIgnoreCase))
        .Select(factor => factor.Values)
        .FirstOrDefault(values => !key.Levels.Except(values).Any());

    private static string Levels(IReadOnlyList<string> levels) => string.Join(", ", levels.Take(MostLevels)) + (levels.Count > MostLevels ? Text($", ... ({levels.Count} in all)") : "");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
