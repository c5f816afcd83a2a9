namespace UdpLab;

/// <summary>The objects that a report is about, by kind and in the order they came.</summary>
internal sealed class ReportContent : IDisposable
{
    private readonly List<SweepStory> _stories = [];
    private readonly Dictionary<SweepStory, int> _written = [];
    private readonly Dictionary<SweepStory, HashSet<int?>> _measured = [];

    public List<SinkMeasurement> Measurements { get; } = [];

    public List<Comparison> Comparisons { get; } = [];

    public List<PerfProfile> Profiles { get; } = [];

    public List<LabFinding> Findings { get; } = [];

    public List<UdpBottleneck> Bottlenecks { get; } = [];

    public List<ThroughputResult> Throughput { get; } = [];

    /// <summary>What has no section of its own.</summary>
    public List<object> Others { get; } = [];

    /// <summary>The sweeps that results are of.</summary>
    public IReadOnlyList<SweepStory> Stories => _stories;

    /// <summary>Runs of a sweep that gave something.</summary>
    public int Measured(SweepStory story) => _measured[story].Count;

    /// <summary>All of it, as it goes into the report.</summary>
    public ReportData Data { get; } = new();

    /// <summary>Adds an object of UdpLab.</summary>
    /// <returns>The sweep it is of, if it is the first one of that sweep.</returns>
    public SweepStory? Add(object value)
    {
        // What a sweep emitted that has no factors of its own is shown as what it is.
        object shown = value is SweepOutput { Value: { } inner } && ResultTypes.NameOf(inner) is not null ? inner : value;
        SweepStory? begun = null;
        if (SweepStory.Of(shown) is { } story && !_written.ContainsKey(story))
        {
            begun = story;
            _stories.Add(story);
            _written[story] = 0;
            _measured[story] = [];
            Data.Add(story.Sweep);
        }

        if (SweepStory.Of(shown) is { } measured)
        {
            _measured[measured].Add((value as SweepOutput)?.Position ?? (shown as SinkMeasurement)?.Position);
        }

        Data.Add(value);
        switch (shown)
        {
            case SinkMeasurement measurement:
                Measurements.Add(measurement);
                break;
            case Comparison comparison:
                Comparisons.Add(comparison);
                break;
            case PerfProfile profile:
                Profiles.Add(profile);
                break;
            case LabFinding finding:
                Findings.Add(finding);
                break;
            case UdpBottleneck bottleneck:
                Bottlenecks.Add(bottleneck);
                break;
            case ThroughputResult throughput:
                Throughput.Add(throughput);
                break;
            default:
                Others.Add(value);
                break;
        }

        return begun;
    }

    /// <summary>Adds to the data which runs have failed since.</summary>
    public void AddFailures()
    {
        foreach (SweepStory story in _stories)
        {
            foreach (LabSweepRun failed in story.Failures.Skip(_written[story]))
            {
                Data.Add(failed);
            }

            _written[story] = story.Failures.Count;
        }
    }

    public void Dispose() => Data.Dispose();
}
