using System.Diagnostics;
using System.Globalization;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>
/// A throughput search on real hosts (RFC 9971, the Manager and the Measurer): warms up, makes the trials that
/// <see cref="ThroughputSearch"/> asks for, keeps each in a journal, and builds the results.
/// </summary>
internal sealed class ThroughputRun(ThroughputPlan plan, ThroughputJournal? journal, IThroughputObserver observer)
{
    /// <summary>The longest warm-up; long trials do not need an equally long one.</summary>
    private const double WarmUpSeconds = 1;

    private readonly HashSet<string> _said = [];
    private readonly List<ThroughputTrial> _trials = [.. journal?.Earlier ?? []];
    private ThroughputSearch? _search;
    private SearchRequest _request = plan.Search;
    private double _secondsLeft;

    /// <summary>Why the search gave up; null if it did not.</summary>
    public LabException? Failure { get; private set; }

    /// <summary>Trials so far.</summary>
    public int TrialCount => _trials.Count;

    /// <summary>The result so far in one line; safe to call from any thread.</summary>
    public string SoFar { get; private set; } = "";

    /// <summary>Runs the search.</summary>
    /// <returns>One result per goal.</returns>
    /// <exception cref="LabException">The first packets did not arrive, or the flood or the sink was refused.</exception>
    public IReadOnlyList<ThroughputResult> Run(CancellationToken cancel)
    {
        plan.Sink.Warn(observer);
        plan.Check();
        UdpFlood? sample = _trials.Select(trial => trial.Measurement?.Flood?[0]).FirstOrDefault(flood => flood is not null);
        bool isWarm = false;
        while (true)
        {
            if (_search is null && (sample is not null || isWarm))
            {
                _request = plan.Search with { Snap = SnapOf(sample) };
                _search = new ThroughputSearch(_request, _trials.Select(Plain));
                Tell();
            }

            if (_search is not null && _search.Next() is null)
            {
                break;
            }

            if (!isWarm)
            {
                sample = WarmUp(cancel) ?? sample;
                isWarm = true;
                continue;
            }

            Settle(cancel);
            Try(_search!.Next()!.Value, cancel);
        }

        observer.EndProgress();
        if (_search.StoppedBy == SearchEnd.TrialFailed)
        {
            Failure = new(FailureCode.System, Text($"The trial at {_trials[^1].RatePps:N0} pps failed {_request.Retries + 1} times: {_trials[^1].Failure!.TrimEnd('.')}. {Kept}"));
        }

        return Results();
    }

    private string Kept => Text($"{(_trials.Count(trial => trial.Failure is null) is var kept and not 1 ? $"{kept} trials are" : "1 trial is")} kept{(journal is null ? " in the result" : " and in the journal; the same command with -Resume goes on")}.");

    /// <summary>A flood at the highest rate, which is not judged: it fills caches and tables, and shows whether packets arrive at all.</summary>
    private UdpFlood? WarmUp(CancellationToken cancel)
    {
        double seconds = Math.Min(WarmUpSeconds, plan.Search.Goals.Max(goal => goal.InitialSeconds));
        TrialObserver trial = Measure(new TrialInput(plan.Search.MaximumLoad, seconds), "warm-up", cancel);
        if (trial.Nothing is not null)
        {
            // So many packets may arrive that none is received.
            trial = Measure(new TrialInput(plan.Search.MinimumLoad, seconds), "warm-up", cancel);
        }

        trial.Report();
        if ((trial.Failure?.Message ?? trial.Nothing?.Message) is { } failure)
        {
            throw new LabException(trial.Failure?.Code ?? FailureCode.Connection, $"The warm-up failed, so the search did not begin: {failure}", trial.Failure?.Parameter);
        }

        return trial.Measurement?.Flood?[0];
    }

