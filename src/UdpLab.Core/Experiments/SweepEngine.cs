using System.Diagnostics;
using System.Globalization;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>How a sweep treats its runs.</summary>
internal sealed record SweepOptions
{
    /// <summary>Seconds to wait before each run except the first.</summary>
    public double Settle { get; init; }

    /// <summary>How often a failed run is retried.</summary>
    public int MaxRetry { get; init; }

    /// <summary>Whether the sweep continues after a run failed for good.</summary>
    public bool ContinueOnError { get; init; }

    /// <summary>Runs of each cell before the first one that counts.</summary>
    public int WarmupRuns { get; init; }
}

/// <summary>Executes the runs of a plan, keeps their results, and after each restores what it changed.</summary>
internal sealed class SweepEngine(SweepPlan plan, SweepOptions options, SweepJournal? journal, ISweepStage stage)
{
    private static readonly TimeSpan _undoPatience = TimeSpan.FromSeconds(60);
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly List<double> _took = [];
    private readonly ChangeGuard _guard = new();
    private SweepRun? _current;
    private object? _first;
    private LabException? _fault;
    private int _completed, _left, _objects;
    private bool _warming, _hasRun;

    /// <summary>Executes the runs that were not completed in an earlier session, and first passes on the results of those that were.</summary>
    /// <exception cref="LabException">A run failed, its changes could not be restored, or its results could not be written.</exception>
    public void Run(CancellationToken cancel)
    {
        using ChangeGuard guard = _guard;
        HashSet<SweepKey> done = Resume();
        SweepRun[] runs = [.. plan.Runs.Where(run => !done.Contains(run.Key))];
        _completed = done.Count;
        SweepCell[] cells = [.. runs.Select(run => run.Cell).Distinct()];
        _left = runs.Length + (cells.Length * options.WarmupRuns);
        _warming = true;
        for (int warmup = 1; warmup <= options.WarmupRuns; warmup++)
        {
            Array.ForEach(cells, cell => Make(new SweepRun(cell, warmup), cancel));
        }

        _warming = false;
        Array.ForEach(runs, run => Make(run, cancel));
    }

    /// <summary>Takes what a run emitted: adds its factors, and writes it to the journal.</summary>
    /// <returns>What to pass on; null during a warm-up. It is to be passed on even if <paramref name="fault"/> says that it could not be written.</returns>
    public object? Keep(object result, out LabException? fault)
    {
        fault = _fault;
        if (_warming || _current is not { } run)
        {
            return null;
        }

        object tagged = Tagged(result, run, _completed + 1);
        try
        {
            journal?.Add(tagged, run);
        }
        catch (LabException e)
        {
            // The script block may swallow an exception thrown where it emits.
            fault = _fault = e;
        }

        _first ??= tagged;
        _objects++;
        return tagged;
    }

    /// <summary>Records in a result, as far as possible, which run it belongs to. A nested sweep has its own factors.</summary>
    private static object Tagged(object result, SweepRun run, int position) => result switch
    {
        SinkMeasurement measurement => measurement with { Factors = LabList.Table(run.Cell.Factors.UnionBy(measurement.Factors, factor => factor.Key, StringComparer.OrdinalIgnoreCase), StringComparer.OrdinalIgnoreCase), Repeat = run.Repeat, Position = position },
        SweepOutput output => output with { Factors = run.Cell.Factors, Repeat = run.Repeat, Position = position },
        _ => result,
    };

    private HashSet<SweepKey> Resume()
    {
        HashSet<SweepKey> done = [];
        Dictionary<int, SweepCell> cells = plan.Cells.ToDictionary(cell => cell.Number);
        foreach (LabSweepRun kept in journal?.Completed ?? [])
        {
            SweepRun run = new(cells[kept.Cell], kept.Repeat);
            done.Add(run.Key);
            foreach (object result in journal!.Results(kept))
            {
                stage.Emit(result, run, kept.Position);
            }
        }

        return done;
    }

