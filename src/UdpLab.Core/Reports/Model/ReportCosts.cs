namespace UdpLab;

/// <summary>Where the time of a packet went, of each measurement that knows.</summary>
internal static class ReportCosts
{
    public static (string Name, PacketCosts Costs)[] Of(ReportModel report) =>
        [.. report.Cells.Cells.SelectMany(cell => cell.Runs.Where(run => run.Costs is { TotalNs: > 0 }).Select(run => (cell.Name, run.Costs!)))];
}
