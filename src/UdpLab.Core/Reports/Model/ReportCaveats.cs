namespace UdpLab;

/// <summary>Something to know before the numbers are believed.</summary>
/// <param name="Status">How serious it is.</param>
/// <param name="Title">What was found, and where.</param>
/// <param name="Reason">Why it matters.</param>
/// <param name="Fix">What to do; empty if nothing is known.</param>
/// <param name="Measurements">How many measurements it is about; null where it is about a host.</param>
internal sealed record ReportCaveat(FindingStatus Status, string Title, string Reason, string Fix, int? Measurements);

/// <summary>What Test-LabHost found of the hosts when they measured, and the notes of the measurements.</summary>
internal static class ReportCaveats
{
    /// <summary>The most serious first, each once.</summary>
    public static IReadOnlyList<ReportCaveat> Of(IReadOnlyList<SinkMeasurement> measurements, IEnumerable<LabFinding> given)
    {
        // Many measurements share the list of findings.
        Dictionary<object, int> lists = new(ReferenceEqualityComparer.Instance);
        foreach (SinkMeasurement measurement in measurements)
        {
            lists[measurement.Environment.Findings] = lists.GetValueOrDefault(measurement.Environment.Findings) + 1;
        }

        IEnumerable<ReportCaveat> found = lists.SelectMany(list => ((IEnumerable<LabFinding>)list.Key).Select(finding => (Finding: finding, Count: (int?)list.Value)))
            .Concat(given.Select(finding => (Finding: finding, Count: (int?)null)))
            .Where(one => one.Finding.Status != FindingStatus.Pass)
            .GroupBy(one => (one.Finding.Host.Name, one.Finding.Check, one.Finding.Interface, one.Finding.Status, one.Finding.Observed))
            .Select(group => new ReportCaveat(
                group.Key.Status,
                $"{group.Key.Name}{(group.Key.Interface is null ? "" : $" {group.Key.Interface}")}, {group.Key.Check}: {group.Key.Observed}",
                group.First().Finding.Reason,
                group.First().Finding.Fix,
                group.Sum(one => one.Count)));
        IEnumerable<ReportCaveat> notes = measurements.SelectMany(m => m.Notes)
            .GroupBy(note => note.Code)
            .Select(group => new ReportCaveat(FindingStatus.Advice, group.Key.ToString(), group.First().Message, "", group.Count()));
        IEnumerable<ReportCaveat> incomplete = measurements.Where(m => m.State == MeasurementState.Incomplete).Take(1)
            .Select(m => new ReportCaveat(FindingStatus.Warning, "Incomplete measurements", "Host, interface or reception was lost during them; no figure counts them.", "", measurements.Count(one => one.State == MeasurementState.Incomplete)));
        return [.. incomplete.Concat(found).Concat(notes).OrderByDescending(caveat => caveat.Status)];
    }
}