    private void Try(TrialInput input, CancellationToken cancel)
    {
        long started = Stopwatch.GetTimestamp();
        ThroughputTrial trial = new() { Search = journal?.Id ?? "", Position = _trials.Count + 1, RatePps = input.Load, Duration = input.Seconds };
        try
        {
            TrialObserver taken = Measure(input, Text($"trial {trial.Position}"), cancel);
            taken.Report();
            trial = Judge(trial, taken);
        }
        catch (LabException e)
        {
            trial = trial with { Failure = e.Message };
        }

        trial = trial with { ElapsedSeconds = Stopwatch.GetElapsedTime(started).TotalSeconds + plan.Settle };
        _search!.Add(Plain(trial));
        SearchEntry entry = _search.Entries[^1];
        trial = trial with { IsIrregular = entry.IsOff, Failure = entry.Trial.Failure };
        _trials.Add(trial);
        journal?.Add(trial);
        observer.Tried(trial);
        Tell();
    }

    private TrialObserver Measure(TrialInput input, string what, CancellationToken cancel)
    {
        TrialObserver trial = new(observer, _said, status => Progress(input, what, status));
        _ = MeasuringRun.Run(plan.Sink, plan.Generators, plan.FloodOf(input), trial, cancel);
        return trial;
    }

    private ThroughputTrial Judge(ThroughputTrial trial, TrialObserver taken)
    {
        if (taken.Failure is { } failure)
        {
            return trial with { Failure = failure.Message };
        }

        if (taken.Nothing is (var message, var ledger))
        {
            // If this rate or a higher one came through before, the path is gone, which is not a loss of the receiver.
            bool isGone = _trials.Any(earlier => earlier.LossRatio < 1 && earlier.RatePps >= trial.RatePps);
            return ledger.Sent is > 0 and var packets && !isGone
                ? trial with { SentPps = packets / trial.Duration, LossRatio = 1, Note = message }
                : trial with { Failure = message };
        }

        SinkMeasurement measurement = taken.Measurement!;
        if (measurement.State == MeasurementState.Incomplete)
        {
            return trial with { Failure = measurement.Notes.First(note => note.Code == MeasurementNoteCode.Interrupted).Message, Measurement = measurement };
        }

        if (measurement.Ledger.Sent is not > 0 || measurement.Flood is null)
        {
            return trial with { Failure = "The number of packets sent is unknown.", Measurement = measurement };
        }

        long sent = measurement.Ledger.Sent.Value;
        long lost = measurement is { LossBasis: LossBasis.Flood, Lost: { } missing } ? missing : Math.Max(0, sent - measurement.Ledger.Received);

        // A flood that ended early or late did not send at the requested rate.
        double seconds = Math.Max(trial.Duration, measurement.Flood.Max(flood => flood.Seconds));
        return trial with { SentPps = sent / seconds, LossRatio = Math.Min(1, (double)lost / sent), Measurement = measurement };
    }

    private static SearchTrial Plain(ThroughputTrial trial) => new()
    {
        Load = trial.RatePps,
        Seconds = trial.Duration,
        OfferedLoad = trial.SentPps ?? 0,
        LossRatio = trial.LossRatio ?? 0,
        ElapsedSeconds = trial.ElapsedSeconds,
        Failure = trial.Failure,
    };

    /// <summary>
    /// pktgen waits a whole number of nanoseconds between bursts (net/core/pktgen.c, pktgen_if_write), so only certain rates
    /// are possible; the other backends send any rate.
    /// </summary>
    private Func<double, double>? SnapOf(UdpFlood? flood)
    {
        if (flood is not { Backend: FloodBackend.Pktgen })
        {
            return null;
        }

        double nanoseconds = 1e9 * flood.Threads * (flood.Burst ?? 1) * plan.Generators.Count;
        return load => Math.Floor(nanoseconds / load) is >= 1 and var delay ? nanoseconds / delay : load;
    }

    private void Settle(CancellationToken cancel)
    {
        if (plan.Settle > 0 && cancel.WaitHandle.WaitOne(TimeSpan.FromSeconds(plan.Settle)))
        {
            cancel.ThrowIfCancellationRequested();
        }
    }

