namespace UdpLab;

/// <summary>A run of a sweep that failed.</summary>
/// <param name="Cell">Its factors and their values.</param>
/// <param name="Repeat">Which repeat of the cell, from 1.</param>
/// <param name="Time">When it failed.</param>
/// <param name="Error">Why.</param>
internal sealed record ReportFailure(string Cell, int Repeat, DateTimeOffset Time, string Error);

/// <summary>The runs of sweeps that failed.</summary>
internal static class ReportFailures
{
    public static IReadOnlyList<ReportFailure> Of(IEnumerable<SweepStory> stories) =>
        [.. stories.SelectMany(story => story.Failures.Select(run => new ReportFailure(Cell(story.Sweep, run.Cell), run.Repeat, run.Time, run.Error ?? "")))];

    /// <summary>Cells count from 1, the last factor fastest.</summary>
    private static string Cell(LabSweep sweep, int number)
    {
        List<string> values = [];
        int rest = number - 1;
        foreach (LabSweepFactor factor in sweep.Factors.Reverse())
        {
            int levels = Math.Max(1, factor.Values.Count);
            values.Insert(0, $"{factor.Name}={factor.Values.ElementAtOrDefault(rest % levels)}");
            rest /= levels;
        }

        return values.Count > 0 ? string.Join(", ", values) : "all";
    }
}
