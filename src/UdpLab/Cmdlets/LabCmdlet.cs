using System.Management.Automation;
using UdpLab.Wire;

namespace UdpLab.Commands;

/// <summary>What every cmdlet of the module shares: Ctrl-C, errors that name their parameter, cheap progress.</summary>
public abstract partial class LabCmdlet : PSCmdlet, IDisposable
{
    private static readonly TimeSpan _progressPause = TimeSpan.FromMilliseconds(200);
    private readonly CancellationTokenSource _stopping = new();
    private long _lastProgress;
    private bool _showedProgress, _yesToAll, _noToAll;

    /// <summary>Distinguishes progress bars that are shown at the same time.</summary>
    private protected virtual int ProgressActivity => 0x0DB;

    /// <summary>Cancelled by Ctrl-C.</summary>
    protected CancellationToken Cancel => _stopping.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Releases the cmdlet's resources: called when the pipeline ends, however it ends.</summary>
    protected virtual void Dispose(bool disposing) => _stopping.Dispose();

    /// <inheritdoc/>
    protected override void StopProcessing() => _stopping.Cancel();

    /// <summary>Whether this parameter was given, by the user or by the pipeline.</summary>
    internal bool IsGiven(string parameter) => MyInvocation.BoundParameters.ContainsKey(parameter);

    /// <summary>A parameter's value; null if it was not given.</summary>
    private protected T? Given<T>(string parameter, T value)
        where T : struct => IsGiven(parameter) ? value : null;

    /// <summary>Runs work of Core; a refusal ends the cmdlet with a named error.</summary>
    internal T Terminating<T>(Func<T> work, object? target = null)
    {
        T result = default!;
        Catch(() => result = work(), e => ThrowTerminatingError(Record(e, target)));
        return result;
    }

    /// <inheritdoc cref="Terminating{T}(Func{T}, object?)"/>
    internal void Terminating(Action work, object? target = null) => Catch(work, e => ThrowTerminatingError(Record(e, target)));

    /// <summary>Runs work of Core for one input; a refusal is an error for that input, and the others continue.</summary>
    /// <returns>Whether it succeeded.</returns>
    internal bool Try(Action work, object? target)
    {
        bool done = true;
        Catch(
            work,
            e =>
            {
                done = false;
                WriteError(Record(e, target));
            });
        return done;
    }

    /// <summary>Runs work of Core; Ctrl-C ends the pipeline.</summary>
    private protected static void Catch(Action work, Action<LabException> refused)
    {
        try
        {
            work();
        }
        catch (LabException e)
        {
            refused(e);
        }
        catch (OperationCanceledException)
        {
            throw new PipelineStoppedException();
        }
    }

    /// <summary>Asks the user; in a non-interactive session it throws instead of waiting forever.</summary>
    /// <param name="question">What is asked.</param>
    /// <param name="caption">Its title.</param>
    /// <param name="doubt">The doubt, and the parameter concerned, for the error.</param>
    internal bool Continues(string question, string caption, string doubt)
    {
        LabException nobody = new(FailureCode.InvalidArgument, $"{doubt}, and this session cannot ask for confirmation. Limit the rate with -RatePps, or confirm with -Force or -Confirm:$false.", "Destination");
        if (Host?.Name == "ConsoleHost" && Console.IsInputRedirected)
        {
            // It would read an answer from the script's input, and take an empty line as yes.
            throw nobody;
        }

        try
        {
            // With this impact an empty answer is no.
            return ShouldContinue(question, caption, hasSecurityImpact: true, ref _yesToAll, ref _noToAll);
        }
        catch (Exception e) when (e is not PipelineStoppedException)
        {
            throw nobody;
        }
    }

    /// <summary>Shows progress, at most five times a second.</summary>
    protected void ShowProgress(string activity, Func<string> status, int percent = -1, int secondsLeft = -1)
    {
        long now = Environment.TickCount64;
        if (now - _lastProgress < _progressPause.TotalMilliseconds)
        {
            return;
        }

        _lastProgress = now;
        _showedProgress = true;
        WriteProgress(new ProgressRecord(ProgressActivity, activity, status()) { PercentComplete = percent, SecondsRemaining = secondsLeft });
    }

    /// <summary>Removes the progress bar.</summary>
    protected void EndProgress(string activity)
    {
        if (_showedProgress)
        {
            _showedProgress = false;
            WriteProgress(new ProgressRecord(ProgressActivity, activity, "done") { RecordType = ProgressRecordType.Completed });
        }
    }

    /// <summary>Writes a message while the pipeline is stopping, when the usual streams are closed.</summary>
    protected void WarnWhileStopping(string message) => Host?.UI?.WriteWarningLine(message);
}
