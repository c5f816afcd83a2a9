using UdpLab.Wire;

namespace UdpLab;

/// <summary>
/// A search for the highest loads that meet several goals (RFC 9971, section 4.9.2, the Controller). It does not measure: ask
/// for <see cref="Next"/>, measure, <see cref="Add"/> the trial, until there is no next. The same trials always lead to the
/// same next one, so earlier trials resume a search where it ended.
/// </summary>
internal sealed class ThroughputSearch
{
    private readonly SearchRequest _request;
    private readonly LoadGrid _grid;
    private readonly GeneratorLimits _limits;
    private readonly TrialBook _book = new();
    private readonly List<SearchEntry> _entries = [];
    private readonly IEnumerator<(int Point, double Seconds)> _steps;
    private readonly double _tolerance;
    private List<GoalSearch> _goals = [];
    private TrialInput? _input;
    private SearchEntry? _missed, _last;
    private int _failures;
    private bool _hasEnded;

    /// <summary>Starts a search.</summary>
    /// <param name="request">What to find.</param>
    /// <param name="earlier">Trials of the same search in order, including failed ones.</param>
    /// <exception cref="LabException">A value is invalid, or the earlier trials are from another search.</exception>
    public ThroughputSearch(SearchRequest request, IEnumerable<SearchTrial>? earlier = null)
    {
        request.Check();
        _request = request;
        _tolerance = request.Goals.Min(goal => goal.Width);
        _grid = new(request.MinimumLoad, request.MaximumLoad, request.Goals.Select(goal => goal.Width));
        _limits = new(_grid, request.Snap);
        _steps = Steps().GetEnumerator();
        foreach (SearchTrial trial in earlier ?? [])
        {
            Replay(trial);
        }

        _failures = 0;
    }

    /// <summary>All trials, in order.</summary>
    public IReadOnlyList<SearchEntry> Entries => _entries;

    /// <summary>Seconds spent.</summary>
    public double Seconds { get; private set; }

    /// <summary>Why there is no next trial.</summary>
    public SearchEnd StoppedBy { get; private set; }

    /// <summary>The highest load the generator has sent, if it cannot send the maximum; otherwise null.</summary>
    public double? GeneratorMaximum => _limits.IsLimit ? _entries.Where(entry => entry.Trial.Failure is null).Max(entry => entry.Trial.OfferedLoad) : null;

    /// <summary>The goals' results so far.</summary>
    public IReadOnlyList<GoalResult> Results => [.. _request.Goals.Select(Result)];

    /// <summary>Measures until the search ends or is cancelled; the results so far are kept.</summary>
    public void Run(Func<TrialInput, SearchTrial> measure, CancellationToken cancellation = default)
    {
        while (!cancellation.IsCancellationRequested && Next() is { } input)
        {
            Add(measure(input));
        }
    }

    /// <summary>What to measure next; null if the search has ended.</summary>
    public TrialInput? Next()
    {
        if (Step() is not { } input)
        {
            StoppedBy = SearchEnd.Finished;
            return null;
        }

        StoppedBy = _failures > _request.Retries ? SearchEnd.TrialFailed
            : _entries.Count >= _request.MaximumTrials ? SearchEnd.MaximumTrials
            : Seconds + input.Seconds > _request.MaximumSeconds ? SearchEnd.MaximumSeconds
            : SearchEnd.Stopped;
        return StoppedBy == SearchEnd.Stopped ? input : null;
    }

    /// <summary>Adds the result of the trial requested by <see cref="Next"/>.</summary>
    public void Add(SearchTrial trial)
    {
        if (_input is not { } input)
        {
            throw new InvalidOperationException("No trial was asked for.");
        }

        trial = trial with { Load = input.Load, Seconds = input.Seconds };
        Seconds += trial.Elapsed;
        int asked = _steps.Current.Point;
        bool isOff = Math.Abs(trial.OfferedLoad - trial.Load) > _tolerance * trial.Load;
        bool isUnsteady = isOff && _missed is { } before && !AreAlike(before.Trial, trial);
        bool isBelow = asked > 0 && trial.OfferedLoad < _grid.Minimum * (1 - _tolerance);
        if (Failure(trial, isBelow && isUnsteady) is { } failure)
        {
            _failures++;
            _entries.Add(new(trial with { Failure = failure }, -1, IsOff: false));
            return;
        }

        _failures = 0;
        _last = new(trial, isOff && !isUnsteady ? _grid.Nearest(trial.OfferedLoad) : asked, isOff);
        _entries.Add(_last);

        // Once may be a hiccup; twice means that the generator has no higher rate.
        if (!isBelow || _missed is not null)
        {
            _book.Add(_last.Point, trial);
        }

        if (isOff && _missed is null)
        {
            // The disturbance may be over.
            _missed = _last;
            return;
        }

        if (!isOff)
        {
            _limits.Met(asked);
        }
        else if (!isUnsteady)
        {
            _limits.Missed(asked, _missed!.Point, _last.Point);
        }

        (_missed, _input) = (null, null);
    }

