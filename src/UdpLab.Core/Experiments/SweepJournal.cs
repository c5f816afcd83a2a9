using System.Globalization;
using Microsoft.Win32.SafeHandles;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>
/// A sweep in its journal: a line for the plan, then for each run that begins, its results, and its completion. A killed sweep
/// is continued from there; results of an incomplete run do not count, and it is measured again.
/// </summary>
internal sealed class SweepJournal : IDisposable
{
    /// <summary>Space reserved for the results of a run until one has needed more: a measurement with a profile of many chains.</summary>
    private const long LeastRoom = 128 * 1024;

    private readonly JournalFile _file;
    private readonly LabSweep _sweep;
    private readonly SweepProgress _progress;
    private readonly List<JournalLine> _current = [];
    private long _largest;
    private int _completed;

    private SweepJournal(JournalFile file, LabSweep sweep, SweepProgress progress)
    {
        (_file, _sweep, _progress) = (file, sweep, progress);
        Completed = [.. progress.Completed];
        _completed = Completed.Count;
    }

    /// <summary>The runs completed in earlier sessions, in the order they were measured.</summary>
    public IReadOnlyList<LabSweepRun> Completed { get; }

    /// <summary>The sweep in a journal that a request continues; null for a new one.</summary>
    /// <param name="path">The journal, which need not exist.</param>
    /// <param name="request">The requested sweep.</param>
    /// <param name="resume">Whether to continue it.</param>
    /// <exception cref="LabException">The journal already has the sweep, or has another one.</exception>
    public static LabSweep? Find(string path, SweepRequest request, bool resume)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            UserFile.RequireRegular(path);
            using SafeFileHandle file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
            return Find(JournalContent.Read(file, path), path, request, resume, sweep => JournalFile.IsTaken(file, sweep));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw JournalFile.Unusable(path, e);
        }
    }

    /// <summary>Begins or continues a sweep.</summary>
    /// <param name="path">The journal.</param>
    /// <param name="request">The requested sweep.</param>
    /// <param name="plan">The resulting plan.</param>
    /// <param name="earlier">The result of <see cref="Find(string, SweepRequest, bool)"/>.</param>
    /// <param name="warn">Receives warnings.</param>
    /// <exception cref="LabException">It cannot be written, or the sweep is running in another session.</exception>
    public static SweepJournal Open(string path, SweepRequest request, SweepPlan plan, LabSweep? earlier, Action<string> warn)
    {
        JournalFile file = JournalFile.Open(path);
        try
        {
            return file.Alone(() =>
            {
                // Another session may have begun it meanwhile.
                JournalContent content = file.Read();
                LabSweep? same = Find(content, path, request, earlier is not null, file.IsTaken);
                LabSweep sweep = request.Describe(plan, same?.Id);
                if (!file.TryTake(sweep.Id))
                {
                    throw new LabException(FailureCode.Busy, $"-Journal {path}: the sweep is running in another session (process {same?.ProcessId} on {same?.Machine}). Wait until it ends.", "Journal");
                }

                if (content.Cut is not null)
                {
                    warn($"The last line of {path} was half-written when its session ended; it is dropped.");
                }

                SweepProgress progress = content.ProgressOf(sweep.Id);
                file.Blank([.. content.Rests, .. progress.Partial]);
                SweepJournal journal = new(file, sweep, progress);
                journal.Write(ResultLine.Of(sweep));
                return journal;
            });
        }
        catch (Exception e)
        {
            file.Dispose();
            throw e is IOException or UnauthorizedAccessException or NotSupportedException ? JournalFile.Unusable(path, e) : e;
        }
    }

    /// <summary>The results of a completed run of an earlier session.</summary>
    public IEnumerable<object> Results(LabSweepRun run) => _progress.Lines(new SweepKey(run.Cell, run.Repeat)).Select(_file.Read);

    /// <summary>Records that a run begins, and reserves space for its results.</summary>
    /// <exception cref="LabException">There is no space.</exception>
    public void Begin(SweepRun run, int position)
    {
        _current.Clear();
        try
        {
            _file.Reserve(Math.Max(LeastRoom, 2 * _largest));
            Write(ResultLine.Of(Line(run, position, SweepRunState.Started)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Full("the sweep stopped before the next cell", e);
        }
    }

    /// <summary>Writes a result; it is on disk when this returns.</summary>
    /// <exception cref="LabException">It could not be written.</exception>
    public void Add(object result, SweepRun run)
    {
        try
        {
            _current.Add(Write(JournalLine.Of(result, _sweep.Id, run.Key)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Full($"the last result, {result}, is not in it", e);
        }
    }

    /// <summary>Records that a run has all its results.</summary>
    /// <exception cref="LabException">This could not be written; the run will be measured again.</exception>
    public void Complete(SweepRun run, int position, double seconds)
    {
        try
        {
            Write(ResultLine.Of(Line(run, position, SweepRunState.Completed) with { Objects = _current.Count, Seconds = seconds }));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Full("the last cell will be measured again", e);
        }

        _completed++;
        _largest = Math.Max(_largest, _current.Sum(line => (long)line.Length));
    }

    /// <summary>Removes the results of a run that failed.</summary>
    public void Fail(SweepRun run, int position, string why)
    {
        try
        {
            _file.Blank(_current);
            _current.Clear();
            Write(ResultLine.Of(Line(run, position, SweepRunState.Failed) with { Error = why }));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Full("the last cell failed", e);
        }
    }

    public void Dispose() => _file.Dispose();

    private static LabSweep? Find(JournalContent content, string path, SweepRequest request, bool resume, Func<string, bool> isRunning)
    {
        LabSweep? same = content.Sweeps.LastOrDefault(sweep => request.Difference(sweep) is null);
        if (!resume && same is not null)
        {
            int completed = content.ProgressOf(same.Id).Completed.Count();
            throw new LabException(
                FailureCode.Busy,
                string.Create(CultureInfo.InvariantCulture, $"-Journal {path} already has this sweep, {completed} of {same.Runs} runs completed: -Resume continues it. To measure all of it again, give another journal; to keep both in one, add a factor that tells them apart, with one value."),
                "Journal");
        }

        if (resume && same is null && content.Lost is { } lost)
        {
            throw new LabException(FailureCode.InvalidArgument, $"-Journal {path} has runs of a sweep ({lost}) whose first line is damaged, so it is not known whether it is this one. Give another journal; Import-LabResult reads the results of this one.", "Journal");
        }

        // A journal that others are writing to is shared; this sweep has just not begun yet.
        if (resume && same is null && content.Sweeps.LastOrDefault() is { } other && !content.Sweeps.Any(sweep => isRunning(sweep.Id)))
        {
            (string what, string parameter) = request.Difference(other)!.Value;
            throw new LabException(FailureCode.InvalidArgument, $"-Journal {path} belongs to another sweep, which cannot be resumed with this command: {what}. Use the command that began it, or give another journal.", parameter);
        }

        return resume ? same : null;
    }

    private LabSweepRun Line(SweepRun run, int position, SweepRunState state) => new()
    {
        Sweep = _sweep.Id,
        State = state,
        Cell = run.Cell.Number,
        Repeat = run.Repeat,
        Position = position,
        Time = DateTimeOffset.UtcNow,
    };

    private JournalLine Write(byte[] line) => _file.Append(line);

    private LabException Full(string state, Exception e)
    {
        (string fault, string remedy) = _file.Words(e, "result");
        return new LabException(FailureCode.System, string.Create(CultureInfo.InvariantCulture, $"{fault}; {state}. {_completed} of {_sweep.Runs} runs {(e is JournalLostException ? "were in it" : "are kept")}. {remedy}"), "Journal", e);
    }
}
