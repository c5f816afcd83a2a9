using System.Runtime.CompilerServices;

namespace UdpLab;

/// <summary>
/// The sweep that results are of: its plan, and the runs that failed. Results do not carry it; it is kept beside those that a
/// sweep of this session emitted, or that were read from a file that has it.
/// </summary>
internal sealed class SweepStory(LabSweep sweep)
{
    private static readonly ConditionalWeakTable<object, SweepOrigin> _origins = [];
    private readonly List<LabSweepRun> _failures = [];

    /// <summary>A block has ended: every cell was measured once more.</summary>
    public event Action? BlockEnded;

    public LabSweep Sweep => sweep;

    /// <summary>Runs that failed for good, in their order.</summary>
    public IReadOnlyList<LabSweepRun> Failures => _failures;

    /// <summary>Combinations of the factors' values.</summary>
    public int Cells => Math.Max(1, sweep.Runs / Math.Max(1, sweep.Repeat));

    /// <summary>The sweep of a result; null if it is of none, or of one that is not known.</summary>
    public static SweepStory? Of(object result) => OriginOf(result)?.Story;

    /// <summary>The sweep of a result, and the try that emitted it; null as for <see cref="Of"/>.</summary>
    public static SweepOrigin? OriginOf(object result) => _origins.TryGetValue(result, out SweepOrigin? origin) ? origin : null;

    /// <summary>Keeps that a result is of this sweep, and of a completed run.</summary>
    public void Tell(object result) => Keep(result, new SweepOrigin(this, null, null));

    /// <summary>Keeps that a result is of this sweep.</summary>
    /// <param name="result">The result.</param>
    /// <param name="attempt">The try that emitted it.</param>
    /// <param name="inner">Where it came from before: a sweep in the script block of this one.</param>
    public void Tell(object result, SweepAttempt attempt, SweepOrigin? inner = null) => Keep(result, new SweepOrigin(this, attempt, inner));

    /// <summary>Keeps where a result came from.</summary>
    public static void Keep(object result, SweepOrigin origin)
    {
        _origins.AddOrUpdate(result, origin);
        if (result is SweepOutput { Value: { } value } && ResultTypes.NameOf(value) is not null)
        {
            _origins.AddOrUpdate(value, origin);
        }
    }

    /// <summary>The results that count, without those of tries that failed.</summary>
    public static IReadOnlyList<T> Counting<T>(IReadOnlyList<T> results)
        where T : class => results.Any(result => OriginOf(result)?.HasFailed == true) ? [.. results.Where(result => OriginOf(result)?.HasFailed != true)] : results;

    /// <summary>A run is completed.</summary>
    /// <param name="position">How many are.</param>
    public void Complete(int position)
    {
        if (position % Cells == 0)
        {
            BlockEnded?.Invoke();
        }
    }

    /// <summary>A run failed.</summary>
    public void Fail(LabSweepRun run)
    {
        Take(run);
        _failures.Add(run);
    }

    /// <summary>A run that failed was measured after all.</summary>
    public void Take(LabSweepRun run) => _failures.RemoveAll(failed => (failed.Cell, failed.Repeat) == (run.Cell, run.Repeat));

    /// <summary>A result has a value of each factor that the sweep gave it.</summary>
    public bool Fits(IReadOnlyDictionary<string, object?> factors) => sweep.Factors.All(factor =>
        factors.TryGetValue(factor.Name, out object? value) && factor.Values.Contains(new SweepValue(value, value).Text, StringComparer.Ordinal));
}

/// <summary>Where a result came from.</summary>
/// <param name="Story">The sweep.</param>
/// <param name="Attempt">The try that emitted it; null if it is completed.</param>
/// <param name="Inner">The same of a sweep in the script block of this one.</param>
internal sealed record SweepOrigin(SweepStory Story, SweepAttempt? Attempt, SweepOrigin? Inner)
{
    /// <summary>It does not count: the run that emitted it failed afterwards.</summary>
    public bool HasFailed => Attempt?.State == SweepAttemptState.Failed || Inner?.HasFailed == true;

    /// <summary>It is not known yet whether it counts.</summary>
    public bool IsOpen => Attempt?.State == SweepAttemptState.Begun || Inner?.IsOpen == true;
}

/// <summary>Finds the sweep of each result of a file by the lines about sweeps in it.</summary>
internal sealed class SweepStories
{
    private readonly Dictionary<string, SweepStory> _stories = [];

    /// <summary>Takes a line.</summary>
    public void Add(object line)
    {
        switch (line)
        {
            case LabSweep sweep when !_stories.ContainsKey(sweep.Id):
                _stories[sweep.Id] = new SweepStory(sweep);
                break;
            case LabSweepRun { State: SweepRunState.Failed } run when _stories.TryGetValue(run.Sweep, out SweepStory? story):
                story.Fail(run);
                break;
            case LabSweepRun { State: SweepRunState.Completed } run when _stories.TryGetValue(run.Sweep, out SweepStory? story):
                story.Take(run);
                break;
            case SinkMeasurement { Factors.Count: > 0 } measurement:
                _stories.Values.LastOrDefault(story => story.Fits(measurement.Factors))?.Tell(measurement);
                break;
            case SweepOutput { Factors.Count: > 0 } output:
                _stories.Values.LastOrDefault(story => story.Fits(output.Factors))?.Tell(output);
                break;
        }
    }
}