    // If two rates below the minimum differ, it is unknown which rate the trial stands for.
    private string? Failure(SearchTrial trial, bool isLost) => trial.Failure
        ?? (!(trial.LossRatio is >= 0 and <= 1) ? FormattableString.Invariant($"a loss ratio of {trial.LossRatio} makes no sense")
            : isLost || !(trial.OfferedLoad > 0) ? FormattableString.Invariant($"the generator sent {trial.OfferedLoad:F0} pps, less than -MinimumPps {_grid.Minimum:F0}")
            : null);

    // A generator that lacks this rate misses it twice by the same amount. An unsteady one does not: it would never meet any rate,
    // so the trial counts for the requested one.
    private bool AreAlike(SearchTrial one, SearchTrial other) =>
        Math.Abs(one.OfferedLoad - other.OfferedLoad) <= Math.Max(_tolerance * other.Load / 4, Math.Abs(((one.OfferedLoad + other.OfferedLoad) / 2) - other.Load) / 10);

    private TrialInput? Step()
    {
        if (_input is null && !_hasEnded)
        {
            _hasEnded = !_steps.MoveNext();
            _input = _hasEnded ? null : new TrialInput(_limits.Load(_steps.Current.Point), _steps.Current.Seconds);
        }

        return _input;
    }

    private void Replay(SearchTrial trial)
    {
        const double Rounding = 1e-9;
        if (Step() is not { } input || Math.Abs(input.Load - trial.Load) > Rounding * input.Load || Math.Abs(input.Seconds - trial.Seconds) > Rounding * input.Seconds)
        {
            string wanted = _input is { } other ? FormattableString.Invariant($"this search wants {other.Load:F0} pps for {other.Seconds:G6} s") : "this search has ended";
            throw new LabException(
                FailureCode.InvalidArgument,
                FormattableString.Invariant($"trial {_entries.Count + 1} of the journal is at {trial.Load:F0} pps for {trial.Seconds:G6} s, where {wanted}: resume with the goals and limits of the journal, or start a new one."),
                "Resume");
        }

        Add(trial);
    }

    private IEnumerable<(int Point, double Seconds)> Steps()
    {
        IReadOnlyList<SearchStage>[] stages = [.. _request.Goals.Select(goal => goal.Stages(_grid))];
        SearchOpening opening = new([.. stages.Select(all => all[0])], _grid, _limits);
        foreach ((int Point, double Seconds) step in opening.Steps(() => _last!))
        {
            yield return step;
        }

        _goals = [.. stages.Select(all => new GoalSearch(all, _book, _limits, opening.Low, opening.High))];
        while (true)
        {
            // Low loads first: if one is an upper bound, no higher one has to be measured. Of two trials at one load, the longer
            // one serves both goals.
            (int Point, double Seconds)[] wanted = [.. _goals.Select(goal => goal.Next()).OfType<(int Point, double Seconds)>()];
            if (wanted.Length == 0)
            {
                yield break;
            }

            yield return wanted.MinBy(step => (step.Point, -step.Seconds));
        }
    }

    private GoalResult Result(SearchGoal goal)
    {
        SearchStage stage = goal.Stages(_grid)[^1];
        (int? low, int? high) = _book.Bounds(stage);
        SearchBound? lower = Bound(low);
        return new()
        {
            Goal = goal,
            Lower = lower,
            Upper = Bound(high),
            ConditionalThroughput = lower?.OfferedLoad * (1 - (lower is null ? 0 : ConditionalLoss.Of(stage, lower.Trials))),
            StoppedBy = End(stage.Width, low, high),
            Inversions = high is { } upper ? [.. _book.LowerBoundsAbove(upper, stage).Select(_grid.Load)] : [],
        };
    }

    private ThroughputEnd End(int width, int? low, int? high) => (low, high) switch
    {
        (int below, int above) when above - below <= width => ThroughputEnd.Width,
        (null, 0) => ThroughputEnd.MinimumLoad,
        (null, int above) when _hasEnded && _limits.Between(-1, 0, above) is null => ThroughputEnd.MinimumLoad,
        (int below, null) when below >= _limits.Ceiling => _limits.IsLimit ? ThroughputEnd.GeneratorMaximum : ThroughputEnd.MaximumLoad,
        _ when !_hasEnded => ThroughputEnd.Unfinished,
        (_, null) => ThroughputEnd.GeneratorMaximum,
        _ => ThroughputEnd.GeneratorResolution,
    };

    private SearchBound? Bound(int? point)
    {
        if (point is not { } at)
        {
            return null;
        }

        IReadOnlyList<SearchTrial> trials = _book.At(at);
        double load = _limits.Load(at), offered = trials.Sum(trial => trial.OfferedLoad * trial.Weight) / trials.Sum(trial => trial.Weight);
        return new(load, offered, Math.Abs(offered - load) > _tolerance * load, [.. trials]);
    }
}
