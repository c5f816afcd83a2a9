namespace UdpLab.Tests.Reports;

/// <summary>Reports of measurements, each written when the first test asks for it; tests only read them.</summary>
public sealed class ReportFiles : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("udplab-reports-");

    public Session Session { get; } = new();

    /// <summary>The report of a name, "failed" with a run that throws.</summary>
    public string Report(string name)
    {
        string report = Path.Combine(_folder.FullName, name + ".html");
        if (File.Exists(report))
        {
            return report;
        }

        ReportRuns runs = new(Session, _folder.FullName);
        string source = $"Import-LabResult '{name switch { "rss" => runs.RssSweep(6), "cells" => runs.Cells(1000), "profiles" => runs.Profiles(2), "traced" => runs.Traced(), _ => runs.One() }}'";
        if (name == "failed")
        {
            // The run that throws is what the report must show.
            source = $"$one = {source}; Invoke-LabSweep @{{ RssQueues = 1, 2, 4 }} -Repeat 2 -ContinueOnError -ErrorAction SilentlyContinue {{ if ($RssQueues -eq 4) {{ throw '{ReportRuns.Hostile}' }}; $one }}";
        }

        Session.Give($"{source} | Export-LabReport '{report}' -Title 'Report {name} {ReportRuns.Hostile}' -Question 'How many packets?' -Author '{ReportRuns.Hostile}'");
        return report;
    }

    public void Dispose()
    {
        Session.Dispose();
        _folder.Delete(recursive: true);
    }
}
