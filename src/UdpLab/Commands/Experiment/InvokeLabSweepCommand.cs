using System.Globalization;
using System.Management.Automation;
using System.Runtime.ExceptionServices;
using UdpLab.Parameters;
using UdpLab.Wire;

namespace UdpLab.Commands;

/// <summary>Invoke-LabSweep: runs a script block for every combination of factors, repeated, in an order that averages out drift.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "LabSweep", SupportsShouldProcess = true, DefaultParameterSetName = ByFactor)]
[OutputType(typeof(SinkMeasurement))]
public sealed partial class InvokeLabSweepCommand : LabCmdlet, ISweepStage
{
    private const string Tag = "LabSweep";
    private const int RunsShown = 1000;
    private SweepEngine? _engine;
    private SweepScript? _script;
    private SweepStory? _story;
    private SweepRun? _run;
    private ErrorRecord? _error;
    private ExceptionDispatchInfo? _downstream;
    private SweepAttempt _attempt = new();
    private readonly List<PSObject> _emitted = [];
    private int _position;
    private bool _isLastAttempt;

    // Cmdlets inside the script block show their own progress.
    private protected override int ProgressActivity => 0x0DC;

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        SweepRequest request = Terminating(() => new SweepRequest
        {
            Factors = FactorTable.Read(Factor, SessionState),
            ScriptBlock = ScriptBlock.ToString(),
            Order = Given(nameof(Order), Order),
            Repeat = Given(nameof(Repeat), Repeat),
            Seed = Given(nameof(Seed), Seed),
        });
        string? path = JournalPath(Journal, Resume, "sweep");
        LabSweep? earlier = path is null ? null : Terminating(() => SweepJournal.Find(path, request, Resume), path);
        SweepPlan plan = Terminating(() => request.Plan(earlier));
        if (!ShouldProcess(Describe(plan, path, earlier), $"Run the script block: {plan}?", "Invoke-LabSweep", out _))
        {
            return;
        }

        using SweepJournal? journal = path is null ? null : Terminating(() => SweepJournal.Open(path, request, plan, earlier, WriteWarning), path);
        if (plan.IsRandom && earlier is null && !IsGiven(nameof(Seed)))
        {
            WriteInformation(new HostInformationMessage { Message = string.Create(CultureInfo.InvariantCulture, $"Invoke-LabSweep: the order follows from -Seed {plan.Seed}.") }, ["PSHOST", Tag]);
        }