    private void Progress(TrialInput input, string what, Func<string> status)
    {
        double spent = _search?.Seconds ?? 0;
        int percent = spent + _secondsLeft > 0 ? (int)(100 * spent / (spent + _secondsLeft)) : 0;
        observer.Progress(
            () => Text($"{(SoFar.Length > 0 ? SoFar + "; " : "")}{what}: {input.Load:N0} pps for {input.Seconds:0.###} s: {status()}{(_secondsLeft > 0 ? Text($", about {TimeSpan.FromSeconds(_secondsLeft):h\\:mm\\:ss} left") : "")}"),
            percent,
            _secondsLeft > 0 ? (int)Math.Min(_secondsLeft, int.MaxValue) : -1);
    }

    private void Tell()
    {
        _secondsLeft = SearchForecast.SecondsLeft(_request, [.. _search!.Entries.Select(entry => entry.Trial)]);
        _secondsLeft = Math.Min(_secondsLeft, (_request.MaximumSeconds ?? double.MaxValue) - _search.Seconds);
        SoFar = string.Join(", ", _search.Results.Select(result => Text($"loss goal {result.Goal.LossRatio}: {Bounds(result)}")));
    }

    private static string Bounds(GoalResult result) => (result.Lower?.OfferedLoad, result.Upper?.OfferedLoad) switch
    {
        (double lower, double upper) => Text($"{lower:N0} to {upper:N0} pps"),
        (double lower, null) => Text($"{lower:N0} pps or more"),
        (null, double upper) => Text($"below {upper:N0} pps"),
        _ => "nothing known yet",
    };

    private ThroughputResult[] Results()
    {
        IReadOnlyList<GoalResult> results = _search!.Results;
        LabList<ThroughputTrial> trials = LabList.Of<ThroughputTrial>(_trials)!;
        UdpFlood? flood = _trials.Select(trial => trial.Measurement?.Flood?[0]).FirstOrDefault(sent => sent is not null);
        return [.. results.Select(Result)];

        ThroughputResult Result(GoalResult result)
        {
            ThroughputCeiling ceiling = ThroughputCeiling.Of(result, trials, _request, _search.StoppedBy, _search.GeneratorMaximum);
            (double Low, double High)? spread = ThroughputNotes.Spread(result.Goal, trials);
            return new()
            {
                Host = plan.Sink.Host,
                Generator = [.. plan.Generators],
                Backend = flood?.Backend,
                Method = plan.Sink.Methods[0],
                PacketSize = flood?.PacketSize ?? plan.Flood.PacketSize,
                Burst = result.Lower is { } lower ? _trials.LastOrDefault(trial => trial.RatePps == lower.Load && trial.Measurement is not null)?.Measurement!.Burst : null,
                LossGoal = result.Goal.LossRatio,
                Pps = result.Lower?.OfferedLoad,
                UpperPps = result.Upper?.OfferedLoad,
                ConditionalPps = result.ConditionalThroughput,
                Width = result.Width,
                SpreadLowPps = spread?.Low,
                SpreadHighPps = spread?.High,
                IsRegular = result.IsRegular,
                End = result.StoppedBy,
                StoppedBy = ceiling.Words,
                Bottleneck = LabList.Of(ceiling.Causes),
                Notes = [.. ThroughputNotes.Of(result, results, trials)],
                Trials = trials,
                Inversions = LabList.Of(result.Inversions),
                GeneratorPps = _search.GeneratorMaximum,
                Seconds = _search.Seconds,
                GoalWidth = result.Goal.Width,
                TrialDuration = result.Goal.FinalSeconds,
                InitialTrialDuration = result.Goal.InitialSeconds,
                DurationSum = result.Goal.DurationSum,
                ExceedRatio = result.Goal.ExceedRatio,
                CoarseStages = result.Goal.CoarseStages,
                MinimumPps = _request.MinimumLoad,
                MaximumPps = _request.MaximumLoad,
                MaximumTrials = _request.MaximumTrials,
                MaximumSeconds = _request.MaximumSeconds,
            };
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