    private void Make(SweepRun run, CancellationToken cancel)
    {
        for (int attempt = 1; ; attempt++)
        {
            Settle(cancel);
            cancel.ThrowIfCancellationRequested();
            if (!_warming)
            {
                journal?.Begin(run, _completed + 1);
            }

            stage.Begins(Status(run));
            double began = _clock.Elapsed.TotalSeconds;
            Exception? failure = Once(run, isLastAttempt: attempt > options.MaxRetry);
            if (_fault is not null)
            {
                throw _fault;
            }

            double seconds = _clock.Elapsed.TotalSeconds - began;
            if (failure is null)
            {
                Complete(run, seconds);
                return;
            }

            if (!_warming)
            {
                stage.Discard();
                journal?.Fail(run, _completed + 1, failure.Message);
            }

            if (attempt > options.MaxRetry)
            {
                _left--;
                GiveUp(run, failure);
                return;
            }

            stage.Warn(string.Create(CultureInfo.InvariantCulture, $"{Name(run)} failed and is tried again ({attempt} of {options.MaxRetry}): {failure.Message}"));
        }
    }

    /// <summary>Runs the script block, and restores what it changed, however it ends.</summary>
    private Exception? Once(SweepRun run, bool isLastAttempt)
    {
        (_current, _first, _objects) = (run, null, 0);
        using ChangeScope scope = ChangeScope.Begin(_guard);
        bool ended = false;
        try
        {
            Exception? failure = stage.Run(run, isLastAttempt);
            ended = true;
            return Undo(scope) is { } left ? failure is null ? left : new LabException(left.Code, $"{failure.Message} {left.Message}", null, failure) : failure;
        }
        finally
        {
            _current = null;
            _hasRun = true;
            if (!ended && Undo(scope) is { } left)
            {
                stage.Warn(left.Message);
            }
        }
    }

    /// <summary>Ctrl-C does not interrupt this: what a run changed is restored.</summary>
    private static LabException? Undo(ChangeScope scope)
    {
        try
        {
            using CancellationTokenSource limit = new(_undoPatience);
            IReadOnlyList<(LabChange Change, LabException Failure)> left = scope.Undo(limit.Token);
            return left.Count == 0 ? null : Left(left[0].Failure, string.Join(' ', left.Select(one => one.Failure.Message)));
        }
        catch (LabException e)
        {
            return Left(e, e.Message);
        }
        catch (OperationCanceledException e)
        {
            return Left(new LabException(FailureCode.Connection, "", null, e), string.Create(CultureInfo.InvariantCulture, $"The host did not answer within {_undoPatience.TotalSeconds:0} s."));
        }
    }

    private static LabException Left(LabException cause, string why) => new(cause.Code, $"What the cell changed could not be put back, so the next one would not begin where this one did: {why}", null, cause);

    private void Complete(SweepRun run, double seconds)
    {
        if (!_warming)
        {
            journal?.Complete(run, _completed + 1, seconds);
        }

        _left--;
        _took.Add(seconds);
        if (!_warming)
        {
            stage.Completed(Status(run), _objects, _first, seconds);
            _completed++;
        }
    }

    private void GiveUp(SweepRun run, Exception failure)
    {
        string kept = string.Create(CultureInfo.InvariantCulture, $" {_completed} of {plan.Runs.Count} runs are completed{(journal is null ? "" : " and in the journal; the same command with -Resume measures the others")}.");
        LabException error = new(
            failure is LabException { Code: var code } ? code : FailureCode.System,
            $"{Name(run)} failed: {failure.Message.TrimEnd('.')}.{(options.ContinueOnError ? "" : kept)}",
            null,
            failure);
        if (!options.ContinueOnError)
        {
            throw new SweepFailedException(error, run);
        }

        stage.Fail(error, run);
    }

    private void Settle(CancellationToken cancel)
    {
        if (_hasRun && options.Settle > 0 && cancel.WaitHandle.WaitOne(TimeSpan.FromSeconds(options.Settle)))
        {
            cancel.ThrowIfCancellationRequested();
        }
    }

    private SweepStatus Status(SweepRun run)
    {
        TimeSpan? left = _took.Count == 0 ? null : TimeSpan.FromSeconds(_left * (_took.Average() + options.Settle));
        return new SweepStatus(run, _completed + 1, plan.Runs.Count, plan.Repeat, _clock.Elapsed, left, _warming);
    }

    private string Name(SweepRun run) => string.Create(CultureInfo.InvariantCulture, $"{(_warming ? "Warm-up of cell" : "Cell")} {run.Cell.Number} of {plan.Cells.Count} ({run.Cell}), repeat {run.Repeat} of {(_warming ? options.WarmupRuns : plan.Repeat)},");
}

/// <summary>The error for a run that failed, and the sweep with it.</summary>
internal sealed class SweepFailedException(LabException error, SweepRun run) : Exception(error.Message, error)
{
    public LabException Error => error;

    public SweepRun Run => run;
}
