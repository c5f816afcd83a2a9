using System.Globalization;

namespace UdpLab;

/// <summary>The profiles of a report.</summary>
internal static class ReportProfiles
{
    /// <summary>More are only in the data.</summary>
    public const int Most = 48;

    /// <summary>Those of the measurements, by cell, then those that came alone. Of many, the first ones of every cell.</summary>
    public static IReadOnlyList<(string Name, PerfProfile Profile, SinkMeasurement? Measurement)> Of(ReportCells cells, IReadOnlyList<PerfProfile> alone)
    {
        SinkMeasurement[][] profiled = [.. cells.Cells.Select(cell => cell.Runs.Where(run => run.Profile is not null).ToArray())];
        int each = profiled.Max(runs => (int?)runs.Length) ?? 0;
        while (each > 1 && profiled.Sum(runs => Math.Min(each, runs.Length)) > Most)
        {
            each--;
        }

        IEnumerable<(string, PerfProfile, SinkMeasurement?)> measured = profiled.SelectMany((runs, i) => runs.Take(each).Select((run, j) =>
            ($"{cells.Cells[i].Name}{(runs.Length > 1 ? string.Create(CultureInfo.InvariantCulture, $", run {run.Repeat ?? (j + 1)}") : "")}", run.Profile!, (SinkMeasurement?)run)));
        IEnumerable<(string, PerfProfile, SinkMeasurement?)> own = alone.Select((profile, i) =>
            (string.Join(", ", new[] { profile.Host, profile.Kernel, profile.Event, profile.Host is null && profile.Source is { } source ? Path.GetFileName(source) : null }.Where(part => !string.IsNullOrEmpty(part))) is { Length: > 0 } name ? name : string.Create(CultureInfo.InvariantCulture, $"profile {i + 1}"), profile, (SinkMeasurement?)null));
        return [.. measured.Concat(own).Take(Most)];
    }
}