        _story = new SweepStory(request.Describe(plan, earlier?.Id));
        _script = new SweepScript(ScriptBlock);
        _engine = new SweepEngine(plan, new SweepOptions { Settle = Settle, MaxRetry = MaxRetry, ContinueOnError = ContinueOnError, WarmupRuns = WarmupRuns }, journal, this);
        try
        {
            Terminating(() => _engine.Run(Cancel), path);
        }
        catch (SweepFailedException e)
        {
            Remember(e.Error, e.Run);
            ThrowTerminatingError(Failure(e.Error, e.Run));
        }
        finally
        {
            End();
        }
    }

    Exception? ISweepStage.Run(SweepRun run, bool isLastAttempt)
    {
        (_run, _error, _isLastAttempt) = (run, null, isLastAttempt);
        try
        {
            _script!.Run(run.Cell, this);
        }
        catch (RuntimeException e) when (_downstream is null && e is not PipelineStoppedException)
        {
            _error = e.ErrorRecord;
            return e;
        }
        catch (Exception) when (_downstream is not null)
        {
            // Thrown below, unchanged.
        }
        catch (LoopFlowException)
        {
            // It would silently end the caller's loop, or else the whole script.
            return new LabException(FailureCode.InvalidArgument, "The script block was left by break or continue, and there is no loop in it: return ends a run.", nameof(ScriptBlock));
        }

        _downstream?.Throw();
        return _error is { } error ? new RuntimeException(error.ToString(), error.Exception, error) : null;
    }

    /// <summary>Takes output of the script block: keeps it first, then passes it on.</summary>
    internal void Take(object emitted)
    {
        SweepRun run = _run!;
        object? kept = _engine!.Keep(Journal is null ? Unwrapped.Of(emitted) : SweepObjects.ForJournal(emitted), out LabException? fault);
        if (kept is not null)
        {
            SweepOrigin? before = SweepStory.OriginOf(emitted) ?? SweepStory.OriginOf(Unwrapped.Of(emitted));
            _story!.Tell(kept, _attempt, before?.Story == _story ? null : before);
            HandOn(() =>
            {
                PSObject shown = SweepObjects.ToHandOn(emitted, kept, run, _position);
                SweepObjects.Follow(kept, shown);
                _emitted.Add(shown);
                WriteObject(shown);
            });
        }

        if (fault is not null)
        {
            throw fault;
        }
    }

    /// <summary>Takes an error of the script block: the run has failed, and an error that a retry may resolve is not shown.</summary>
    internal void TakeError(ErrorRecord error)
    {
        _error ??= error;
        if (_isLastAttempt)
        {
            // As it is: it may be another command's.
            HandOn(() => ((Cmdlet)this).WriteError(error));
        }
    }

    /// <summary>An exception from outside the script block, downstream or by -ErrorAction Stop, ends the sweep and is not a failure of the run.</summary>
    internal void HandOn(Action write)
    {
        try
        {
            write();
        }
        catch (Exception e)
        {
            _downstream = ExceptionDispatchInfo.Capture(e);
            throw;
        }
    }

    void ISweepStage.Emit(object result, SweepRun run, int position)
    {
        _story!.Tell(result);
        PSObject shown = SweepObjects.ToHandOn(result, result, run, position);
        SweepObjects.Follow(result, shown);
        WriteObject(shown);
    }

    void ISweepStage.Begins(SweepStatus status)
    {
        _position = status.Position;
        _attempt = new SweepAttempt();
        _emitted.Clear();
        ShowProgress(
            MyInvocation.MyCommand.Name,
            () => string.Create(CultureInfo.InvariantCulture, $"{(status.IsWarmup ? "warm-up" : $"{status.Position} of {status.Runs}")}: {status.Run.Cell}, repeat {status.Run.Repeat}{(status.IsWarmup ? "" : $" of {status.Repeats}")}, {status.Elapsed:h\\:mm\\:ss} elapsed{(status.Left is { } left ? $", about {left:h\\:mm\\:ss} left" : "")}"),
            (int)(100L * (status.Position - 1) / status.Runs),
            status.Left is { } rest ? (int)Math.Min(rest.TotalSeconds, int.MaxValue) : -1);
    }

    void ISweepStage.Completed(SweepStatus status, int objects, object? first, double seconds)
    {
        string what = objects == 0 ? "nothing" : objects == 1 ? $"{first}" : string.Create(CultureInfo.InvariantCulture, $"{first} and {objects - 1} more");
        WriteInformation(string.Create(CultureInfo.InvariantCulture, $"{status.Position} of {status.Runs}: {status.Run.Cell}, repeat {status.Run.Repeat} of {status.Repeats}: {what}, in {seconds:0.00} s"), [Tag]);
        _attempt.Complete();
        _story!.Complete(status.Position);
    }

    void ISweepStage.Discard()
    {
        _attempt.Fail();
        _emitted.ForEach(ResultObject.MarkFailed);
    }

    void ISweepStage.Warn(string message)
    {
        try
        {
            WriteWarning(message);
        }
        catch (PipelineStoppedException)
        {
            WarnWhileStopping(message);
        }
    }

    void ISweepStage.Fail(LabException error, SweepRun run)
    {
        Remember(error, run);
        WriteInformation(error.Message, [Tag]);
        WriteError(Failure(error, run));
    }

    private void Remember(LabException error, SweepRun run) => _story!.Fail(new LabSweepRun
    {
        Sweep = _story.Sweep.Id,
        State = SweepRunState.Failed,
        Cell = run.Cell.Number,
        Repeat = run.Repeat,
        Position = _position,
        Time = DateTimeOffset.UtcNow,
        Error = error.InnerException?.Message ?? error.Message,
    });

    private void End()
    {
        try
        {
            EndProgress(MyInvocation.MyCommand.Name);
        }
        catch (PipelineStoppedException)
        {
            // The host removes it.
        }
    }

    private ErrorRecord Failure(LabException error, SweepRun run) => new(error, "CellFailed", _error?.CategoryInfo.Category ?? ErrorCategory.InvalidOperation, SweepScript.Factors(run.Cell));

    private string Describe(SweepPlan plan, string? path, LabSweep? earlier) => string.Join(
        Environment.NewLine,
        plan.Runs
            .Take(RunsShown)
            .Select((run, i) => string.Create(CultureInfo.InvariantCulture, $"  {i + 1}: {run.Cell}, repeat {run.Repeat}"))
            .Concat(plan.Runs.Count > RunsShown ? [string.Create(CultureInfo.InvariantCulture, $"  ... and {plan.Runs.Count - RunsShown} more")] : Array.Empty<string>())
            .Prepend($"Invoke-LabSweep, {plan}{(WarmupRuns > 0 ? string.Create(CultureInfo.InvariantCulture, $", each cell warmed up {WarmupRuns} times") : "")}{(path is null ? "" : $", {(earlier is null ? "journal" : "continuing the journal")} {path}")}:"));
}
