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

    /// <summary>What a sweep emitted that has no factors of its own is shown as what it is.</summary>
    public static object Shown(object value) => value is SweepOutput { Value: { } inner } && ResultTypes.NameOf(inner) is not null ? inner : value;

    /// <summary>Adds a sweep.</summary>
    /// <returns>The sweep; null if it was there before.</returns>
    public SweepStory? Begin(SweepStory story)
    {
        if (!_written.TryAdd(story, 0))
        {
            return null;
        }

        _stories.Add(story);
        _measured[story] = [];
        Data.Add(story.Sweep);
        return story;
    }

    /// <summary>Adds an object of UdpLab.</summary>
    public void Add(object value)
    {
        object shown = Shown(value);
        if (SweepStory.Of(shown) is { } measured)
        {
            _ = Begin(measured);
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
