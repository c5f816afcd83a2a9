namespace UdpLab;

/// <summary>A cause that limits receivers, and in which cells.</summary>
/// <param name="Bottleneck">The cause, where its share is largest.</param>
/// <param name="Cells">Names of the cells; empty for one that came by itself.</param>
internal sealed record ReportLimit(UdpBottleneck Bottleneck, IReadOnlyList<string> Cells);

/// <summary>What limits the receivers, in words.</summary>
internal static class ReportLimits
{
    private const int MostCells = 48;

    // These say that nothing is known; they are of interest only where nothing else is.
    private static readonly string[] _nothing = ["TooFewSamples", "NoKnownCause"];

    /// <summary>The causes of the cells' typical runs and those that came by themselves, the largest shares first.</summary>
    public static IReadOnlyList<ReportLimit> Of(ReportCells cells, IEnumerable<UdpBottleneck> given)
    {
        IEnumerable<(UdpBottleneck Bottleneck, string Cell)> found = cells.Cells.Take(MostCells)
            .Select(cell => (cell.Name, Run: cell.Completed.FirstOrDefault(run => run.Profile is not null) ?? cell.Typical))
            .Where(cell => cell.Run is not null)
            .SelectMany(cell => BottleneckFinder.Find(cell.Run!).Select(bottleneck => (bottleneck, cell.Name)))
            .Concat(given.Select(bottleneck => (bottleneck, "")));
        ReportLimit[] limits = [.. found.GroupBy(one => one.Bottleneck.Cause).Select(group => new ReportLimit(group.MaxBy(one => one.Bottleneck.Share).Bottleneck, [.. group.Select(one => one.Cell).Where(cell => cell.Length > 0).Distinct()]))
            .OrderByDescending(limit => limit.Bottleneck.Share)];
        ReportLimit[] known = [.. limits.Where(limit => !_nothing.Contains(limit.Bottleneck.Cause))];
        return known.Length > 0 ? known : limits;
    }
}
