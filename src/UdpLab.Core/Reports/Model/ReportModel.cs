namespace UdpLab;

/// <summary>A report as values: what HTML and Markdown have in common.</summary>
internal sealed class ReportModel
{
    private readonly ReportContent _content;

    public ReportModel(ReportContent content, ReportRequest request)
    {
        _content = content;
        Request = request;
        Cells = new ReportCells(Measurements);
        Losses = ReportLosses.Of(Measurements);
        List<string> notes = [];
        Comparisons = content.Comparisons.Count > 0 ? content.Comparisons : ReportComparisons.Of(Cells, Measurements, notes);
        ComparisonNotes = notes;
        Caveats = ReportCaveats.Of(Runs, content.Findings);
        MainChart = ReportFigures.Main(this);
        Title = request.Title ?? (Cells.X is null ? null : MainChart?.Title) ?? OwnTitle();
        Answer = ReportAnswer.Of(this);
    }

    public ReportRequest Request { get; }

    public string Title { get; }

    public string Answer { get; }

    public IReadOnlyList<SinkMeasurement> Measurements => _content.Measurements;

    /// <summary>The measurements or, where only searches were made, their trials': what the hosts were like.</summary>
    public IReadOnlyList<SinkMeasurement> Runs => Measurements.Count > 0 ? Measurements : [.. Throughput.SelectMany(found => found.Trials).Select(trial => trial.Measurement).OfType<SinkMeasurement>().Distinct()];

    public ReportCells Cells { get; }

    public Chart? MainChart { get; }

    public ReportLosses Losses { get; }

    public IReadOnlyList<Comparison> Comparisons { get; }

    /// <summary>What could not be compared, and why.</summary>
    public IReadOnlyList<string> ComparisonNotes { get; }

    public IReadOnlyList<ReportCaveat> Caveats { get; }

    public IReadOnlyList<ThroughputResult> Throughput => _content.Throughput;

    /// <summary>Those that came by themselves, and those of searches.</summary>
    public IEnumerable<UdpBottleneck> Bottlenecks => _content.Bottlenecks.Concat(Throughput.SelectMany(found => found.Bottleneck));

    public IReadOnlyList<PerfProfile> OwnProfiles => _content.Profiles;

    public IReadOnlyList<object> Others => _content.Others;

    public IReadOnlyList<SweepStory> Stories => _content.Stories;

    /// <summary>Findings that came by themselves.</summary>
    public IReadOnlyList<LabFinding> Findings => _content.Findings;

    /// <summary>The factors of each result that has some.</summary>
    public IEnumerable<IReadOnlyDictionary<string, object?>> Factors => Measurements.Select(m => m.Factors).Concat(Others.OfType<SweepOutput>().Select(output => output.Factors));

    /// <summary>What measures all of it again.</summary>
    public IReadOnlyList<string> Commands => [.. Stories.Select(story => RepeatCommands.Of(story.Sweep, Factors)), .. RepeatCommands.Of(Measurements.Where(m => SweepStory.Of(m) is null))];

    /// <summary>Runs of a sweep that gave something.</summary>
    public int Measured(SweepStory story) => _content.Measured(story);

    /// <summary>A sweep has runs that were neither measured nor failed.</summary>
    public bool IsUnfinished => Stories.Any(story => story.Failures.Count + Measured(story) < story.Sweep.Runs);

    /// <summary>Data for people who want all of it.</summary>
    public ReportData Data => _content.Data;

    private string OwnTitle() => Measurements.Count == 0
        ? Throughput.Count > 0 ? $"UDP throughput of {Throughput[0].Host}"
        : Comparisons.Count > 0 ? string.Join(", ", Comparisons.Select(c => $"{(c.By.Length > 0 ? $"{c.By} " : "")}{c.Candidate} against {c.Baseline}").Distinct().Take(3))
        : OwnProfiles.Count > 0 ? $"Profile{(OwnProfiles.Count == 1 ? "" : "s")} of {string.Join(", ", OwnProfiles.Select(profile => profile.Host ?? "a host").Distinct())}"
        : Findings.Count > 0 ? $"Readiness of {ReportChecks.Hosts(Findings)}"
        : Others.Count > 0 ? "Results"
        : "UDP reception"
        : $"UDP reception on {string.Join(", ", Measurements.Select(m => m.Host.Name).Distinct())} by {string.Join(", ", Measurements.Select(m => m.Method?.ToString() ?? m.Process ?? "another program").Distinct())}";

    /// <summary>A sweep varied it, or kept it as a factor of one value.</summary>
    public bool IsFactor(string name) => MeasurementKey.Factors(Measurements).Contains(name, StringComparer.OrdinalIgnoreCase);
}
