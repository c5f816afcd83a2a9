namespace UdpLab;

/// <summary>The comparisons of a report: those that came, else the ones that its measurements ask for.</summary>
internal static class ReportComparisons
{
    private const int Most = 120;
    private static readonly string[] _metrics = [nameof(SinkMeasurement.Pps), nameof(SinkMeasurement.CpuNsPerPacket), nameof(SinkMeasurement.LossPercent)];

    /// <summary>The series, or X if there are none, against its first level.</summary>
    /// <param name="cells">The measurements.</param>
    /// <param name="all">The measurements in their order.</param>
    /// <param name="notes">Receives what was left out.</param>
    public static IReadOnlyList<Comparison> Of(ReportCells cells, IReadOnlyList<SinkMeasurement> all, List<string> notes)
    {
        if ((cells.Series ?? cells.X) is not { } by || all.Count < 2)
        {
            return [];
        }

        if (cells.Cells.Count > 1 && cells.Cells.All(cell => cell.Runs.Count == 1) && cells.Cells.Count > by.Levels.Count)
        {
            notes.Add("One run of each cell cannot decide at 95 %. Measure each cell several times: Invoke-LabSweep -Repeat 10.");
            return [];
        }

        try
        {
            // All metrics of a pair at once: what else differs between its sides is looked at once.
            List<string> left = [];
            Comparison[] found = [.. ComparisonGroups.Compare(all, by.Name, null, new ComparisonPlan { Metrics = _metrics }, left.Add).Take(Most + 1)];
            notes.AddRange(left.Distinct().Take(8));
            if (found.Length > Most)
            {
                notes.Add($"Only the first comparisons are shown; Compare-SinkMeasurement -By {by.Name} makes all.");
            }

            return [.. found.Take(Most).Where(c => c.BaselineValues.Count > 0 || c.CandidateValues.Count > 0).OrderBy(c => Array.IndexOf(_metrics, c.Metric))];
        }
        catch (LabException e)
        {
            notes.Add(e.Message);
            return [];
        }
    }
}
